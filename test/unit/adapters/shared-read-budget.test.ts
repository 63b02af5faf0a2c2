import { beforeEach, describe, expect, it } from 'vitest';
import { SharedReadBudget } from '#adapters/resilience/shared-read-budget.ts';
import { HEALTHY } from '#domain/brokers/broker-health.ts';
import { type RateLimit, rateLimitOf } from '#domain/brokers/token-bucket.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { T0 } from '../../support/builders.ts';
import { ResilienceDesk } from '../../support/resilience-desk.ts';

let desk: ResilienceDesk;
beforeEach(() => {
  desk = new ResilienceDesk();
});

function aBudget(limit: RateLimit | null = rateLimitOf(200)): SharedReadBudget {
  return new SharedReadBudget({ health: desk.aFunction({}).health, clock: { now: () => desk.now }, limit });
}

describe('the budget of reads', () => {
  it('Given a plan of ten calls, Then it is granted without a write; one of eleven takes them in one', async () => {
    expect(await aBudget().take(10)).toEqual({ kind: 'granted', calls: 10 });
    expect(desk.takeCalls()).toEqual(['get']);
    expect(await aBudget().take(11)).toEqual({ kind: 'granted', calls: 11 });
    expect(desk.takeCalls()).toEqual(['get', 'write']);
    expect((await desk.health()).fullAt).toBe(T0 + 11 * 600);
  });

  it('Given more calls than reads may have, Then they get those, and the next reader waits for his first', async () => {
    expect(await aBudget().take(80)).toEqual({ kind: 'granted', calls: 50 });
    const until = T0 + 600;
    const reason = 'the calls of this minute are taken until 2026-01-05T14:30:00.600Z';
    expect(await aBudget().take(11)).toEqual({ kind: 'wait', until, reason });
    desk.now = until;
    expect(await aBudget().take(11)).toEqual({ kind: 'granted', calls: 1 });
  });

  it('Given five readers at once, Then together they take no more than there are', async () => {
    const grants = await Promise.all([1, 2, 3, 4, 5].map(() => aBudget().take(20)));
    const calls = grants.map((grant) => (grant.kind === 'granted' ? grant.calls : 0));
    expect(calls.sort((a, b) => b - a)).toEqual([20, 20, 10, 0, 0]);
  });

  it.each([
    ['quiet', { blockedUntil: T0 + 1 }, 'the venue asked for quiet until 2026-01-05T14:30:00.001Z'],
    [
      'an open circuit',
      { circuit: { state: 'OPEN', failures: 5, since: T0 } },
      'the broker’s circuit is OPEN until 2026-01-05T14:31:00Z'.replace('’', "'"),
    ],
  ] as const)('Given %s, Then even one call waits, and says why', async (_, changes, reason) => {
    await desk.aFunction({}).health.update(() => ({ ...HEALTHY, ...changes }));
    expect(await aBudget().take(1)).toMatchObject({ kind: 'wait', reason });
    desk.now += MINUTE;
    expect(await aBudget().take(1)).toEqual({ kind: 'granted', calls: 1 });
  });

  it('Given a venue whose limit is not known, Then any plan is granted', async () => {
    expect(await aBudget(null).take(1_000)).toEqual({ kind: 'granted', calls: 1_000 });
  });
});
