import { describe, expect, it } from 'vitest';
import { placeByHand } from '#application/operator/place-by-hand.ts';
import { resetSession } from '#application/operator/reset-session.ts';
import { NOTHING_ATTACHED } from '#domain/orders/order-intent.ts';
import { orderTerms } from '#domain/orders/order-terms.ts';
import type { PlannedStrategy } from '#domain/trading/trading-plan.ts';
import { d, SYMBOL } from '../../support/builders.ts';
import { aDeskAfter, aScript, BUY, held, runAll, working } from '../../support/exit-desk.ts';
import type { PaperDesk } from '../../support/paper-desk.ts';

const MINUTE = 60_000;

async function stored(desk: PaperDesk) {
  const session = await desk.ledger.readSession(desk.sessionId);
  if (session === null) throw new Error('the session is not there');
  return session;
}

async function eventKinds(desk: PaperDesk): Promise<readonly string[]> {
  return (await desk.records()).events.map(({ kind }) => kind).filter((kind) => kind.startsWith('Session'));
}

/** The market data of a desk, which the test can cut off. */
function cutOff(desk: PaperDesk): { heal: () => void } {
  const { marketData } = desk;
  desk.marketData = { ...marketData, getBars: () => Promise.reject(new Error('no route')) };
  return {
    heal: () => {
      desk.marketData = marketData;
    },
  };
}

/** Ticks of the monitor, a minute apart, as Lambda makes them: one that throws is logged, and the next one comes. */
async function ticks(desk: PaperDesk, count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) {
    desk.now += MINUTE;
    await desk.monitor().catch((error: unknown) => {
      if (!String(error).includes('no route')) throw error;
    });
    await desk.consume();
  }
}

/** A strategy that answers nonsense from its n-th bar on. */
function breaking(strategy: PlannedStrategy, from: number): PlannedStrategy {
  let bars = 0;
  const step: PlannedStrategy['running']['step'] = (state, bar) => {
    bars += 1;
    if (bars >= from) throw new Error('index out of range');
    return strategy.running.step(state, bar);
  };
  return { ...strategy, running: { ...strategy.running, step } };
}

describe('a session whose bars cannot be read', () => {
  it('Given less than ten minutes, Then it goes on as if nothing had been', async () => {
    const [desk] = await aDeskAfter(4, aScript([BUY]));
    const data = cutOff(desk);
    await ticks(desk, 10);
    expect(await stored(desk)).toMatchObject({ status: 'RUNNING', fault: null });
    data.heal();
    await ticks(desk, 1);
    expect(await stored(desk)).toMatchObject({ status: 'RUNNING', failingSince: null, restarts: 0 });
    expect(await eventKinds(desk)).toEqual([]);
  });

  it('Given ten minutes, Then it is in ERROR and enters nothing, and is brought back once when they can be', async () => {
    const [desk] = await aDeskAfter(4, aScript([BUY]));
    const { startedAt } = await stored(desk);
    const data = cutOff(desk);
    await ticks(desk, 12);
    expect(await stored(desk)).toMatchObject({ status: 'ERROR', fault: 'market_data' });
    expect((await stored(desk)).stopReason).toMatch(/^no bar could be read since \d{4}-/);
    expect([await held(desk), await working(desk)]).toEqual(['95', ['sell 95 protection']]);
    data.heal();
    await ticks(desk, 1);
    expect(await stored(desk)).toMatchObject({ status: 'RUNNING', fault: null, restarts: 1, startedAt });
    const again = cutOff(desk);
    await ticks(desk, 12);
    again.heal();
    await ticks(desk, 3);
    expect(await stored(desk)).toMatchObject({ status: 'ERROR', fault: 'market_data', restarts: 1 });
    expect(await eventKinds(desk)).toEqual(['SessionFailed', 'SessionRestarted', 'SessionFailed']);
  });

  it('Given auto_restart is off, Then it stays in ERROR', async () => {
    const [desk] = await aDeskAfter(4, aScript([BUY], { autoRestart: false }));
    const data = cutOff(desk);
    await ticks(desk, 12);
    data.heal();
    await ticks(desk, 3);
    expect(await stored(desk)).toMatchObject({ status: 'ERROR', restarts: 0 });
  });
});

