import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE } from '#domain/shared/instant.ts';
import { readAlarmRule } from '#local/alarms/alarm-rule.ts';
import { type AlarmState, type MetricAlarmSpec, metricKey } from '#local/alarms/alarm-spec.ts';
import { evaluateAlarm } from '#local/alarms/evaluate-alarm.ts';
import { MetricStore } from '#local/alarms/metric-store.ts';
import { UnsupportedTemplateError } from '#local/errors.ts';

const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
const MISSING = ['breaching', 'notBreaching', 'ignore'] as const;
const isBad = (value: number): boolean => value > 0;

/** A series of N periods, M, how missing data is taken, and the state before. */
const cases = fc.integer({ min: 1, max: 8 }).chain((n) =>
  fc.record({
    points: fc.array(fc.option(fc.constantFrom(0, 1)), { minLength: n, maxLength: n }),
    datapointsToAlarm: fc.integer({ min: 1, max: n }),
    missing: fc.constantFrom(...MISSING),
    before: fc.constantFrom<AlarmState>(...STATES),
  }),
);

describe('M of N', () => {
  it('Given no gap, Then it rings exactly when M of N are bad, whatever gaps would mean and the state was', () => {
    fc.assert(
      fc.property(cases, ({ before, datapointsToAlarm, missing, points }) => {
        const full = points.map((point) => point ?? 0);
        const bad = full.filter(isBad).length;
        const state = evaluateAlarm(full, { datapointsToAlarm, missing, isBad }, before);
        expect(state).toBe(bad >= datapointsToAlarm ? 'ALARM' : 'OK');
      }),
    );
  });

  it('Given gaps, Then they count as what was chosen; ignored, the state moves only when no value in the gaps could change it', () => {
    fc.assert(
      fc.property(cases, ({ before, datapointsToAlarm, missing, points }) => {
        const spec = { datapointsToAlarm, missing, isBad };
        const filled = (value: number): AlarmState =>
          evaluateAlarm(
            points.map((point) => point ?? value),
            spec,
            before,
          );
        const state = evaluateAlarm(points, spec, before);
        if (missing === 'breaching') expect(state).toBe(filled(1));
        if (missing === 'notBreaching') expect(state).toBe(filled(0));
        if (missing === 'ignore') expect(state).toBe(filled(0) === filled(1) ? filled(0) : before);
      }),
    );
  });

  it('Given one more bad period in the place of a good one, Then a ringing alarm does not stop', () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ before, points, ...rest }, at) => {
        const worse = points.with(at % points.length, 1);
        const spec = { ...rest, isBad };
        if (evaluateAlarm(points, spec, before) === 'ALARM') expect(evaluateAlarm(worse, spec, 'ALARM')).toBe('ALARM');
      }),
    );
  });

  it('Given no period at all, Then the state is what it was', () => {
    for (const missing of MISSING)
      expect(evaluateAlarm([], { datapointsToAlarm: 1, missing, isBad }, 'INSUFFICIENT_DATA')).toBe(
        'INSUFFICIENT_DATA',
      );
  });
});

describe('the rule of a composite alarm', () => {
  const stateOf = (name: string): AlarmState => (name.startsWith('bad') ? 'ALARM' : 'OK');
  it.each([
    ['ALARM("bad")', true],
    ['ALARM("good") OR ALARM("bad:arn")', true],
    ['(ALARM("good") OR ALARM("bad")) AND OK("good")', true],
    ['ALARM("bad") OR ALARM("bad") AND ALARM("good")', true],
    ['(ALARM("bad") OR ALARM("bad")) AND ALARM("good")', false],
    ['NOT ALARM("bad") OR FALSE', false],
    ['NOT (ALARM("good") OR FALSE) AND TRUE', true],
    ['INSUFFICIENT_DATA(good)', false],
  ])('Given %s, Then it is %s', (text, holds) => {
    expect(readAlarmRule(text, 'x')(stateOf)).toBe(holds);
  });

  it.each(['', 'ALARM("a") ALARM("b")', 'ALARM("a"', 'AT_LEAST(1, ALARM, ("a"))', 'ALARM("a") XOR TRUE', 'OK'])(
    'Given %s, Then it is refused',
    (text) => {
      expect(() => readAlarmRule(text, 'x')).toThrow(UnsupportedTemplateError);
    },
  );
});

describe('the metrics that alarms see', () => {
  const KEY = metricKey('Tidegate', 'a', { account: 'main', mode: 'live' });
  const spec = (changes: Partial<MetricAlarmSpec> = {}) =>
    ({ metric: KEY, statistic: 'Sum', periodMs: MINUTE, evaluationPeriods: 3, ...changes }) as MetricAlarmSpec;
  const line = (values: unknown) =>
    JSON.stringify({
      _aws: {
        CloudWatchMetrics: [{ Namespace: 'Tidegate', Dimensions: [['mode', 'account']], Metrics: [{ Name: 'a' }] }],
      },
      account: 'main',
      mode: 'live',
      a: values,
    });

  it('Given lines of metrics, When minutes are closed, Then each period has the statistic of its values', () => {
    const store = new MetricStore([KEY]);
    store.ingest(line([1, 4]));
    store.ingest(line(1));
    store.close(5 * MINUTE + 10);
    store.close(6 * MINUTE);
    store.ingest(line(7));
    store.close(7 * MINUTE);
    const over = (changes: Partial<MetricAlarmSpec>) => store.pointsOf(spec(changes));
    expect(over({})).toEqual([6, null, 7]);
    expect(over({ evaluationPeriods: 2 })).toEqual([null, 7]);
    expect(over({ periodMs: 5 * MINUTE, statistic: 'Average' })).toEqual([13 / 4]);
    expect(over({ periodMs: 5 * MINUTE, statistic: 'Maximum' })).toEqual([7]);
    expect(over({ statistic: 'Minimum', evaluationPeriods: 5 })).toEqual([1, null, 7]);
    expect(over({ statistic: 'SampleCount' })).toEqual([3, null, 1]);
  });

  it('Given minutes that a replay skips, Then they are no periods', () => {
    const store = new MetricStore([KEY]);
    for (const minute of [0, 1, 500]) {
      store.ingest(line(minute));
      store.close(minute * MINUTE);
    }
    expect(store.pointsOf(spec())).toEqual([0, 1, 500]);
  });

  it('Given a metric that nobody watches, other dimensions, or no metric at all, Then nothing is kept', () => {
    const store = new MetricStore([KEY]);
    store.ingest(line(1).replace('"live"', '"paper"'));
    store.ingest(line(1).replaceAll('"a"', '"b"'));
    store.ingest('{"message":"order placed"}');
    store.close(0);
    expect(store.pointsOf(spec())).toEqual([null]);
  });
});
