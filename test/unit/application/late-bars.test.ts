import { describe, expect, it } from 'vitest';
import { markAtClose } from '#application/risk/mark-at-close.ts';
import { applyVenueFill } from '#application/tracking/apply-venue-fill.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { NO_EXITS } from '#domain/trading/exit-rules.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { barsOf, d, NO_LIMITS, SYMBOL, T0 } from '../../support/builders.ts';
import { aDeskAfter, aScript, aStartedDesk, aVenueFill, BUY, generate, working } from '../../support/exit-desk.ts';
import type { PaperDesk } from '../../support/paper-desk.ts';

const LATE = 'BBB/USD';
const STEADY = Array<number>(12).fill(100);

/** A desk that trades `SYMBOL`, which does not move, and holds 50 of another, bought at 100. */
async function aDeskHolding(closes: readonly number[], changes: Partial<TradingPlan> = {}): Promise<PaperDesk> {
  const plan = aScript([], { symbols: [SYMBOL, LATE], ...changes });
  const [desk] = await aStartedDesk(plan, [...barsOf(STEADY), ...barsOf(closes, LATE)]);
  await applyVenueFill(desk, aVenueFill('x1', 50, { symbol: LATE }));
  return desk;
}

/** The bars of the other symbol are published a minute after those of `SYMBOL`. */
function delay(desk: PaperDesk): void {
  const { getBars } = desk.marketData;
  desk.marketData.getBars = (symbol, timeframe, from, now) =>
    getBars(symbol, timeframe, from, symbol === LATE ? now - MINUTE : now);
}

async function closeAt(desk: PaperDesk, minute: number): Promise<void> {
  desk.now = T0 + minute * MINUTE;
  await desk.track();
  await desk.monitor();
  await generate(desk);
  await desk.consume();
}

async function rowsOf(desk: PaperDesk, symbol = LATE) {
  const view = await desk.ledger.readAccount();
  const position = view?.positions.get(symbol);
  const { mark = null, markTime = null, holding = null } = position ?? {};
  return {
    equity: view?.account.equity.toFixed(),
    mode: view?.account.mode,
    mark: mark?.toFixed(),
    minute: ((markTime ?? 0) - T0) / MINUTE,
    barsHeld: holding?.barsHeld,
    lowest: holding?.lowest?.toFixed(),
  };
}

describe('a bar that comes late', () => {
  it('Given bars a minute after the others, Then each marks and counts, and the stop is there', async () => {
    const desk = await aDeskHolding([100, 101, 102, 103, 104, 105]);
    delay(desk);
    for (let minute = 1; minute <= 5; minute++) await closeAt(desk, minute);
    expect(await working(desk)).toEqual(['sell 50 protection']);
    expect(await rowsOf(desk)).toMatchObject({ equity: '10150', mark: '103', minute: 4, barsHeld: 4, lowest: '100' });
    const { snapshots } = await desk.records();
    expect(snapshots.map(({ barTime }) => (barTime - T0) / MINUTE)).toEqual([0, 1, 2, 3, 4]);
  });

  it('Given a late bar with a loss beyond the limits, Then they act when it is there', async () => {
    const limits = { ...NO_LIMITS, max_drawdown: d('0.1') };
    const desk = await aDeskHolding([100, 100, 60, 60], { limits });
    delay(desk);
    for (let minute = 1; minute <= 3; minute++) await closeAt(desk, minute);
    expect(await rowsOf(desk)).toMatchObject({ equity: '10000', mode: 'REDUCE_ONLY' });
    await closeAt(desk, 4);
    expect(await rowsOf(desk)).toMatchObject({ equity: '8000', mode: 'HALTED' });
  });

  it('Given a market that closed before the fill is known, Then the holding is protected all the same', async () => {
    const [desk] = await aStartedDesk(aScript([], { symbols: [SYMBOL, LATE] }), [
      ...barsOf(STEADY),
      ...barsOf([100, 100], LATE),
    ]);
    await closeAt(desk, 2);
    await applyVenueFill(desk, aVenueFill('x1', 50, { symbol: LATE, time: T0 + MINUTE }));
    await closeAt(desk, 3);
    expect(await working(desk)).toEqual(['sell 50 protection']);
  });

  it('Given ticks that were missed, Then every bar since counts for the time exit', async () => {
    const exits = { ...NO_EXITS, stopLossPct: d('0.5'), timeExitBars: 6 };
    const [desk, phases] = await aDeskAfter(4, aScript([BUY], { exits }), STEADY);
    const last = phases.filter(({ kind }) => kind === 'CLOSE')[4];
    if (last === undefined) throw new Error('no such close');
    await desk.run(last);
    expect(await rowsOf(desk, SYMBOL)).toMatchObject({ minute: 7, barsHeld: 6 });
    expect(await working(desk)).toEqual(['sell 95 time_exit']);
  });
});

