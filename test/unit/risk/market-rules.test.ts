import { describe, expect, it } from 'vitest';
import { type MarketFacts, UNKNOWN_MARKET } from '#domain/orders/market-facts.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { orderTerms } from '#domain/orders/order-terms.ts';
import { DAY, MINUTE } from '#domain/shared/instant.ts';
import { anAccount, anExit, anIntent, aPosition, d, SYMBOL, T0 } from '../../support/builders.ts';
import { limitsOf, marginVenue, type RiskRow, venueOf, violationsOf } from '../../support/risk-tables.ts';

const seen = (facts: Partial<MarketFacts>, changes: Partial<OrderIntent> = {}) => ({
  intent: anIntent({ market: { ...UNKNOWN_MARKET, ...facts }, ...changes }),
});
const eth = aPosition({ symbol: 'ETH/USD', quantity: d(1), cost: d(100), mark: d(100) });
const holdingEth = { positions: new Map([['ETH/USD', eth]]), account: anAccount({ markedAt: T0 }) };
const limits = limitsOf({ max_correlation: d('0.7') });
const post = orderTerms({ type: 'limit', limitPrice: d(100), postOnly: true });

const ESTIMATES: RiskRow[] = [
  ['nothing else held', { limits }, []],
  [
    'a holding of which nothing was known',
    { limits, ...holdingEth },
    ['max_correlation | 0.7 | unknown | with ETH/USD'],
  ],
  ['dust of another symbol', { limits, ...holdingEth, venue: venueOf({ lot: d(2) }) }, []],
  ['a correlation at the limit', { limits, ...seen({ correlation: { symbol: 'ETH/USD', value: 0.7 } }) }, []],
  [
    'a correlation above the limit',
    { limits, ...seen({ correlation: { symbol: 'ETH/USD', value: 0.7000001 } }) },
    ['max_correlation | 0.7 | 0.7 | with ETH/USD'],
  ],
  [
    'a correlation that cannot be told',
    { limits, ...seen({ correlation: { symbol: 'ETH/USD', value: null } }) },
    ['max_correlation | 0.7 | unknown | with ETH/USD'],
  ],
  ['the opposite way, long only', { limits, ...seen({ correlation: { symbol: 'ETH/USD', value: -0.9 } }) }, []],
  [
    'the opposite way, where shorts are allowed',
    { limits, venue: marginVenue({ allowShort: true }), ...seen({ correlation: { symbol: 'ETH/USD', value: -0.9 } }) },
    ['max_correlation | 0.7 | -0.9 | with ETH/USD'],
  ],
  [
    'a correlation that cannot be told, where shorts are allowed',
    { limits, venue: marginVenue({ allowShort: true }), ...seen({ correlation: { symbol: 'ETH/USD', value: null } }) },
    ['max_correlation | 0.7 | unknown | with ETH/USD'],
  ],
  ['volatility at the limit', { limits: limitsOf({ max_volatility: d('0.8') }), ...seen({ volatility: 0.8 }) }, []],
  [
    'volatility above the limit',
    { limits: limitsOf({ max_volatility: d('0.8') }), ...seen({ volatility: 0.9 }) },
    ['max_volatility | 0.8 | 0.9 | annualised'],
  ],
  [
    'unknown volatility',
    { limits: limitsOf({ max_volatility: d('0.8') }) },
    ['max_volatility | 0.8 | unknown | annualised'],
  ],
  ['impact at the guard', { limits: limitsOf({ slippage_guard_bps: d(30) }), ...seen({ impactBps: 30 }) }, []],
  [
    'impact above the guard',
    { limits: limitsOf({ slippage_guard_bps: d(30) }), ...seen({ impactBps: 30.5 }) },
    ['slippage_guard_bps | 30 | 30.5 | bps'],
  ],
  ['unknown impact', { limits: limitsOf({ slippage_guard_bps: d(30) }) }, ['slippage_guard_bps | 30 | unknown | bps']],
  ['unknown impact of a maker', { limits: limitsOf({ slippage_guard_bps: d(30) }), ...seen({}, { terms: post }) }, []],
  ['a spread at the limit', { limits: limitsOf({ max_spread_bps: d(5) }), ...seen({ spreadBps: 5 }) }, []],
  [
    'a spread above the limit',
    { limits: limitsOf({ max_spread_bps: d(5) }), ...seen({ spreadBps: 6 }) },
    ['max_spread_bps | 5 | 6 | bps'],
  ],
  ['an unknown spread', { limits: limitsOf({ max_spread_bps: d(5) }) }, ['max_spread_bps | 5 | unknown | bps']],
  ['depth at the limit', { limits: limitsOf({ min_depth_notional: d(9) }), ...seen({ depthNotional: '9' }) }, []],
  [
    'depth below the limit',
    { limits: limitsOf({ min_depth_notional: d(9) }), ...seen({ depthNotional: '8.99' }) },
    ['min_depth_notional | 9 | 8.99 | USD'],
  ],
  ['unknown depth', { limits: limitsOf({ min_depth_notional: d(9) }) }, ['min_depth_notional | 9 | unknown | USD']],
  ['a halted market', seen({ isHalted: true }), ['market_halted | trading | halted | SYN/USD']],
];

