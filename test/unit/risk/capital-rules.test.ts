import { describe, expect, it } from 'vitest';
import { orderTerms } from '#domain/orders/order-terms.ts';
import { anAccount, anExit, anIntent, aPosition, d, SYMBOL, T0 } from '../../support/builders.ts';
import { limitsOf, marginVenue, type RiskRow, violationsOf } from '../../support/risk-tables.ts';

const other = aPosition({ symbol: 'ETH/USD', quantity: d(50), mark: d(100), cost: d(4000) });
const positions = new Map([['ETH/USD', other]]);
const account = anAccount({ markedAt: T0 });
const held = aPosition({ quantity: d(10), cost: d(1000), mark: d(100) });
const add = anIntent({ purpose: 'rebalance' });
const broke = { account: anAccount({ cash: d(0), equity: d(0), peak: d(0), dayStartEquity: d(0), markedAt: T0 }) };

/* Every entry is 10 at 100, 1,000 on an account of 10,000, unless it says otherwise. */
const SIZE: RiskRow[] = [
  ['a limit order at a better price', { limits: limitsOf({ max_order_value: d(900) }), intent: limit(90) }, []],
  [
    'a limit order at a worse price',
    { limits: limitsOf({ max_order_value: d(1000) }), intent: limit(101) },
    ['max_order_value | 1000 | 1010 | USD'],
  ],
  [
    'a stop order above the reference',
    {
      limits: limitsOf({ max_order_value: d(1000) }),
      intent: anIntent({ terms: orderTerms({ type: 'stop', stopPrice: d(105) }) }),
    },
    ['max_order_value | 1000 | 1050 | USD'],
  ],
  [
    'one entry at its share',
    { limits: limitsOf({ max_position_pct: d('0.1') }), intent: add, position: held, account },
    [],
  ],
  [
    'one entry above its share',
    { limits: limitsOf({ max_position_pct: d('0.0999') }) },
    ['max_position_pct | 0.0999 | 0.1 | of equity'],
  ],
  [
    'a position at its share',
    { limits: limitsOf({ max_position_pct_per_symbol: d('0.2') }), intent: add, position: held, account },
    [],
  ],
  [
    'a position above its share',
    { limits: limitsOf({ max_position_pct_per_symbol: d('0.1999') }), intent: add, position: held, account },
    ['max_position_pct_per_symbol | 0.1999 | 0.2 | of equity'],
  ],
  [
    'a position above its size',
    { limits: limitsOf({ max_position_size: d(1999) }), intent: add, position: held, account },
    ['max_position_size | 1999 | 2000 | USD'],
  ],
  [
    'shares of nothing',
    { ...broke, venue: marginVenue(), limits: limitsOf({ max_position_pct: d(1), max_position_pct_per_symbol: d(1) }) },
    [
      'buying_power | 0 | 1000 | USD',
      'max_position_pct | 1 | no equity | of equity',
      'max_position_pct_per_symbol | 1 | no equity | of equity',
    ],
  ],
];

const CAPITAL: RiskRow[] = [
  ['leverage at the limit', { positions, account, limits: limitsOf({ max_leverage: d('0.6') }) }, []],
  [
    'leverage above, with what is reserved',
    { positions, account: { ...account, reserved: d(1) }, limits: limitsOf({ max_leverage: d('0.6') }) },
    ['max_leverage | 0.6 | 0.6001 | times equity'],
  ],
  ['free margin at the limit', { positions, account, limits: limitsOf({ min_free_margin_pct: d('0.4') }) }, []],
  [
    'free margin below the limit',
    { positions, account, limits: limitsOf({ min_free_margin_pct: d('0.41') }) },
    ['min_free_margin_pct | 0.41 | 0.4 | of equity'],
  ],
  [
    'free margin of a margin account, 6,000 ÷ 5 bound',
    { positions, account, venue: marginVenue(), limits: limitsOf({ min_free_margin_pct: d('0.881') }) },
    ['min_free_margin_pct | 0.881 | 0.88 | of equity'],
  ],
  [
    'no equity left',
    { ...broke, venue: marginVenue(), limits: limitsOf({ min_free_margin_pct: d('0.2'), max_leverage: d(2) }) },
    [
      'buying_power | 0 | 1000 | USD',
      'max_leverage | 2 | no equity | times equity',
      'min_free_margin_pct | 0.2 | no equity | of equity',
    ],
  ],
  ['a balance at the limit', { limits: limitsOf({ min_account_balance: d(10_000) }) }, []],
  [
    'a balance below the limit',
    { limits: limitsOf({ min_account_balance: d('10000.01') }) },
    ['min_account_balance | 10000.01 | 10000 | USD'],
  ],
  [
    'on margin, all that the venue lends',
    { positions, account, venue: marginVenue(), intent: anIntent({ quantity: d(450) }) },
    [],
  ],
  [
    'on margin, more than the venue lends',
    {
      positions,
      account: { ...account, reserved: d(1) },
      venue: marginVenue(),
      intent: anIntent({ quantity: d(450) }),
    },
    ['buying_power | 44999 | 45000 | USD'],
  ],
];