describe('a close at which generate-signals comes first', () => {
  const limits = { ...NO_LIMITS, max_daily_loss_pct: d('0.02') };

  it('Given a holding without a strategy, Then it is marked too, and the limits see it', async () => {
    const desk = await aDeskHolding([100, 90, 80], { limits, exits: { ...NO_EXITS, lossExitAmount: d(5_000) } });
    for (let minute = 1; minute <= 2; minute++) {
      desk.now = T0 + minute * MINUTE;
      await generate(desk);
    }
    const first = await rowsOf(desk);
    expect(first).toMatchObject({ equity: '9500', mode: 'HALTED', mark: '90', minute: 2, barsHeld: 2 });
    expect(await desk.monitor()).toMatchObject({ snapshot: null, riskEvents: [] });
    expect(await rowsOf(desk)).toEqual(first);
  });

  it('Given bars of that holding that cannot be read, Then it is marked by them when they can', async () => {
    const desk = await aDeskHolding([100, 90, 80], { limits });
    const { getBars } = desk.marketData;
    desk.marketData.getBars = async (symbol, ...rest) => {
      if (symbol === LATE) throw new Error('503');
      return getBars(symbol, ...rest);
    };
    desk.now = T0 + 2 * MINUTE;
    expect(await generate(desk)).toMatchObject({ kind: 'stepped' });
    await expect(desk.monitor()).rejects.toThrow('BBB/USD: 503');
    desk.marketData.getBars = getBars;
    await desk.monitor();
    expect(await rowsOf(desk)).toMatchObject({ equity: '9500', mode: 'HALTED', barsHeld: 2 });
  });
});

describe('a mark beside other writes', () => {
  it('Given a mark between the read and the write of a fill, Then what the mark has seen stays', async () => {
    const closes = [100, 101, 150, 140];
    const [desk] = await aDeskAfter(5, aScript([BUY]), closes);
    const { query } = desk.table;
    desk.table.query = async (...key) => {
      const items = await query.apply(desk.table, key);
      desk.table.query = query;
      const view = await desk.ledger.readAccount();
      if (view !== null) await markAtClose(desk.ledger, desk.plan, view, barsOf(closes).slice(2, 3), desk.now);
      return items;
    };
    await applyVenueFill(desk, aVenueFill('x1', 5));
    const { holding, quantity } = (await desk.ledger.readAccount())?.positions.get(SYMBOL) ?? {};
    expect([quantity?.toFixed(), holding?.barsHeld, holding?.highest?.toFixed()]).toEqual(['100', 2, '150']);
  });

  it('Given a kill between the read and the mark, Then the mark climbs no rung and the kill stands', async () => {
    const closes = [100, 100, 100, 95.5];
    const limits = { ...NO_LIMITS, max_drawdown: d('0.04') };
    const [desk] = await aDeskAfter(7, aScript([BUY], { limits, exits: NO_EXITS }), closes);
    const view = await desk.ledger.readAccount();
    if (view === null) throw new Error('no account');
    await desk.ledger.kill();
    await markAtClose(desk.ledger, desk.plan, view, barsOf(closes).slice(3, 4), desk.now);
    const account = (await desk.ledger.readAccount())?.account;
    expect([account?.mode, account?.modeCause, account?.haltEpoch]).toEqual(['HALTED', 'kill', 1]);
  });
});