describe('a session whose strategy breaks', () => {
  it('Given a held position, Then it is in ERROR for good: nothing is entered, the protection stays, and the next exit rule acts', async () => {
    const [desk, phases] = await aDeskAfter(4, aScript([BUY]));
    desk.plan = {
      ...desk.plan,
      exits: { ...desk.plan.exits, timeExitBars: 3 },
      strategies: desk.plan.strategies.map((strategy) => breaking(strategy, 1)),
    };
    const failing = runAll(desk, phases.slice(0, 2));
    await expect(failing).rejects.toThrow('index out of range');
    expect(await stored(desk)).toMatchObject({ status: 'ERROR', fault: 'strategy' });
    expect((await stored(desk)).stopReason).toContain('index out of range');
    expect([await held(desk), await working(desk)]).toEqual(['95', ['sell 95 protection']]);
    const entry = { symbol: SYMBOL, side: 'buy', quantity: d(1), attached: NOTHING_ATTACHED } as const;
    const terms = orderTerms({ type: 'limit', limitPrice: d(50) });
    const refused = await placeByHand(desk.operator, { ...entry, terms, idempotencyKey: 'one' });
    expect(refused).toMatchObject({ kind: 'denied' });
    await ticks(desk, 20);
    await desk.track();
    expect(await stored(desk)).toMatchObject({ status: 'ERROR', restarts: 0 });
    expect((await desk.records()).orders.map(({ intent }) => intent.purpose)).toContain('time_exit');
  });
});

describe('a session in ERROR', () => {
  it('Given an emergency stop, Then it ends STOPPED by it', async () => {
    const [desk] = await aDeskAfter(4, aScript([BUY]));
    cutOff(desk);
    await ticks(desk, 12);
    const { id } = await desk.emergencyStop({ cancelAll: true });
    for (let step = 0; step < 20 && (await desk.advance(id)).kind !== 'done'; step += 1) desk.now += 2_000;
    expect(await stored(desk)).toMatchObject({ status: 'STOPPED', stopReason: 'emergency' });
    expect(await working(desk)).toEqual([]);
  });
});

describe('resetSession', () => {
  it('Given ERROR and nothing but protection at work, Then it is STOPPED with its totals, the account is free, and the same key is the same act', async () => {
    const [desk] = await aDeskAfter(4, aScript([BUY]));
    cutOff(desk);
    await ticks(desk, 12);
    expect(await resetSession(desk, desk.sessionId, 'key')).toMatchObject({ session: { status: 'STOPPED' } });
    expect(await resetSession(desk, desk.sessionId, 'key')).toMatchObject({ session: { status: 'STOPPED' } });
    expect(await resetSession(desk, desk.sessionId, 'another')).toMatchObject({ kind: 'conflict' });
    expect((await desk.ledger.readAccount())?.account.sessionId).toBeNull();
    expect(await working(desk)).toEqual(['sell 95 protection']);
  });

  it('Given an entry that still works, Then it is refused until that has gone', async () => {
    const [desk] = await aDeskAfter(4, aScript([]));
    const entry = { symbol: SYMBOL, side: 'buy', quantity: d(1), attached: NOTHING_ATTACHED } as const;
    const terms = orderTerms({ type: 'limit', limitPrice: d(50), timeInForce: 'gtc' });
    await placeByHand(desk.operator, { ...entry, terms, idempotencyKey: 'one' });
    await desk.consume();
    cutOff(desk);
    await ticks(desk, 11);
    expect(await resetSession(desk, desk.sessionId, 'key')).toMatchObject({ kind: 'conflict' });
    await ticks(desk, 1);
    await desk.track();
    expect([await working(desk), await resetSession(desk, desk.sessionId, 'key')]).toMatchObject([
      [],
      { session: { status: 'STOPPED', fault: null } },
    ]);
  });

  it.each([
    ['a running session', (desk: PaperDesk) => desk.sessionId, 'is RUNNING, expected ERROR'],
    ['an id of nothing', () => 'nothing', 'there is no session nothing'],
  ])('Given %s, Then it is refused and nothing changes', async (_, idOf, reason) => {
    const [desk] = await aDeskAfter(4, aScript([]));
    const before = await stored(desk);
    expect(await resetSession(desk, idOf(desk), 'key')).toMatchObject({ reason: expect.stringContaining(reason) });
    expect(await stored(desk)).toEqual(before);
  });
});
