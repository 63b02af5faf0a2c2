import { describe, expect, it } from 'vitest';
import { noticeOfAlarm } from '#application/notices/notice-of-alarm.ts';

const STATE = { value: 'ALARM', reason: 'Threshold Crossed: 1 datapoint', timestamp: '2026-01-05T14:30:00.000+0000' };
const DESCRIPTION = 'Critical: Nobody knows whether the venue has an order. Runbook: docs/runbooks/unknown-outcome.md';

/** As CloudWatch calls a function. */
function anAlarm(state: Partial<typeof STATE> = {}, description: string | null = DESCRIPTION) {
  const name = 'tidegate-prod-UnknownOutcome';
  return {
    source: 'aws.cloudwatch',
    alarmArn: `arn:aws:cloudwatch:eu-central-1:123456789012:alarm:${name}`,
    accountId: '123456789012',
    alarmData: {
      alarmName: name,
      state: { ...STATE, ...state },
      previousState: { value: 'OK' },
      ...(description === null ? {} : { configuration: { description } }),
    },
  };
}

describe('noticeOfAlarm', () => {
  it('Given a critical alarm that rings, Then its name, meaning, runbook, reason and time are told, and no account number', () => {
    const notice = noticeOfAlarm(anAlarm(), 'critical');
    expect(notice).toMatchObject({ severity: 'critical', title: 'CRITICAL alarm tidegate-prod-UnknownOutcome' });
    expect(notice?.lines).toEqual([
      `meaning: ${DESCRIPTION}`,
      `reason: ${STATE.reason}`,
      'at: 2026-01-05T14:30:00.000+0000',
    ]);
    expect(JSON.stringify(notice)).not.toContain('123456789012');
  });

  it('Given the same ring twice, Then it is one notice; its end and another ring are others', () => {
    const later = { timestamp: '2026-01-05T15:30:00.000+0000' };
    const alarms = [anAlarm(), anAlarm(), anAlarm({ value: 'OK' }), anAlarm(later)];
    const ids = alarms.map((alarm) => noticeOfAlarm(alarm, 'info')?.id);
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
  });

  it('Given it is over, Then who heard it ring hears that', () => {
    expect(noticeOfAlarm(anAlarm({ value: 'OK' }), 'critical')?.title).toBe('OVER alarm tidegate-prod-UnknownOutcome');
  });

  it('Given a warning, Then those who want critical notices only are not told', () => {
    const warning = anAlarm({}, 'Warning: The broker does not answer');
    expect(noticeOfAlarm(warning, 'critical')).toBeNull();
    expect(noticeOfAlarm(warning, 'warning')?.severity).toBe('warning');
  });

  it('Given an alarm that does not say how bad it is, Then it is critical', () => {
    expect(noticeOfAlarm(anAlarm({}, null), 'critical')?.severity).toBe('critical');
  });

  it.each([[{}], [{ alarmData: {} }], ['ALARM'], [null]])('Given %j, Then it is refused', (raw) => {
    expect(() => noticeOfAlarm(raw, 'info')).toThrow(/^alarm/);
  });
});
