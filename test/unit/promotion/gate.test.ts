import { describe, expect, it } from 'vitest';
import { riskEventFact } from '#domain/audit/facts/control-facts.ts';
import { toIso } from '#domain/shared/instant.ts';
import {
  daysAgo,
  LIVE,
  NOON,
  PAPER,
  PromotionDesk,
  SMALL,
  strategyWith,
  TESTNET,
} from '../../support/promotion-desk.ts';

/** What a test network has shown after so many days. */
async function ofTestnet(days: number, changes: object = {}) {
  const desk = new PromotionDesk({ ...TESTNET, ...changes });
  await desk.ran(daysAgo(days), null);
  await desk.agreedDaily(days, 1);
  return (await desk.get('/promotion')).evidence;
}

function eventsOf(desk: PromotionDesk, kind: string) {
  return desk.ledger.listRiskEvents().then((events) => events.filter((one) => one.kind === kind));
}

describe('a session on a higher rung', () => {
  it.each([
    ['paper', PAPER],
    ['a test network', TESTNET],
    ['real money whose gate is switched off', { ...LIVE, promotion: { min_days: 0 } }],
  ])('Given %s and no word of promotion, Then it starts, and nothing is asked', async (_, changes) => {
    const desk = new PromotionDesk(changes);
    expect((await desk.start()).status).toBe(202);
    expect(await eventsOf(desk, 'PromotionOverridden')).toEqual([]);
  });

  it('Given real money and no evidence, Then it is refused, the problem says what is missing, and nothing is written', async () => {
    const desk = new PromotionDesk(SMALL);
    const before = desk.api.traces();
    const { status, body } = await desk.start();
    const missing = ['trend: 0 of 5 days on testnet, with its parameters'];
    expect(status).toBe(409);
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: `small_live expects 5 days in a row on testnet without unresolved drift: ${missing[0]}. Carry evidence in, or override it with a reason`,
      promotion: { rung: 'small_live', minDays: 5, missing },
    });
    expect(desk.api.traces()).toBe(before);
  });

  it('Given a test network that asks for days of paper, Then it is refused until they are carried in', async () => {
    const paper = new PromotionDesk(PAPER);
    await paper.ran(daysAgo(2), null);
    const desk = new PromotionDesk({ ...TESTNET, promotion: { min_days: 2 } });
    expect((await desk.start()).status).toBe(409);
    expect(await desk.carry((await paper.get('/promotion')).evidence)).toEqual({ status: 200, body: { recorded: 1 } });
    expect((await desk.start()).status).toBe(202);
  });

  it('Given evidence of enough days, When it is carried in, Then the session starts, and who brought it is known', async () => {
    const desk = new PromotionDesk(SMALL);
    expect((await desk.carry(await ofTestnet(4))).status).toBe(200);
    expect((await desk.start()).body.promotion.missing).toEqual(['trend: 4 of 5 days on testnet (test/test)']);
    const evidence = await ofTestnet(5);
    await desk.carry(evidence);
    expect(await desk.get('/promotion')).toMatchObject({
      rung: 'small_live',
      below: 'testnet',
      minDays: 5,
      missing: [],
      evidence: [],
      carried: [{ ...evidence[0], carriedBy: 'arn:operator', carriedAt: toIso(NOON) }],
    });
    expect((await desk.start()).status).toBe(202);
    expect(await eventsOf(desk, 'PromotionOverridden')).toEqual([]);
  });

  it('Given the same evidence twice, Then it is written down once', async () => {
    const desk = new PromotionDesk(SMALL);
    const evidence = await ofTestnet(5);
    await desk.carry(evidence);
    desk.desk.now += 1_000;
    await desk.carry(evidence);
    expect(await eventsOf(desk, 'PromotionEvidence')).toHaveLength(1);
  });

  it('Given newer evidence of the same account with drift, Then the older one counts no more, in whatever order they come', async () => {
    const [good] = await ofTestnet(5);
    const bad = { ...good, at: toIso(NOON + 1_000), unresolved: 'reconciliation x ended drift' };
    for (const order of [
      [good, bad],
      [bad, good],
    ]) {
      const desk = new PromotionDesk(SMALL);
      for (const one of order) await desk.carry([one]);
      expect((await desk.start()).body.promotion.missing).toEqual([
        'trend: 5 of 5 days on testnet (test/test), and reconciliation x ended drift',
      ]);
    }
  });

  it('Given evidence of other parameters, Then it is none', async () => {
    const desk = new PromotionDesk(SMALL);
    await desk.carry(await ofTestnet(5, { strategies: [strategyWith({ fast: 9, slow: 50 })] }));
    expect((await desk.start()).status).toBe(409);
  });

  it('Given the same rule under another name, with defaults unwritten, Then its evidence counts', async () => {
    const desk = new PromotionDesk(SMALL);
    await desk.carry(await ofTestnet(5, { strategies: [strategyWith({ fast: 10 }, 'renamed')] }));
    expect((await desk.start()).status).toBe(202);
  });

  it('Given small real money that ran well in the same ledger, When its limit is raised, Then the session starts', async () => {
    const desk = new PromotionDesk(LIVE);
    await desk.ran(daysAgo(5), daysAgo(0), { of: SMALL });
    await desk.agreedDaily(5, 2);
    expect((await desk.start()).body.promotion.missing).toEqual([
      'trend: 0 of 5 days on small_live, with its parameters',
    ]);
    await desk.agreedDaily(1, 1);
    expect((await desk.start()).status).toBe(202);
  });

  it('Given days of a test network, Then they do not skip small real money', async () => {
    const desk = new PromotionDesk(LIVE);
    await desk.carry(await ofTestnet(5));
    expect((await desk.start()).status).toBe(409);
  });

  it('Given a start of one strategy of two, Then only what it starts has to have shown something', async () => {
    const strategies = [strategyWith({ fast: 10, slow: 50 }), strategyWith({ fast: 3, slow: 5 }, 'new')];
    const desk = new PromotionDesk({ ...SMALL, strategies });
    await desk.carry(await ofTestnet(5));
    expect((await desk.start()).body.promotion.missing).toEqual([expect.stringContaining('new: 0 of 5')]);
    expect((await desk.start({ strategies: ['trend'] })).status).toBe(202);
  });
});

