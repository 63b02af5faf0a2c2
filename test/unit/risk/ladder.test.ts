import { describe, expect, it } from 'vitest';
import type { Account } from '#domain/accounts/account.ts';
import { climbLadder } from '#domain/risk/ladder.ts';
import { positionsToClose } from '#domain/risk/positions-to-close.ts';
import { riskUtilisation } from '#domain/risk/risk-utilisation.ts';
import { anAccount, aPosition, d, PLAIN_VENUE, T0 } from '../../support/builders.ts';
import { limitsOf, marginVenue } from '../../support/risk-tables.ts';

const DAY = '2026-01-05';
const limits = limitsOf({ max_daily_loss_pct: d('0.1'), max_drawdown: d('0.2') });

function anAccountAt(equity: number, changes: Partial<Account> = {}): Account {
  return anAccount({ equity: d(equity), day: DAY, ...changes });
}

function climb(account: Account, isNewDay = false) {
  const utilisation = riskUtilisation({ account, positions: new Map(), limits, venue: PLAIN_VENUE });
  const { events, haltEpoch, mode, modeCause } = climbLadder(account, utilisation, isNewDay);
  return { mode, modeCause, haltEpoch, ids: events.map(({ id }) => id) };
}

describe('climbLadder', () => {
  it.each([
    [9201, 'NORMAL', null, 0, []],
    [9200, 'NORMAL', null, 0, [`RiskLimitWarning#max_daily_loss_pct#warn#${DAY}`]],
    [9000, 'REDUCE_ONLY', 'max_daily_loss_pct', 0, [`RiskLimitExceeded#max_daily_loss_pct#reduce_only#${DAY}`]],
    [8750, 'PAUSED', 'max_daily_loss_pct', 0, [`RiskLimitExceeded#max_daily_loss_pct#pause#${DAY}`]],
    [
      8400,
      'HALTED',
      'max_daily_loss_pct',
      1,
      [`RiskLimitWarning#max_drawdown#warn#${DAY}`, `RiskLimitExceeded#max_daily_loss_pct#emergency_stop#${DAY}`],
    ],
  ])(
    'Given equity of %i after a day that began with 10,000, Then the mode is %s',
    (equity, mode, modeCause, haltEpoch, ids) => {
      expect(climb(anAccountAt(equity))).toEqual({ mode, modeCause, haltEpoch, ids });
    },
  );

  it('Given the same rung again, Then the mode stays, and the event has the id that it had', () => {
    const first = climb(anAccountAt(8500));
    const again = climb(anAccountAt(8500, { mode: 'HALTED', modeCause: 'max_daily_loss_pct', haltEpoch: 1 }));
    expect(first.haltEpoch).toBe(1);
    expect(again).toEqual(first);
  });

  it('Given losses that are won back on the same day, Then the mode stays', () => {
    const before = { mode: 'PAUSED', modeCause: 'max_daily_loss_pct' } as const;
    expect(climb(anAccountAt(10_000, before))).toMatchObject(before);
  });

  it.each([
    ['REDUCE_ONLY', 'max_daily_loss_pct', 'NORMAL', null],
    ['PAUSED', 'max_daily_loss', 'NORMAL', null],
    ['HALTED', 'max_daily_loss_pct', 'HALTED', 'max_daily_loss_pct'],
    ['REDUCE_ONLY', 'max_drawdown', 'REDUCE_ONLY', 'max_drawdown'],
    ['REDUCE_ONLY', 'margin_ratio', 'REDUCE_ONLY', 'margin_ratio'],
    ['REDUCE_ONLY', 'external fill', 'REDUCE_ONLY', 'external fill'],
    ['PAUSED', null, 'PAUSED', null],
  ] as const)('Given %s by %s, When the next day begins, Then it is %s by %s', (mode, cause, after, afterCause) => {
    const step = climb(anAccountAt(10_000, { mode, modeCause: cause }), true);
    expect([step.mode, step.modeCause]).toEqual([after, afterCause]);
    const cleared = `RiskLimitCleared#${cause}#${mode}#${DAY}`;
    expect(step.ids).toEqual(after === mode ? [] : [cleared]);
  });

  it('Given a new day whose drawdown is still beyond its limit, Then the mode comes back with the drawdown for its cause', () => {
    const account = anAccountAt(8000, {
      mode: 'REDUCE_ONLY',
      modeCause: 'max_daily_loss_pct',
      dayStartEquity: d(8000),
    });
    expect(climb(account, true)).toMatchObject({ mode: 'REDUCE_ONLY', modeCause: 'max_drawdown' });
  });

  it('Given one rung by both, Then the drawdown is the cause, because it does not end with the day', () => {
    const account = anAccountAt(8000, { dayStartEquity: d(8800) });
    expect(climb({ ...account, mode: 'REDUCE_ONLY', modeCause: 'max_daily_loss_pct' })).toMatchObject({
      mode: 'REDUCE_ONLY',
      modeCause: 'max_drawdown',
    });
  });

  it('Given a mode that somebody else has made, Then only the emergency stop goes beyond it', () => {
    const others = { mode: 'REDUCE_ONLY', modeCause: 'external fill' } as const;
    expect(climb(anAccountAt(8750, others))).toMatchObject(others);
    expect(climb(anAccountAt(8500, others))).toMatchObject({ mode: 'HALTED', haltEpoch: 1 });
  });

  it('Given no equity that the day began with, Then it is an emergency', () => {
    expect(climb(anAccountAt(0, { dayStartEquity: d(0) }))).toMatchObject({ mode: 'HALTED' });
  });
});

