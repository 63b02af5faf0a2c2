import { describe, expect, it } from 'vitest';
import { pauseSession, resumeSession } from '#application/operator/move-session.ts';
import { placeByHand } from '#application/operator/place-by-hand.ts';
import { sessionStats } from '#application/operator/session-stats.ts';
import { stopSession } from '#application/sessions/stop-session.ts';
import { NOTHING_ATTACHED } from '#domain/orders/order-intent.ts';
import { orderTerms } from '#domain/orders/order-terms.ts';
import { d, SYMBOL } from '../../support/builders.ts';
import { aDeskAfter, aScript, BUY, held, runAll, working } from '../../support/exit-desk.ts';
import type { PaperDesk } from '../../support/paper-desk.ts';

async function statusOf(desk: PaperDesk) {
  const session = await desk.ledger.readSession(desk.sessionId);
  return [session?.status, session?.stopReason];
}

const limit = {
  symbol: SYMBOL,
  side: 'buy',
  quantity: d(1),
  terms: orderTerms({ type: 'limit', limitPrice: d(50) }),
  attached: NOTHING_ATTACHED,
} as const;

describe('a session that is stopped', () => {
  it('Given an entry that waits, Then it is cancelled, and the session ends', async () => {
    const [desk, phases] = await aDeskAfter(4, aScript([]));
    await placeByHand(desk.operator, { ...limit, idempotencyKey: 'one' });
    await desk.consume();
    await desk.stop();
    expect(await statusOf(desk)).toEqual(['STOPPING', 'operator']);
    await runAll(desk, phases.slice(0, 3));
    expect([await working(desk), await statusOf(desk)]).toEqual([[], ['STOPPED', 'operator']]);
  });

  it('Given a protected position, Then it is kept with its protection', async () => {
    const [desk] = await aDeskAfter(4, aScript([BUY]));
    await desk.stop();
    expect([await held(desk), await working(desk)]).toEqual(['95', ['sell 95 protection']]);
    expect(await statusOf(desk)).toEqual(['STOPPED', 'operator']);
  });

  it('Given a protected position and the wish to end flat, Then it is left before the session ends', async () => {
    const [desk, phases] = await aDeskAfter(4, aScript([BUY]));
    await desk.stop(true);
    expect(await statusOf(desk)).toEqual(['STOPPING', 'operator']);
    await runAll(desk, phases.slice(0, 5));
    expect([await held(desk), await working(desk), await statusOf(desk)]).toEqual(['0', [], ['STOPPED', 'operator']]);
    const { fills } = await desk.records();
    expect(fills.at(-1)?.reason).toBe('manual');
  });
});

describe('a session that is stopping', () => {
  it('Given a request with another key, Then it is a conflict, unless it wants positions left, which is taken', async () => {
    const [desk, phases] = await aDeskAfter(4, aScript([BUY]));
    await placeByHand(desk.operator, { ...limit, idempotencyKey: 'one' });
    await desk.consume();
    const stop = (key: string, flatten = false) =>
      stopSession(desk.operator, desk.sessionId, { reason: 'operator', flatten, key });
    const reasons = [await stop('a'), await stop('a'), await stop('b')].map(({ kind }) => kind);
    expect(reasons).toEqual(['stopping', 'stopping', 'conflict']);
    expect(await stop('c', true)).toMatchObject({ kind: 'stopping', session: { flatten: true } });
    await runAll(desk, phases.slice(0, 5));
    expect([await held(desk), await statusOf(desk)]).toEqual(['0', ['STOPPED', 'operator']]);
    expect([await stop('c', true), await stop('d')]).toMatchObject([{ kind: 'stopping' }, { kind: 'conflict' }]);
  });
});

describe('a session that is paused', () => {
  it('Given an entry that waits, Then it goes; the protection of what is held stays', async () => {
    const other = 'BBB/USD';
    const [desk, phases] = await aDeskAfter(4, aScript([BUY], { symbols: [SYMBOL, other] }));
    desk.marketData = { ...desk.marketData, getLatestPrice: async () => ({ price: d(100), time: desk.now }) };
    await placeByHand(desk.operator, { ...limit, symbol: other, idempotencyKey: 'one' });
    await desk.consume();
    expect((await working(desk)).sort()).toEqual(['buy 1 manual', 'sell 95 protection']);
    expect(await pauseSession(desk, desk.sessionId, 'key-1')).toMatchObject({
      kind: 'moved',
      session: { status: 'PAUSED' },
    });
    await runAll(desk, phases.slice(0, 2));
    expect(await working(desk)).toEqual(['sell 95 protection']);
    expect(await placeByHand(desk.operator, { ...limit, symbol: other, idempotencyKey: 'two' })).toMatchObject({
      kind: 'denied',
    });
    expect(await resumeSession(desk, desk.sessionId, 'key-2')).toMatchObject({
      kind: 'moved',
      session: { status: 'RUNNING' },
    });
    expect(await placeByHand(desk.operator, { ...limit, symbol: other, idempotencyKey: 'three' })).toMatchObject({
      kind: 'queued',
    });
  });

  it.each([
    ['paused twice', pauseSession, pauseSession],
    ['resumed while it runs', resumeSession, null],
  ])('Given one that is %s, Then it is a conflict', async (_, act, before) => {
    const [desk] = await aDeskAfter(4, aScript([]));
    await before?.(desk, desk.sessionId, 'k1');
    expect(await act(desk, desk.sessionId, 'k2')).toMatchObject({ kind: 'conflict' });
    expect(await act(desk, 'f'.repeat(32), 'k2')).toMatchObject({ kind: 'not_found' });
  });

  it('Given an account that is restricted to exits, When its session is resumed, Then the restriction is lifted; a halt is not', async () => {
    const [desk] = await aDeskAfter(4, aScript([]));
    const account = (await desk.ledger.readAccount())?.account;
    if (account === undefined) throw new Error('there is no account');
    await desk.ledger.moveMode(account, { mode: 'REDUCE_ONLY', modeCause: 'external fill' });
    expect(await resumeSession(desk, desk.sessionId, 'key-3')).toMatchObject({ kind: 'moved' });
    expect((await desk.ledger.readAccount())?.account).toMatchObject({ mode: 'NORMAL', modeCause: null });
    await desk.ledger.kill();
    expect(await resumeSession(desk, desk.sessionId, 'key-4')).toMatchObject({ kind: 'conflict' });
    expect((await desk.ledger.readAccount())?.account.mode).toBe('HALTED');
  });
});

describe('the statistics of a session', () => {
  it('Given a session under way, Then they are those of its records so far', async () => {
    const [desk] = await aDeskAfter(6, aScript([BUY]));
    const stats = await sessionStats(desk.ledger, desk.plan, desk.sessionId);
    expect(stats).toMatchObject({ session_id: desk.sessionId, status: 'RUNNING', trades_executed: 1, bars: 3 });
    expect(await sessionStats(desk.ledger, desk.plan, 'f'.repeat(32))).toBeNull();
  });
});
