import { describe, expect, it } from 'vitest';
import { createOrder, submitOrder } from '#domain/orders/order-lifecycle.ts';
import { authorisationBounds } from '#domain/risk/authorisation-bounds.ts';
import { evaluateRisk } from '#domain/risk/evaluate-risk.ts';
import type { RiskInput } from '#domain/risk/rule.ts';
import {
  anAccount,
  anExit,
  anIntent,
  aPosition,
  aRiskInput,
  d,
  NO_LIMITS,
  SYMBOL,
  T0,
} from '../../support/builders.ts';

function violationsOf(changes: Partial<RiskInput>): string[] {
  const verdict = evaluateRisk(aRiskInput(changes));
  return verdict.kind === 'approved'
    ? []
    : verdict.violations.map(({ rule, limit, value, unit }) => [rule, limit, value, unit].join(' | '));
}

const limits = (changes: Partial<typeof NO_LIMITS>) => ({ ...NO_LIMITS, ...changes });
const existing = submitOrder(createOrder(anIntent(), T0), 'request', T0);
const other = aPosition({ symbol: 'ETH/USD', quantity: d(50), mark: d(100), cost: d(4000) });

describe('evaluateRisk: an entry of 10 at 100 (1,000) on an account of 10,000', () => {
  const table: [string, Partial<RiskInput>, string[]][] = [
    ['no limits', {}, []],
    ['mode HALTED', { account: anAccount({ mode: 'HALTED' }) }, ['kill_switch | NORMAL | HALTED | mode']],
    [
      'mode REDUCE_ONLY',
      { account: anAccount({ mode: 'REDUCE_ONLY' }) },
      ['reduce_only | NORMAL | REDUCE_ONLY | mode'],
    ],
    ['mode PAUSED', { account: anAccount({ mode: 'PAUSED' }) }, ['paused | NORMAL | PAUSED | mode']],
    [
      'session stopping',
      { account: anAccount({ sessionStatus: 'STOPPING' }) },
      ['session_state | RUNNING | STOPPING | session status'],
    ],
    [
      'no session',
      { account: anAccount({ sessionId: null, sessionStatus: null }) },
      ['session_state | RUNNING | another session | session status'],
    ],
    [
      'another session',
      { account: anAccount({ sessionId: 'x' }) },
      ['session_state | RUNNING | another session | session status'],
    ],
    ['at its expiry', { now: T0 + 60_000 }, []],
    [
      'past its expiry',
      { now: T0 + 60_001, maxPriceAge: 90_000 },
      ['expired | 2026-01-05T14:31:00Z | 2026-01-05T14:31:00.001Z | time'],
    ],
    ['existing order', { existing }, ['duplicate_order | no order with this id | SUBMITTED | order state']],
    ['old price', { now: T0 + 31_000, maxPriceAge: 30_000 }, ['stale_price | 30 | 31 | s']],
    ['price from the future', { now: T0 - 5001 }, ['stale_price | 60 | -5.001 | s']],
    ['no price', { intent: anIntent({ referencePrice: d(0) }) }, ['stale_price | 60 | no price | s']],
    [
      'symbol locked',
      { position: aPosition({ lock: 'other' }) },
      ['symbol_locked | no unknown order | other | client order id'],
    ],
    ['own lock', { position: aPosition({ lock: anIntent().clientOrderId }) }, []],
    [
      'not in the universe',
      { limits: limits({ universe: { allow: ['ETH/USD'], deny: [] } }) },
      ['universe | in ETH/USD | SYN/USD | symbol'],
    ],
    [
      'denied by the universe',
      { limits: limits({ universe: { allow: null, deny: [SYMBOL] } }) },
      ['universe | not in SYN/USD | SYN/USD | symbol'],
    ],
    ['exactly the buying power', { account: anAccount({ reserved: d(9000) }) }, []],
    [
      'beyond the buying power',
      { account: anAccount({ reserved: d('9000.01') }) },
      ['buying_power | 999.99 | 1000 | USD'],
    ],
    ['order value at the limit', { limits: limits({ max_order_value: d(1000) }) }, []],
    [
      'order value above',
      { limits: limits({ max_order_value: d('999.99') }) },
      ['max_order_value | 999.99 | 1000 | USD'],
    ],
    ['position size at the limit', { limits: limits({ max_position_size: d(1000) }) }, []],
    [
      'position size above',
      { limits: limits({ max_position_size: d('999.99') }) },
      ['max_position_size | 999.99 | 1000 | USD'],
    ],
    [
      'position held or entry working',
      { position: aPosition({ quantity: d(2), entryReserved: d(1) }), account: anAccount({ markedAt: T0 }) },
      ['already_entered | 0 | 3 | SYN/USD'],
    ],
    [
      'a holding and an old mark',
      { positions: new Map([['ETH/USD', other]]), account: anAccount({ markedAt: T0 - 180_001 }) },
      ['stale_account | 180 | 180.001 | s'],
    ],
    ['a holding and no mark', { positions: new Map([['ETH/USD', other]]) }, ['stale_account | 180 | never marked | s']],
    ['position share at the limit', { limits: limits({ max_position_pct: d('0.1') }) }, []],
    [
      'position share above',
      { limits: limits({ max_position_pct: d('0.0999') }) },
      ['max_position_pct | 0.0999 | 0.1 | of equity'],
    ],
    [
      'exposure at the limit',
      {
        limits: limits({ max_portfolio_exposure: d('0.6') }),
        positions: new Map([['ETH/USD', other]]),
        account: anAccount({ markedAt: T0 }),
      },
      [],
    ],
    [
      'exposure above, reserved counts',
      {
        limits: limits({ max_portfolio_exposure: d('0.6') }),
        positions: new Map([['ETH/USD', other]]),
        account: anAccount({ reserved: d(1), markedAt: T0 }),
      },
      ['max_portfolio_exposure | 0.6 | 0.6001 | of equity'],
    ],
    [
      'open positions at the limit',
      { limits: limits({ max_open_positions: 2 }), account: anAccount({ openSymbols: new Set(['ETH/USD']) }) },
      [],
    ],
    [
      'open positions above',
      { limits: limits({ max_open_positions: 1 }), account: anAccount({ openSymbols: new Set(['ETH/USD']) }) },
      ['max_open_positions | 1 | 2 | positions'],
    ],
    [
      'symbol already open',
      { limits: limits({ max_open_positions: 1 }), account: anAccount({ openSymbols: new Set([SYMBOL]) }) },
      [],
    ],
    [
      'daily loss below the limit',
      { limits: limits({ max_daily_loss_pct: d('0.02') }), account: anAccount({ equity: d('9800.01') }) },
      [],
    ],
    [
      'daily loss at the limit',
      { limits: limits({ max_daily_loss_pct: d('0.02') }), account: anAccount({ equity: d(9800) }) },
      ['max_daily_loss_pct | 0.02 | 0.02 | of the day’s first equity'],
    ],
    [
      'orders in the minute',
      { limits: limits({ max_orders_per_minute: 2 }), account: anAccount({ minute: T0 / 60_000, ordersInMinute: 2 }) },
      ['max_orders_per_minute | 2 | 3 | orders'],
    ],
    [
      'orders of an earlier minute',
      {
        limits: limits({ max_orders_per_minute: 2 }),
        account: anAccount({ minute: T0 / 60_000 - 1, ordersInMinute: 2 }),
      },
      [],
    ],
  ];
  it.each(table)('Given %s, Then the violations are as listed', (_, changes, expected) => {
    expect(violationsOf(changes)).toEqual(expected);
  });

  it('Given several violated rules, Then all of them are reported', () => {
    const account = anAccount({ mode: 'HALTED', cash: d(0), equity: d(0) });
    const rules = violationsOf({ account, limits: limits({ max_order_value: d(1), max_daily_loss_pct: d('0.02') }) });
    expect(rules.map((rule) => rule.split(' ')[0])).toEqual([
      'kill_switch',
      'buying_power',
      'max_order_value',
      'max_daily_loss_pct',
    ]);
  });
});

