import { describe, expect, it } from 'vitest';
import type { Account } from '#domain/accounts/account.ts';
import { riskUtilisation } from '#domain/risk/risk-utilisation.ts';
import type { RiskLimits } from '#domain/risk/rule.ts';
import type { VenueRules } from '#domain/simulation/venue-rules.ts';
import { anAccount, aPosition, d, PLAIN_VENUE, T0 } from '../../support/builders.ts';
import { limitsOf, marginVenue } from '../../support/risk-tables.ts';

const eth = aPosition({ symbol: 'ETH/USD', quantity: d(20), mark: d(100), cost: d(1) });
const btc = aPosition({ symbol: 'BTC/USD', quantity: d(-1), mark: d(3000), cost: d(-1) });
const positions = new Map([eth, btc].map((one) => [one.symbol, one]));

function uses(limits: Partial<RiskLimits>, changes: Partial<Account> = {}, venue: VenueRules = PLAIN_VENUE) {
  const account = anAccount({ markedAt: T0, ...changes });
  const { limits: all } = riskUtilisation({ account, positions, limits: limitsOf(limits), venue });
  return all.map(({ limit, used, value }) => [value.toFixed(), limit.toFixed(), used]);
}

describe('riskUtilisation of an account that holds 5,000, long and short together', () => {
  const nothing = { equity: d(0), peak: d(0), dayStartEquity: d(0) };
  const minute = T0 / 60_000;
  const table: [string, Partial<RiskLimits>, Partial<Account>, [string, string, number | null]][] = [
    ['a gain instead of a loss', { max_daily_loss: d(100) }, { equity: d(10_100) }, ['0', '100', 0]],
    ['a new peak instead of a fall', { max_drawdown: d('0.5') }, { equity: d(10_100) }, ['0', '0.5', 0]],
    ['a limit of 0', { max_daily_loss: d(0) }, { equity: d(9900) }, ['100', '0', null]],
    ['no equity that the day began with', { max_daily_loss_pct: d('0.5') }, nothing, ['0', '0.5', null]],
    ['no highest equity', { max_drawdown: d('0.5') }, nothing, ['0', '0.5', null]],
    ['exposure without equity', { max_leverage: d(2) }, nothing, ['0', '2', null]],
    ['margin without equity', { min_free_margin_pct: d('0.2') }, nothing, ['0', '0.8', null]],
    ['a balance without equity', { min_account_balance: d(10) }, nothing, ['0', '10', null]],
    ['the largest position, a short', { max_position_size: d(6000) }, {}, ['3000', '6000', 0.5]],
    ['orders of this minute', { max_orders_per_minute: 4 }, { minute, ordersInMinute: 3 }, ['3', '4', 0.75]],
    [
      'orders of another minute',
      { max_orders_per_minute: 4 },
      { minute: minute - 1, ordersInMinute: 3 },
      ['0', '4', 0],
    ],
  ];
  it.each(table)('Given %s, Then value, limit and use are as listed', (_, limits, changes, expected) => {
    expect(uses(limits, changes)).toEqual([expected]);
  });

  it('Given a margin account, Then its margin is the exposure ÷ the leverage, working entries counted', () => {
    const margin = uses({ min_free_margin_pct: d('0.2') }, { reserved: d(1000) }, marginVenue());
    expect(margin).toEqual([['0.12', '0.8', 0.15]]);
  });

  it.each([
    ['a cash account', PLAIN_VENUE, 10_000, null],
    ['a margin account: 500 ÷ 10,000', marginVenue(), 10_000, 0.05],
    ['a margin account without equity', marginVenue(), 0, Number.POSITIVE_INFINITY],
  ])('Given %s, Then its margin ratio is as listed', (_, venue, equity, ratio) => {
    const account = anAccount({ equity: d(equity), reserved: d(1000) });
    expect(riskUtilisation({ account, positions, limits: limitsOf({}), venue }).marginRatio).toBe(ratio);
  });
});
