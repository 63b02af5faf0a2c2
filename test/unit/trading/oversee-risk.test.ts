import { describe, expect, it } from 'vitest';
import type { ClosedTrade } from '#domain/accounts/closed-trade.ts';
import type { Protection, RiskLimits } from '#domain/risk/rule.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { isOverseen, type Overseen, overseeRisk } from '#domain/trading/oversee-risk.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { anAccount, aPosition, d, SYMBOL, T0 } from '../../support/builders.ts';
import { aPlan } from '../../support/paper-desk.ts';
import { limitsOf, marginVenue } from '../../support/risk-tables.ts';

const COOLDOWN: Protection = {
  method: 'cooldown',
  lookback_bars: 10,
  pause_bars: 2,
  trade_limit: 1,
  only_per_symbol: false,
  threshold: null,
};
const STOPS: Protection = { ...COOLDOWN, method: 'stoploss_guard', pause_bars: 4 };
const stopped: ClosedTrade = {
  id: '1',
  symbol: SYMBOL,
  openedAt: T0,
  closedAt: T0,
  pnl: d(-1),
  entryNotional: d(100),
  reason: 'stop_loss',
};

const limited = (limits: Partial<RiskLimits>): Partial<TradingPlan> => ({ limits: limitsOf(limits) });

function oversee(plan: Partial<TradingPlan>, changes: Partial<Overseen> = {}) {
  const account = changes.account ?? anAccount({ day: '2026-01-05' });
  const positions = new Map([[SYMBOL, aPosition()]]);
  const rest = { before: account, account, positions, trades: [], close: T0 };
  return overseeRisk({ ...rest, plan: aPlan({ timeframe: MINUTE, ...plan }), ...changes });
}

describe('isOverseen', () => {
  it.each<[string, Partial<TradingPlan>, boolean]>([
    ['no limit', {}, false],
    ['a limit of single orders', limited({ max_order_value: d(1), max_leverage: d(1) }), false],
    ['a daily loss', limited({ max_daily_loss: d(1) }), true],
    ['a daily loss in percent', limited({ max_daily_loss_pct: d('0.1') }), true],
    ['a drawdown', limited({ max_drawdown: d('0.1') }), true],
    ['a protection', limited({ protections: [COOLDOWN] }), true],
    ['a margin account', { venue: marginVenue() }, true],
  ])('Given %s, Then it is told whether a mark has to be looked at', (_, plan, expected) => {
    expect(isOverseen(aPlan({ limits: limitsOf({}), venue: { ...marginVenue(), margin: null }, ...plan }))).toBe(
      expected,
    );
  });
});

describe('overseeRisk', () => {
  it('Given nothing that acts at a mark, Then the rows are the same', () => {
    const account = anAccount({ equity: d(1), pausedUntil: T0 });
    const { events, ...rows } = oversee({ ...limited({}), venue: { ...marginVenue(), margin: null } }, { account });
    expect(rows.account).toBe(account);
    expect(events).toEqual([]);
  });

  it('Given a loss beyond its limit, Then the account has the mode of the rung, and the rung is told', () => {
    const account = anAccount({ equity: d(8000), day: '2026-01-05' });
    const { account: after, events } = oversee(limited({ max_daily_loss: d(1000) }), { account });
    expect(after).toMatchObject({ mode: 'HALTED', modeCause: 'max_daily_loss', haltEpoch: 1 });
    expect([after.equity.toFixed(), after.pausedUntil, after.pausedBy]).toEqual(['8000', null, null]);
    expect(events.map(({ kind }) => kind)).toEqual(['RiskLimitExceeded']);
  });

  it.each([
    ['the same day', '2026-01-05', 'REDUCE_ONLY'],
    ['another day', '2026-01-04', 'NORMAL'],
  ])('Given a mode by a daily loss and a mark before on %s, Then it ends with the day', (_, day, mode) => {
    const account = anAccount({ day: '2026-01-05', mode: 'REDUCE_ONLY', modeCause: 'max_daily_loss' });
    const before = { ...account, day };
    expect(oversee(limited({ max_daily_loss: d(1000) }), { account, before }).account.mode).toBe(mode);
  });

  it('Given pauses of the account and of a symbol, Then each is on its row, and no other symbol’s', () => {
    const other = aPosition({ symbol: 'ETH/USD' });
    const positions = new Map([other, aPosition()].map((one) => [one.symbol, one]));
    const protections = [COOLDOWN, STOPS];
    const { account, positions: after } = oversee(limited({ protections }), { positions, trades: [stopped] });
    expect([account.pausedUntil, account.pausedBy]).toEqual([T0 + 5 * MINUTE, 'stoploss_guard']);
    expect([...after.values()].map(({ pausedBy, pausedUntil, symbol }) => [symbol, pausedUntil, pausedBy])).toEqual([
      ['ETH/USD', null, null],
      [SYMBOL, T0 + 3 * MINUTE, 'cooldown'],
    ]);
  });

  it.each([
    ['an instant', { pausedUntil: T0 - 1, pausedBy: 'cooldown' }],
    ['a protection', { pausedUntil: T0 + 3 * MINUTE, pausedBy: 'low_profit_symbols' }],
  ])('Given a pause of another mark with %s of its own, Then the one that stands now takes its place', (_, pause) => {
    const positions = new Map([[SYMBOL, aPosition(pause)]]);
    const account = anAccount({ day: '2026-01-05', pausedUntil: T0 - 1, pausedBy: 'max_drawdown' });
    const given = limited({ protections: [COOLDOWN] });
    const now = oversee(given, { account, positions, trades: [stopped] });
    expect(now.positions.get(SYMBOL)).toMatchObject({ pausedUntil: T0 + 3 * MINUTE, pausedBy: 'cooldown' });
    expect(now.account).toMatchObject({ pausedUntil: null, pausedBy: null });
    const later = oversee(given, { account, positions });
    expect(later.positions.get(SYMBOL)).toMatchObject({ pausedUntil: null, pausedBy: null });
  });
});
