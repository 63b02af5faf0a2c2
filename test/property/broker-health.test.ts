import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  admit,
  afterAnswer,
  afterFailures,
  beginProbe,
  type Circuit,
  CLOSED_CIRCUIT,
  FAILURES_TO_OPEN,
  OPEN_TIME,
} from '#domain/brokers/circuit.ts';
import { availableAt, availableTo, CALL_CLASSES, rateLimitOf, take, tokensAt } from '#domain/brokers/token-bucket.ts';
import { T0 } from '../support/builders.ts';

const MINUTE = 60_000;
const callsPerMinute = fc.integer({ min: 8, max: 1_200 });
const wishes = fc.array(
  fc.record({
    after: fc.integer({ min: 0, max: 20_000 }),
    calls: fc.integer({ min: 1, max: 150 }),
    callClass: fc.constantFrom(...CALL_CLASSES),
  }),
  { minLength: 1, maxLength: 60 },
);

interface Taken {
  readonly at: number;
  readonly calls: number;
}

/** Takes what each wish can get, as the adapter does. */
function takeAll(
  perMinute: number,
  given: readonly { after: number; calls: number; callClass: 'read' | 'order' | 'cancel' }[],
) {
  const limit = rateLimitOf(perMinute);
  const taken: Taken[] = [];
  let [now, fullAt] = [T0, 0];
  for (const { after, calls, callClass } of given) {
    now += after;
    const granted = Math.min(calls, availableTo(callClass, fullAt, limit, now));
    if (granted > 0) fullAt = take(granted, fullAt, limit, now);
    taken.push({ at: now, calls: granted });
    expect(tokensAt(fullAt, limit, now)).toBeGreaterThanOrEqual(granted === 0 ? 0 : limit.reserves[callClass]);
  }
  return { limit, taken, now, fullAt };
}

describe('the bucket of calls', () => {
  test('Given any wishes, Then no minute, wherever it begins, has more calls than the venue takes', () => {
    fc.assert(
      fc.property(callsPerMinute, wishes, (perMinute, given) => {
        const { taken } = takeAll(perMinute, given);
        for (const { at: from } of taken) {
          const inMinute = taken.filter(({ at }) => at >= from && at < from + MINUTE);
          expect(inMinute.reduce((sum, { calls }) => sum + calls, 0)).toBeLessThanOrEqual(perMinute);
        }
      }),
    );
  });

  test('Given reads that take all they can, Then an order finds its share, and after orders a cancel finds its own', () => {
    fc.assert(
      fc.property(callsPerMinute, wishes, (perMinute, given) => {
        const reads = given.map((wish) => ({ ...wish, callClass: 'read' as const }));
        const { limit, now, fullAt } = takeAll(perMinute, reads);
        const left = availableTo('order', fullAt, limit, now);
        expect(left).toBeGreaterThanOrEqual(limit.reserves.read - limit.reserves.order);
        const afterOrders = take(left, fullAt, limit, now);
        expect(availableTo('order', afterOrders, limit, now)).toBe(0);
        expect(availableTo('cancel', afterOrders, limit, now)).toBeGreaterThanOrEqual(limit.reserves.order);
      }),
    );
  });

  test('Given a bucket, When a class waits as long as it is told to, Then it can take a call; and a bucket left alone for its time is full', () => {
    fc.assert(
      fc.property(callsPerMinute, wishes, fc.constantFrom(...CALL_CLASSES), (perMinute, given, callClass) => {
        const { limit, fullAt, now } = takeAll(perMinute, given);
        const then = Math.max(availableAt(callClass, fullAt, limit), now);
        expect(availableTo(callClass, fullAt, limit, then)).toBeGreaterThanOrEqual(1);
        if (then > now) expect(availableTo(callClass, fullAt, limit, then - 1)).toBe(0);
        expect(tokensAt(fullAt, limit, Math.max(fullAt, now))).toBe(limit.capacity);
      }),
    );
  });

  test('Given Alpaca’s 200 calls a minute, Then reads leave fifty of a hundred, orders twenty-five of them', () => {
    const limit = rateLimitOf(200);
    expect(limit).toEqual({ capacity: 100, interval: 600, reserves: { read: 50, order: 25, cancel: 0 } });
    expect(CALL_CLASSES.map((callClass) => availableTo(callClass, 0, limit, T0))).toEqual([50, 75, 100]);
  });
});

describe('the circuit', () => {
  const events = fc.array(
    fc.record({
      kind: fc.constantFrom('fail', 'fail', 'answer', 'cancel-fails'),
      after: fc.integer({ min: 0, max: 40_000 }),
    }),
    { minLength: 1, maxLength: 60 },
  );

  /** One caller after the other, each as the adapter goes: admit, claim, call, record. */
  function story(given: readonly { kind: string; after: number }[]) {
    const steps: { before: Circuit; admission: string; after: Circuit; now: number; kind: string }[] = [];
    let [circuit, now] = [CLOSED_CIRCUIT, T0];
    for (const { kind, after } of given) {
      now += after;
      const before = circuit;
      const admission = kind === 'cancel-fails' ? 'pass' : admit(circuit, now);
      if (admission === 'probe') circuit = beginProbe(circuit, now);
      if (admission !== 'refuse')
        circuit = kind === 'answer' ? afterAnswer(circuit, now, now) : afterFailures(circuit, 1, now, now);
      steps.push({ before, admission, after: circuit, now, kind });
    }
    return steps;
  }

  test('Given any calls, Then it opens on the fifth failure in a row and not before, and an admitted answer closes it', () => {
    fc.assert(
      fc.property(events, (given) => {
        let inARow = 0;
        for (const { before, admission, after, kind } of story(given)) {
          if (kind === 'answer' && admission !== 'refuse')
            expect(after).toMatchObject({ state: 'CLOSED', failures: 0 });
          if (before.state !== 'CLOSED') continue;
          inARow = kind === 'answer' ? 0 : before.failures + 1;
          expect(after.state).toBe(inARow >= FAILURES_TO_OPEN ? 'OPEN' : 'CLOSED');
        }
      }),
    );
  });

  test('Given a circuit that is not closed, Then one call at most goes in its minute', () => {
    fc.assert(
      fc.property(events, (given) => {
        const probes = story(given).filter(({ admission }) => admission === 'probe');
        for (const { before, now } of probes) expect(now - before.since).toBeGreaterThanOrEqual(OPEN_TIME);
        for (const { before, admission } of story(given).filter(({ kind }) => kind !== 'cancel-fails'))
          expect(admission === 'pass').toBe(before.state === 'CLOSED');
      }),
    );
  });
});
