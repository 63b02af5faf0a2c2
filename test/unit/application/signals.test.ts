import { describe, expect, it } from 'vitest';
import { MarketDataError } from '#application/ports/market-data.ts';
import { startSession } from '#application/sessions/start-session.ts';
import { acceptSignal } from '#application/signals/accept-signal.ts';
import type { ExternalSignal } from '#application/signals/external-signal.ts';
import { generateSignals } from '#application/signals/generate-signals.ts';
import { seriesOf } from '#domain/shared/bar-series.ts';
import { MINUTE, SECOND } from '#domain/shared/instant.ts';
import { phasesOf } from '#domain/simulation/phases.ts';
import { findStrategy } from '#domain/strategies/registry.ts';
import { addressOf } from '#domain/trading/order-command.ts';
import { barsOf, d, NO_LIMITS, SYMBOL, T0 } from '../../support/builders.ts';
import { aPlan, PaperDesk } from '../../support/paper-desk.ts';

/** Crosses upwards (fast 2, slow 4) at the close of the sixth bar. */
const RISING = [100, 99, 98, 97, 96, 104, 105, 106];

async function aDeskAt(minutes: number, plan = aPlan(), closes = RISING): Promise<PaperDesk> {
  const desk = new PaperDesk(plan, barsOf(closes));
  desk.now = T0 + minutes * MINUTE;
  await desk.start();
  return desk;
}

const generate = (desk: PaperDesk) => generateSignals({ ...desk, queue: desk.orders });

function aSignal(desk: PaperDesk, changes: Partial<ExternalSignal> = {}): ExternalSignal {
  return {
    source: 'event',
    id: 'tv-1',
    strategy: 'tradingview',
    symbol: SYMBOL,
    action: 'BUY',
    strength: 80,
    time: desk.now,
    ...changes,
  };
}

const accept = (desk: PaperDesk, signal: ExternalSignal) => acceptSignal({ ...desk, queue: desk.orders }, signal);

describe('generateSignals', () => {
  it('Given a session that starts in mid-day, Then older bars warm it up and only later ones raise orders', async () => {
    const early = await aDeskAt(5);
    early.now = T0 + 6 * MINUTE;
    expect(await generate(early)).toMatchObject({
      kind: 'stepped',
      queued: [{ side: 'buy', signalTime: T0 + 6 * MINUTE }],
    });
    const late = await aDeskAt(6);
    expect(await generate(late)).toMatchObject({ kind: 'stepped', queued: [] });
  });

  it('Given missed ticks, Then the entry of an overtaken bar has expired and is denied, and the state is up to date', async () => {
    const desk = await aDeskAt(5);
    desk.now = T0 + 8 * MINUTE;
    expect(await generate(desk)).toMatchObject({ queued: [], denied: [{ side: 'buy', signalTime: T0 + 6 * MINUTE }] });
    expect((await desk.records()).orders).toMatchObject([
      { state: 'REJECTED', violations: [{ rule: 'expired' }, { rule: 'stale_price' }] },
    ]);
    expect(await generate(desk)).toMatchObject({ kind: 'idle', reason: 'no new bar' });
  });

  it('Given a limit that the order would pass, Then it is denied before the queue, with its reason on record', async () => {
    const desk = await aDeskAt(5, aPlan({ limits: { ...NO_LIMITS, max_order_value: d(10) } }));
    desk.now = T0 + 6 * MINUTE;
    await generate(desk);
    expect(desk.queue).toEqual([]);
    expect((await desk.records()).orders).toMatchObject([
      { state: 'REJECTED', attempt: 0, violations: [{ rule: 'max_order_value' }] },
    ]);
  });

  it('Given no session, or a stopped one, Then a tick does nothing', async () => {
    const desk = new PaperDesk(aPlan(), barsOf(RISING));
    expect(await generate(desk)).toMatchObject({ kind: 'idle' });
    await desk.start();
    await desk.stop();
    desk.now = T0 + 6 * MINUTE;
    expect(await generate(desk)).toMatchObject({ kind: 'idle' });
  });
});

