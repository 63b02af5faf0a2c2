import type { AlarmState, MetricAlarmSpec } from './alarm-spec.ts';

/**
 * The state of an alarm after its last periods, the latest last; `null`: nothing was measured. Of fewer periods than the alarm looks at, those that there were count. Unlike CloudWatch, which looks a little further back for
 * measured values before it takes any for missing, no period before those is seen.
 */
export function evaluateAlarm(
  points: readonly (number | null)[],
  { datapointsToAlarm, isBad, missing }: Pick<MetricAlarmSpec, 'datapointsToAlarm' | 'isBad' | 'missing'>,
  before: AlarmState,
): AlarmState {
  if (points.length === 0) return before;
  const absent = points.filter((point) => point === null).length;
  const bad = points.filter((point) => point !== null && isBad(point)).length + (missing === 'breaching' ? absent : 0);
  if (bad >= datapointsToAlarm) return 'ALARM';
  const isOpen = missing === 'ignore' && bad + absent >= datapointsToAlarm;
  return isOpen ? before : 'OK';
}