/* 10 % maintenance: a position of 50,000 needs 5,000. */
describe('margin', () => {
  const long = (symbol: string, quantity: number) =>
    aPosition({ symbol, quantity: d(quantity), mark: d(100), cost: d(0) });
  const positions = new Map(
    [long('A/USD', 100), long('B/USD', -300), long('C/USD', 100)].map((one) => [one.symbol, one]),
  );
  const rows = (equity: number, venue = marginVenue()) => ({
    account: anAccountAt(equity),
    positions,
    limits: limitsOf({}),
    venue,
  });

  it.each([
    [10_001, null],
    [10_000, '0.5'],
    [0, 'Infinity'],
  ])('Given 5,000 of maintenance margin and %i of equity, Then the call is %s', (equity, ratio) => {
    const { account } = rows(equity);
    const { events, mode, modeCause } = climbLadder(account, riskUtilisation(rows(equity)), false);
    expect([mode, modeCause]).toEqual(ratio === null ? ['NORMAL', null] : ['REDUCE_ONLY', 'margin_ratio']);
    expect(events.map(({ detail, id, severity }) => [id, severity, detail['ratio']])).toEqual(
      ratio === null ? [] : [[`MarginCallWarning#margin_ratio#margin_call#${DAY}`, 'critical', ratio]],
    );
  });

  it.each([
    [6250, []],
    [6249, ['B/USD']],
    [4001, ['B/USD']],
    [4000, ['B/USD', 'A/USD']],
    [1, ['B/USD', 'A/USD', 'C/USD']],
    [-5, ['B/USD', 'A/USD', 'C/USD']],
  ])('Given equity of %i, Then the positions to close are %j', (equity, symbols) => {
    expect(positionsToClose(rows(equity))).toEqual(symbols);
  });

  it('Given positions of one size, Then they are closed by their symbols, whatever the order of the rows', () => {
    const reversed = new Map([...positions].reverse());
    expect(positionsToClose({ ...rows(1), positions: reversed })).toEqual(['B/USD', 'A/USD', 'C/USD']);
  });

  it('Given a cash account, Then no margin is looked at', () => {
    expect(positionsToClose(rows(1, PLAIN_VENUE))).toEqual([]);
    expect(riskUtilisation(rows(1, PLAIN_VENUE)).marginRatio).toBeNull();
  });
});

describe('riskUtilisation', () => {
  const eth = aPosition({ symbol: 'ETH/USD', quantity: d(20), mark: d(100), cost: d(1) });
  const positions = new Map([['ETH/USD', eth]]);

  it('Given every limit, Then each has its use, working entries counted', () => {
    const account = anAccount({
      reserved: d(2000),
      equity: d(8000),
      openSymbols: new Set(['ETH/USD', 'BTC/USD']),
      minute: T0 / 60_000,
      ordersInMinute: 3,
      markedAt: T0,
    });
    const all = limitsOf({
      max_daily_loss: d(4000),
      max_daily_loss_pct: d('0.4'),
      max_drawdown: d('0.25'),
      max_portfolio_exposure: d('0.8'),
      max_leverage: d(2),
      min_free_margin_pct: d('0.2'),
      min_account_balance: d(4000),
      max_position_size: d(8000),
      max_position_pct_per_symbol: d('0.5'),
      max_open_positions: 4,
      max_orders_per_minute: 12,
      max_order_value: d(1),
    });
    const { limits: used } = riskUtilisation({ account, positions, limits: all, venue: PLAIN_VENUE });
    expect(used.map(({ rule, used: part, value }) => [rule, value.toFixed(), part])).toEqual([
      ['max_daily_loss', '2000', 0.5],
      ['max_daily_loss_pct', '0.2', 0.5],
      ['max_drawdown', '0.2', 0.8],
      ['max_portfolio_exposure', '0.5', 0.625],
      ['max_leverage', '0.5', 0.25],
      ['min_free_margin_pct', '0.5', 0.625],
      ['min_account_balance', '8000', 0.5],
      ['max_position_size', '2000', 0.25],
      ['max_position_pct_per_symbol', '0.25', 0.5],
      ['max_open_positions', '2', 0.5],
      ['max_orders_per_minute', '3', 0.25],
    ]);
  });

  it('Given no limit, Then there is nothing to use', () => {
    const rows = { account: anAccount(), positions, limits: limitsOf({}), venue: PLAIN_VENUE };
    expect(riskUtilisation(rows)).toEqual({ limits: [], marginRatio: null });
  });
});