describe('generateSignals and what it reads', () => {
  it('Given buy_hold on an equity with history, Then it signals on the first bar that closes after the start', async () => {
    const running = findStrategy('buy_hold')?.create({}, { symbols: ['SPY'] });
    if (running === undefined) throw new Error('buy_hold is not registered');
    const strategies = [{ name: 'hold', fingerprint: 'hold', symbols: ['SPY'], running }];
    const desk = new PaperDesk(aPlan({ symbols: ['SPY'], strategies }), barsOf(RISING, 'SPY'));
    desk.now = T0 + 5 * MINUTE;
    await desk.start();
    desk.now = T0 + 6 * MINUTE;
    expect(await generate(desk)).toMatchObject({ queued: [{ symbol: 'SPY', signalTime: T0 + 6 * MINUTE }] });
  });

  it('Given other parameters under the same name, Then the state is warmed up anew and nothing old is traded', async () => {
    const desk = await aDeskAt(4);
    desk.now = T0 + 5 * MINUTE;
    await generate(desk);
    const running = findStrategy('sma_fast_slow')?.create({ fast: 1, slow: 3 }, { symbols: [SYMBOL] });
    if (running === undefined) throw new Error('sma_fast_slow is not registered');
    desk.plan = aPlan({ strategies: [{ name: 'sma', fingerprint: 'sma 1 3', symbols: [SYMBOL], running }] });
    desk.now = T0 + 6 * MINUTE;
    expect(await generate(desk)).toMatchObject({ queued: [{ side: 'buy', signalTime: T0 + 6 * MINUTE }] });
    const state = (await desk.ledger.readAccount())?.strategyStates[0];
    expect(state).toMatchObject({ fingerprint: 'sma 1 3', state: { averages: { prices: [96, 104, 97], oldest: 2 } } });
  });

  it('Given a symbol whose bars cannot be read, Then the others trade and the failure is thrown at the end', async () => {
    const running = findStrategy('sma_fast_slow')?.create({ fast: 2, slow: 4 }, { symbols: [SYMBOL] });
    if (running === undefined) throw new Error('sma_fast_slow is not registered');
    const symbols = ['BAD/USD', SYMBOL];
    const strategies = [{ name: 'sma', fingerprint: 'sma 2 4', symbols, running }];
    const desk = await aDeskAt(5, aPlan({ symbols, strategies }));
    const { marketData } = desk;
    desk.marketData = {
      ...marketData,
      getBars: async (symbol, ...rest) => {
        if (symbol === 'BAD/USD') throw new Error('400 invalid symbol');
        return marketData.getBars(symbol, ...rest);
      },
    };
    desk.now = T0 + 6 * MINUTE;
    await expect(generate(desk)).rejects.toThrow('BAD/USD: 400 invalid symbol');
    expect(desk.queue).toMatchObject([{ kind: 'place', intent: { symbol: SYMBOL, side: 'buy' } }]);
    expect((await desk.ledger.readAccount())?.account.markedAt).toBe(T0 + 6 * MINUTE);
  });

  it('Given an exit signal while the entry still works, Then the step is taken again at the next tick', async () => {
    const desk = await aDeskAt(5, aPlan(), [100, 99, 98, 97, 96, 104, 60, 50]);
    desk.now = T0 + 6 * MINUTE;
    await generate(desk);
    await desk.consume();
    desk.now = T0 + 7 * MINUTE;
    expect(await generate(desk)).toMatchObject({ kind: 'stepped', queued: [] });
    await desk.run({ instant: T0 + 7 * MINUTE, kind: 'OPEN', bars: [], isLast: false });
    expect(await generate(desk)).toMatchObject({ queued: [{ kind: 'exit', side: 'sell' }] });
  });
});