const collar = limitsOf({ price_collar_pct: d('0.05') });
const PRICES: RiskRow[] = [
  ['a market order', { limits: collar }, []],
  [
    'a limit at the collar',
    { limits: collar, intent: anIntent({ terms: orderTerms({ type: 'limit', limitPrice: d(95) }) }) },
    [],
  ],
  [
    'a limit outside the collar',
    { limits: collar, intent: anIntent({ terms: orderTerms({ type: 'limit', limitPrice: d('94.99') }) }) },
    ['price_collar_pct | 0.05 | 0.0501 | of the reference price'],
  ],
  [
    'a stop outside the collar, its limit inside',
    {
      limits: collar,
      intent: anIntent({ terms: orderTerms({ type: 'stop_limit', stopPrice: d(106), limitPrice: d(105) }) }),
    },
    ['price_collar_pct | 0.05 | 0.06 | of the reference price'],
  ],
  [
    'a limit and no reference price',
    {
      limits: collar,
      intent: anIntent({ referencePrice: d(0), terms: orderTerms({ type: 'limit', limitPrice: d(1) }) }),
    },
    ['stale_price | 60 | no price | s', 'price_collar_pct | 0.05 | no price | of the reference price'],
  ],
  ['a price from as far ahead as a clock may be', { now: T0 - 5000 }, []],
  ['a price from further ahead', { now: T0 - 5001 }, ['stale_price | 60 | -5.001 | s']],
  ['a price of the configured age', { limits: limitsOf({ max_price_age_seconds: 2 }), now: T0 + 2000 }, []],
  [
    'a price beyond the configured age',
    { limits: limitsOf({ max_price_age_seconds: 2 }), now: T0 + 2001 },
    ['stale_price | 2 | 2.001 | s'],
  ],
  [
    'a configured age longer than an entry lives',
    { limits: limitsOf({ max_price_age_seconds: 90 }), maxPriceAge: 10, now: T0 + 50 },
    [],
  ],
];

const hours = limitsOf({ trading_hours_only: true });
const at = (iso: string, changes: Partial<OrderIntent> = {}, timeframe: number = MINUTE) => {
  const now = Date.parse(iso);
  const intent = anIntent({ symbol: 'SPY', referenceTime: now, expiresAt: now, ...changes });
  return { limits: hours, timeframe, now, intent, position: aPosition({ symbol: 'SPY' }) };
};
const closed = (time: string) => [`trading_hours_only | Mon–Fri 09:30–16:00 | ${time} | New York time`];
const HOURS: RiskRow[] = [
  ['the minute before the opening', at('2026-01-05T14:29:00Z'), closed('Mon 09:29')],
  ['the opening in winter', at('2026-01-05T14:30:00Z'), []],
  ['the opening in summer', at('2026-07-06T13:30:00Z'), []],
  ['an hour early in summer', at('2026-07-06T12:30:00Z'), closed('Mon 08:30')],
  ['the last moment', at('2026-01-05T20:59:59Z'), []],
  ['the close', at('2026-01-05T21:00:00Z'), closed('Mon 16:00')],
  ['a Saturday', at('2026-01-03T17:00:00Z'), closed('Sat 12:00')],
  ['a Friday', at('2026-01-09T17:00:00Z'), []],
  ['a Sunday', at('2026-01-04T17:00:00Z'), closed('Sun 12:00')],
  ['a Sunday night', at('2026-01-05T03:00:00Z'), closed('Sun 22:00')],
  ['a pair at night', at('2026-01-03T17:00:00Z', { symbol: SYMBOL }), []],
  ['daily bars', at('2026-01-05T21:00:00Z', {}, DAY), []],
  ['Thanksgiving', at('2026-11-26T16:00:00Z'), closed('Thu 11:00 (Thanksgiving Day)')],
  ['Independence Day, observed', at('2026-07-03T16:00:00Z'), closed('Fri 12:00 (Independence Day)')],
  ['a half day before its close', at('2026-11-27T17:59:59Z'), []],
  [
    'a half day at its close',
    at('2026-11-27T18:00:00Z'),
    ['trading_hours_only | 09:30–13:00, a half day | Fri 13:00 | New York time'],
  ],
  ['Columbus Day, on which banks are closed and exchanges are not', at('2026-10-12T16:00:00Z'), []],
  ['a pair on Christmas Day', at('2026-12-25T16:00:00Z', { symbol: SYMBOL }), []],
  ['the rule off', { ...at('2026-01-03T17:00:00Z'), limits: limitsOf({}) }, []],
];

const listed = (allow: readonly string[] | null, deny: readonly string[]) => ({
  limits: limitsOf({ universe: { allow, deny } }),
});
const UNIVERSE: RiskRow[] = [
  ['an allowed symbol', listed(['ETH/USD', SYMBOL], ['BTC/USD']), []],
  ['a list of others', listed(['A/USD', 'B/USD'], []), ['universe | in A/USD B/USD | SYN/USD | symbol']],
  [
    'a symbol that is allowed and denied',
    listed([SYMBOL], ['A/USD', SYMBOL]),
    ['universe | not in A/USD SYN/USD | SYN/USD | symbol'],
  ],
];

describe.each([
  ['the universe', UNIVERSE],
  ['estimates', ESTIMATES],
  ['prices', PRICES],
  ['trading hours', HOURS],
])('rules of %s', (_, table) => {
  it.each(table)(
    'Given %s, When an entry is judged, Then the violations are as listed',
    (_given, changes, expected) => {
      expect(violationsOf(changes)).toEqual(expected);
    },
  );

  it.each(table)('Given %s and an exit instead, When it is judged, Then nothing holds it back', (_given, changes) => {
    const entry = changes.intent ?? anIntent();
    const position = aPosition({ symbol: entry.symbol, quantity: d(10), cost: d(1000) });
    const intent = anExit({ symbol: entry.symbol, market: entry.market });
    expect(violationsOf({ ...changes, intent, position })).toEqual([]);
  });
});