describe('an override', () => {
  it('Given a reason, Then the session starts, and who, why and what was missing are written down once', async () => {
    const desk = new PromotionDesk(SMALL);
    const first = await desk.start({ overridePromotion: 'a drill' });
    expect(first.status).toBe(202);
    expect(await desk.start({ overridePromotion: 'a drill' })).toEqual(first);
    const events = await eventsOf(desk, 'PromotionOverridden');
    expect(events.map(riskEventFact)).toMatchObject([{ actor: 'arn:operator', cause: 'a drill' }]);
    expect(events).toMatchObject([
      {
        sessionId: first.body.id,
        severity: 'warning',
        detail: {
          rung: 'small_live',
          minDays: '5',
          missing: 'trend: 0 of 5 days on testnet, with its parameters',
          reason: 'a drill',
          requestedBy: 'arn:operator',
        },
      },
    ]);
  });

  it('Given nothing to override, Then nothing is written down', async () => {
    const desk = new PromotionDesk(PAPER);
    expect((await desk.start({ overridePromotion: 'just in case' })).status).toBe(202);
    expect(await eventsOf(desk, 'PromotionOverridden')).toEqual([]);
  });

  it('Given a crash after it was written down, When it is asked for again, Then it starts, and is told once', async () => {
    const desk = new PromotionDesk(SMALL);
    const { ledger } = desk.desk;
    const open = ledger.openSession.bind(ledger);
    let isDead = true;
    Object.defineProperty(ledger, 'openSession', {
      value: async (...given: Parameters<typeof open>) => {
        if (isDead) throw new Error('the process died');
        return open(...given);
      },
    });
    const override = { reason: 'a drill', requestedBy: 'me' };
    await expect(desk.desk.start(undefined, override)).rejects.toThrow('died');
    isDead = false;
    expect(await desk.desk.start(undefined, override)).toMatchObject({ kind: 'started' });
    expect(await eventsOf(desk, 'PromotionOverridden')).toHaveLength(1);
  });

  it.each(['', 'x'.repeat(201)])('Given a reason of no use, Then it is a bad request', async (overridePromotion) => {
    const desk = new PromotionDesk(SMALL);
    expect((await desk.start({ overridePromotion })).status).toBe(400);
  });
});

describe('evidence that is carried in', () => {
  it.each<[what: string, changes: object, status: number, detail: string]>([
    ['of a local cloud', { environment: 'local' }, 422, 'of a local cloud, where days are replayed'],
    ['of the account itself', { environment: 'prod', account: 'main' }, 422, 'prod/main itself'],
    ['of tomorrow', { at: toIso(NOON + 120_000) }, 422, 'expected a time before'],
    ['with a last day to come', { lastDay: '2026-03-21' }, 422, 'last day 2026-03-21'],
    ['with more days than are looked at', { days: 46 }, 400, 'evidence.1.days'],
    ['with half a day', { days: 1.5 }, 400, 'evidence.1.days'],
    ['with a day that there is not', { lastDay: '2026-02-30' }, 400, 'evidence.1.lastDay'],
    ['of a rung that there is not', { rung: 'backtest' }, 400, 'evidence.1.rung'],
    ['with something else', { foo: 1 }, 400, 'unknown'],
  ])('Given some %s, Then all of it is refused, and nothing is written', async (_, changes, status, detail) => {
    const desk = new PromotionDesk(SMALL);
    const [good] = await ofTestnet(5);
    const before = desk.api.traces();
    const answer = await desk.carry([good, { ...good, ...changes }]);
    expect(answer).toMatchObject({ status, body: { detail: expect.stringContaining(detail) } });
    expect(desk.api.traces()).toBe(before);
  });

  it('Given none, Then it is a bad request', async () => {
    expect((await new PromotionDesk(SMALL).carry([])).status).toBe(400);
  });
});
