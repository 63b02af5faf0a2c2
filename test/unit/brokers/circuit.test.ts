import { describe, expect, it } from 'vitest';
import { afterRateLimit, HEALTHY } from '#domain/brokers/broker-health.ts';
import {
  admit,
  afterAnswer,
  afterFailures,
  beginProbe,
  type Circuit,
  CLOSED_CIRCUIT,
  nextProbeAt,
} from '#domain/brokers/circuit.ts';
import { T0 } from '../../support/builders.ts';

const open: Circuit = { state: 'OPEN', failures: 5, since: T0 };
const halfOpen: Circuit = { state: 'HALF_OPEN', failures: 5, since: T0 };
const failing: Circuit = { ...CLOSED_CIRCUIT, failures: 4 };

describe('admit', () => {
  it.each([
    ['a closed circuit', CLOSED_CIRCUIT, 0, 'pass'],
    ['a closed circuit with failures', failing, 0, 'pass'],
    ['an open one', open, 59_999, 'refuse'],
    ['an open one after its time', open, 60_000, 'probe'],
    ['a probe that runs', halfOpen, 59_999, 'refuse'],
    ['a probe whose caller died', halfOpen, 60_000, 'probe'],
  ] as const)('Given %s, When a call wants to go, Then it is told whether', (_, circuit, later, expected) => {
    expect(admit(circuit, T0 + later)).toBe(expected);
  });

  it('Given a circuit, When asked for the next probe, Then it is a minute after it opened, or none while calls go', () => {
    expect([nextProbeAt(open), nextProbeAt(CLOSED_CIRCUIT)]).toEqual([T0 + 60_000, null]);
  });
});

describe('after failures', () => {
  const now = T0 + 5_000;
  it.each([
    ['no failure', failing, 0, T0, failing],
    ['four failures in a row', CLOSED_CIRCUIT, 4, T0, { state: 'CLOSED', failures: 4, since: 0 }],
    ['the fifth', failing, 1, T0, { state: 'OPEN', failures: 5, since: now }],
    ['more than five at once', failing, 3, T0, { state: 'OPEN', failures: 7, since: now }],
    ['a failure while open', open, 1, now, open],
    ['the probe fails', halfOpen, 1, T0, { state: 'OPEN', failures: 5, since: now }],
    ['an older call fails beside the probe', halfOpen, 1, T0 - 1, halfOpen],
  ] as const)(
    'Given %s, Then the circuit is as listed, the same one where nothing changed',
    (_, before, n, begunAt, after) => {
      const moved = afterFailures(before, n, begunAt, now);
      expect(moved).toEqual(after);
      if (after === before) expect(moved).toBe(before);
    },
  );
});

describe('after an answer', () => {
  const now = T0 + 5_000;
  it.each([
    ['all is well', CLOSED_CIRCUIT, T0, CLOSED_CIRCUIT],
    ['failures before', failing, T0, CLOSED_CIRCUIT],
    ['the probe is answered', halfOpen, T0, { state: 'CLOSED', failures: 0, since: now }],
    ['a cancel is answered while open', open, T0 + 1, { state: 'CLOSED', failures: 0, since: now }],
    ['a call from before it opened is answered', open, T0 - 1, open],
    ['a call from before the probe is answered', halfOpen, T0 - 1, halfOpen],
  ] as const)(
    'Given %s, Then the circuit is as listed, the same one where nothing changed',
    (_, before, begunAt, after) => {
      const moved = afterAnswer(before, begunAt, now);
      expect(moved).toEqual(after);
      if (after === before) expect(moved).toBe(before);
    },
  );

  it('Given an open circuit, When a probe begins, Then it is half open from now on', () => {
    expect(beginProbe(open, now)).toEqual({ state: 'HALF_OPEN', failures: 5, since: now });
  });
});

describe('after a request for quiet', () => {
  it('Given nothing recorded, Then calls go, nobody has to be quiet, and the bucket is full', () => {
    expect(HEALTHY).toEqual({ circuit: CLOSED_CIRCUIT, fullAt: 0, blockedUntil: 0 });
  });

  it('Given a later and an earlier end, Then the later one holds', () => {
    const quiet = afterRateLimit(HEALTHY, T0);
    expect(quiet.blockedUntil).toBe(T0);
    expect(afterRateLimit(quiet, T0 - 1)).toBe(quiet);
    expect(afterRateLimit(quiet, T0)).toBe(quiet);
  });
});