describe('acceptSignal', () => {
  it('Given the same event three times, Then the venue has one order', async () => {
    const desk = await aDeskAt(3);
    for (let n = 0; n < 3; n++) await accept(desk, aSignal(desk));
    await desk.consume();
    const { orders } = await desk.records();
    expect(orders).toMatchObject([
      { state: 'ACCEPTED', intent: { strategy: 'tradingview', ranking: 80, reason: 'signal tv-1' } },
    ]);
  });

  it.each([
    ['older than a minute', { time: T0 + 3 * MINUTE - 60_001 }, 'its time'],
    ['from the future', { time: T0 + 3 * MINUTE + 6 * SECOND }, 'its time'],
    ['for another symbol', { symbol: 'BTC/USD' }, 'BTC/USD is not of this session'],
  ])('Given a signal %s, Then it is refused and recorded once', async (_, changes, reason) => {
    const desk = await aDeskAt(3);
    for (let n = 0; n < 2; n++) expect(await accept(desk, aSignal(desk, changes))).toMatchObject({ kind: 'refused' });
    const events = await desk.ledger.listRiskEvents();
    expect(events).toHaveLength(1);
    expect(events[0]?.detail.reason).toContain(reason);
    expect(desk.queue).toEqual([]);
  });

  it('Given a price from milliseconds after the signal, Then the entry is judged by it', async () => {
    const desk = await aDeskAt(3);
    desk.marketData = { ...desk.marketData, getLatestPrice: async () => ({ price: d(100), time: desk.now + 40 }) };
    expect(await accept(desk, aSignal(desk))).toMatchObject({ kind: 'queued' });
  });

  it('Given a position and no answer about its price, Then CLOSE is taken all the same and BUY is not', async () => {
    const desk = await aDeskAt(3);
    await accept(desk, aSignal(desk));
    await desk.consume();
    await desk.run({ instant: T0 + 3 * MINUTE, kind: 'OPEN', bars: [], isLast: false });
    desk.marketData = {
      ...desk.marketData,
      getLatestPrice: async () => {
        throw new MarketDataError('503');
      },
    };
    expect(await accept(desk, aSignal(desk, { id: '2', action: 'CLOSE' }))).toMatchObject({ kind: 'queued' });
    await expect(accept(desk, aSignal(desk, { id: '3' }))).rejects.toThrow(MarketDataError);
  });

  it('Given a signal that calls itself like a strategy and a bar, Then its order has another id', async () => {
    const desk = await aDeskAt(5);
    desk.now = T0 + 6 * MINUTE;
    await generate(desk);
    await accept(desk, aSignal(desk, { strategy: 'sma', id: '0' }));
    expect(new Set(desk.queue.map((command) => addressOf(command).id)).size).toBe(2);
  });

  it('Given a signal without a session, or one that changes nothing, Then nothing is queued', async () => {
    const desk = await aDeskAt(3);
    expect(await accept(desk, aSignal(desk, { action: 'SELL' }))).toMatchObject({ kind: 'ignored' });
    expect(await accept(desk, aSignal(desk, { action: 'HOLD' }))).toMatchObject({ kind: 'ignored' });
    await desk.stop();
    expect(await accept(desk, aSignal(desk, { id: '2' }))).toMatchObject({
      kind: 'refused',
      reason: 'the session is not there',
    });
  });
});

describe('sessions', () => {
  it('Given the same key, Then the same session; given another while it runs, Then a conflict', async () => {
    const desk = await aDeskAt(0);
    expect(await desk.start()).toMatchObject({
      kind: 'started',
      session: { id: desk.sessionId, status: 'RUNNING', startedAt: T0 },
    });
    const other = await startSession({ ...desk, config: '{}' }, { idempotencyKey: 'other' });
    expect(other).toMatchObject({ kind: 'conflict' });
    await desk.stop();
    expect(await startSession({ ...desk, config: '{}' }, { idempotencyKey: 'other' })).toMatchObject({
      kind: 'started',
    });
  });

  it('Given strategies or symbols that the environment does not have, Then the request is invalid and names them', async () => {
    const desk = new PaperDesk(aPlan(), []);
    const start = (request: object) => startSession({ ...desk, config: '{}' }, { idempotencyKey: 'k', ...request });
    expect(await start({ strategies: ['rsi'] })).toMatchObject({
      kind: 'invalid',
      reason: 'strategies: received rsi, expected some of sma',
    });
    expect(await start({ symbols: ['X'] })).toMatchObject({
      kind: 'invalid',
      reason: `symbols: received X, expected some of ${SYMBOL}`,
    });
  });

  it('Given a session that was stopped, When it is stopped again or is unknown, Then it is refused', async () => {
    const desk = await aDeskAt(0);
    expect(await desk.stop()).toMatchObject({
      kind: 'stopping',
      session: { status: 'STOPPED', stopReason: 'operator' },
    });
    expect(await desk.stop()).toMatchObject({ kind: 'conflict' });
  });

  it('Given a whole run, Then the totals of the session are those of its fills', async () => {
    const desk = new PaperDesk(aPlan(), barsOf([...RISING, 90, 80, 70, 60]));
    await desk.runAll();
    expect([...phasesOf(seriesOf(barsOf(RISING), MINUTE))]).toHaveLength(16);
    expect(await desk.ledger.readSession(desk.sessionId)).toMatchObject({
      status: 'STOPPED',
      totalTrades: 1,
      losingTrades: 1,
    });
  });
});