describe('evaluateRisk: an exit', () => {
  const held = aPosition({ quantity: d(10), cost: d(1000) });
  const table: [string, Partial<RiskInput>, string[]][] = [
    ['the whole position', { intent: anExit(), position: held }, []],
    [
      'more than the position',
      { intent: anExit({ quantity: d(11) }), position: held },
      ['exit_exceeds_position | 10 | 11 | SYN/USD'],
    ],
    [
      'more than working exits leave',
      { intent: anExit({ quantity: d(5) }), position: { ...held, exitReserved: d(6) } },
      ['exit_exceeds_position | 4 | 5 | SYN/USD'],
    ],
    [
      'on the side that adds',
      { intent: anExit({ side: 'buy' }), position: held },
      ['exit_exceeds_position | 0 | 10 | SYN/USD'],
    ],
    ['of a short position', { intent: anExit({ side: 'buy' }), position: aPosition({ quantity: d(-10) }) }, []],
    ['in REDUCE_ONLY', { intent: anExit(), position: held, account: anAccount({ mode: 'REDUCE_ONLY' }) }, []],
    [
      'in PAUSED',
      { intent: anExit(), position: held, account: anAccount({ mode: 'PAUSED', sessionStatus: 'PAUSED' }) },
      [],
    ],
    ['while STOPPING', { intent: anExit(), position: held, account: anAccount({ sessionStatus: 'STOPPING' }) }, []],
    [
      'in HALTED',
      { intent: anExit(), position: held, account: anAccount({ mode: 'HALTED' }) },
      ['kill_switch | NORMAL | HALTED | mode'],
    ],
    [
      'with every budget gone and no price',
      {
        intent: anExit({ referencePrice: d(0) }),
        position: { ...held, lock: 'x' },
        account: anAccount({ cash: d(0), equity: d(0) }),
        now: T0 + 1e9,
        limits: limits({
          max_orders_per_minute: 1,
          max_daily_loss_pct: d('0.01'),
          universe: { allow: [], deny: [SYMBOL] },
        }),
      },
      [],
    ],
  ];
  it.each(table)('Given %s, Then the violations are as listed', (_, changes, expected) => {
    expect(violationsOf(changes)).toEqual(expected);
  });
});

describe('authorisationBounds', () => {
  it('Given limits, Then the tighter of cash and exposure bounds what may be reserved before', () => {
    const input = aRiskInput({
      limits: limits({
        max_portfolio_exposure: d('0.8'),
        max_open_positions: 3,
        max_orders_per_minute: 4,
      }),
      positions: new Map([['ETH/USD', other]]),
    });
    const bounds = authorisationBounds(input);
    expect(bounds.maxReservedBefore?.toFixed()).toBe('2000');
    expect(bounds.maxEntryReservedBefore?.toFixed()).toBe('0');
    expect([bounds.maxOpenPositions, bounds.maxOrdersPerMinute]).toEqual([3, 4]);
  });

  it('Given an exit, Then nothing bounds it but the position', () => {
    expect(Object.values(authorisationBounds(aRiskInput({ intent: anExit() })))).toEqual([null, null, null, null]);
  });
});