const LOSS: RiskRow[] = [
  [
    'a day’s loss below the amount',
    { limits: limitsOf({ max_daily_loss: d(200) }), account: { ...account, equity: d('9800.01') } },
    [],
  ],
  [
    'a day’s loss of the amount',
    { limits: limitsOf({ max_daily_loss: d(200) }), account: { ...account, equity: d(9800) } },
    ['max_daily_loss | 200 | 200 | USD'],
  ],
  [
    'no equity that the day began with',
    { ...broke, venue: marginVenue(), limits: limitsOf({ max_daily_loss_pct: d('0.02') }) },
    ['buying_power | 0 | 1000 | USD', 'max_daily_loss_pct | 0.02 | no equity | of the day’s first equity'],
  ],
  [
    'a drawdown below the limit',
    { limits: limitsOf({ max_drawdown: d('0.15') }), account: { ...account, peak: d(11_764) } },
    [],
  ],
  [
    'a drawdown at the limit',
    { limits: limitsOf({ max_drawdown: d('0.15') }), account: { ...account, equity: d(8500) } },
    ['max_drawdown | 0.15 | 0.15 | of the highest equity'],
  ],
  [
    'no highest equity',
    { ...broke, venue: marginVenue(), limits: limitsOf({ max_drawdown: d('0.15') }) },
    ['buying_power | 0 | 1000 | USD', 'max_drawdown | 0.15 | no equity | of the highest equity'],
  ],
];

/** 60,000 at 100 on 10,000: equity 10,000 covers 10 % of (600 × p + what works) down to p = 92.59… */
const lever = { venue: marginVenue({ maxLeverage: d(9) }), intent: anIntent({ quantity: d(600) }), account };
/** 400 of equity, where what is held of the other symbol needs 500. */
const poor = {
  venue: marginVenue({ maxLeverage: d(100), allowShort: true }),
  account: { ...account, equity: d(400) },
  limits: limitsOf({ min_liquidation_distance_pct: d('0.1') }),
};
const LIQUIDATION: RiskRow[] = [
  ['a distance above the limit', { ...lever, limits: limitsOf({ min_liquidation_distance_pct: d('0.074') }) }, []],
  [
    'a distance below the limit',
    { ...lever, limits: limitsOf({ min_liquidation_distance_pct: d('0.075') }) },
    ['min_liquidation_distance_pct | 0.075 | 0.074074 | of the reference price'],
  ],
  [
    'a distance that what is reserved brings below the limit',
    {
      ...lever,
      account: { ...account, reserved: d(1000) },
      limits: limitsOf({ min_liquidation_distance_pct: d('0.074') }),
    },
    ['min_liquidation_distance_pct | 0.074 | 0.072222 | of the reference price'],
  ],
  ['a cash account', { limits: limitsOf({ min_liquidation_distance_pct: d(1) }) }, []],
  [
    'an entry that leaves no position',
    { ...poor, intent: anIntent({ side: 'sell' }), position: held, positions: new Map([...positions, [SYMBOL, held]]) },
    ['already_entered | 0 | 10 | SYN/USD', 'min_liquidation_distance_pct | 0.1 | unknown | of the reference price'],
  ],
  [
    'no reference price',
    { ...poor, positions, intent: anIntent({ referencePrice: d(0) }) },
    ['stale_price | 60 | no price | s', 'min_liquidation_distance_pct | 0.1 | unknown | of the reference price'],
  ],
  [
    'a short',
    {
      venue: marginVenue({ maxLeverage: d(9), allowShort: true }),
      intent: anIntent({ side: 'sell', quantity: d(600) }),
      account,
      limits: limitsOf({ min_liquidation_distance_pct: d('0.07') }),
    },
    ['min_liquidation_distance_pct | 0.07 | 0.060606 | of the reference price'],
  ],
];

describe.each([
  ['size', SIZE],
  ['capital', CAPITAL],
  ['loss', LOSS],
  ['liquidation', LIQUIDATION],
])('rules of %s', (_, table) => {
  it.each(table)(
    'Given %s, When an entry is judged, Then the violations are as listed',
    (_given, changes, expected) => {
      expect(violationsOf(changes)).toEqual(expected);
    },
  );

  it.each(table)('Given %s and an exit instead, When it is judged, Then nothing holds it back', (_given, changes) => {
    const rest = { ...changes, intent: anExit(), position: held, positions: new Map([[SYMBOL, held]]) };
    expect(violationsOf(rest)).toEqual([]);
  });
});

function limit(price: number) {
  return anIntent({ terms: orderTerms({ type: 'limit', limitPrice: d(price) }) });
}
