import { describe, expect, it } from 'vitest';
import { anAccount, anExit, anIntent, aPosition, d, SYMBOL, T0 } from '../../support/builders.ts';
import { limitsOf, marginVenue, type RiskRow, venueOf, violationsOf } from '../../support/risk-tables.ts';

const rebalance = anIntent({ purpose: 'rebalance' });
const marked = anAccount({ markedAt: T0 });
const held = aPosition({ quantity: d(4), cost: d(400), mark: d(100) });
const guarded = { ...held, exitReserved: d(4), exitOrders: new Set(['stop']) };
const whole = venueOf({ lot: d(1) });
const dust = aPosition({ quantity: d('0.5') });

describe('already_entered', () => {
  const table: RiskRow[] = [
    ['less than a lot is held', { venue: whole, position: aPosition({ quantity: d('0.5') }), account: marked }, []],
    [
      'a lot is held',
      { venue: whole, position: aPosition({ quantity: d(1) }), account: marked },
      ['already_entered | 0 | 1 | SYN/USD'],
    ],
    ['a rebalancing entry adds', { intent: rebalance, position: held, account: marked }, []],
    [
      'a rebalancing entry on the other side',
      { intent: rebalance, position: aPosition({ quantity: d(-4), cost: d(-400) }), account: marked },
      ['already_entered | 0 | 4 | SYN/USD'],
    ],
    [
      'a rebalancing entry adds to a short',
      {
        intent: anIntent({ purpose: 'rebalance', side: 'sell' }),
        venue: marginVenue({ allowShort: true }),
        position: aPosition({ quantity: d(-4), cost: d(-400) }),
        account: marked,
      },
      [],
    ],
    [
      'a rebalancing entry beside a working one',
      { intent: rebalance, position: { ...held, entryReserved: d(1) }, account: marked },
      ['already_entered | 0 | 5 | SYN/USD'],
    ],
    [
      'dust and a working entry',
      { venue: whole, position: aPosition({ quantity: d('0.5'), entryReserved: d(1) }), account: marked },
      ['already_entered | 0 | 1.5 | SYN/USD'],
    ],
  ];
  it.each(table)('Given %s, When an entry is judged, Then the violations are as listed', (_, changes, expected) => {
    expect(violationsOf(changes)).toEqual(expected);
  });
});

describe('self_trade', () => {
  const table: RiskRow[] = [
    ['nothing works', { position: aPosition() }, []],
    [
      'an exit of what is left works beside an entry',
      {
        venue: whole,
        position: aPosition({ quantity: d('0.5'), exitReserved: d('0.5'), exitOrders: new Set(['x', 'a']) }),
        account: marked,
      },
      ['self_trade | no opposite order | a x | client order id'],
    ],
    [
      'the stop of what is left works beside an entry',
      { venue: whole, position: { ...dust, exitReserved: d('0.5'), exitOrders: new Set(['stop']) }, account: marked },
      ['self_trade | no opposite order | stop | client order id'],
    ],
    [
      'an exit that has nothing left to sell',
      { position: aPosition({ exitOrders: new Set(['x']) }) },
      ['self_trade | no opposite order | x | client order id'],
    ],
    [
      'an exit that is not known by name',
      { position: aPosition({ exitReserved: d(1) }) },
      ['self_trade | no opposite order | an exit | client order id'],
    ],
    ['a rebalancing entry beside a resting stop', { intent: rebalance, position: guarded, account: marked }, []],
    [
      'a rebalancing entry beside a partial exit',
      { intent: rebalance, position: { ...guarded, exitReserved: d(3) }, account: marked },
      ['self_trade | no opposite order | stop | client order id'],
    ],
    [
      'a rebalancing entry beside two exits',
      { intent: rebalance, position: { ...guarded, exitOrders: new Set(['a', 'b']) }, account: marked },
      ['self_trade | no opposite order | a b | client order id'],
    ],
    [
      'an exit beside a working entry',
      { intent: anExit({ quantity: d(4) }), position: { ...held, entryReserved: d(1), entryOrders: new Set(['e']) } },
      [],
    ],
  ];
  it.each(table)('Given %s, When it is judged, Then the violations are as listed', (_, changes, expected) => {
    expect(violationsOf(changes)).toEqual(expected);
  });
});

describe('protection_pause', () => {
  const paused = { pausedUntil: T0 + 1, pausedBy: 'cooldown' };
  const table: RiskRow[] = [
    ['a pause that is over', { account: anAccount({ pausedUntil: T0, pausedBy: 'cooldown' }) }, []],
    [
      'a pause of the account',
      { account: anAccount(paused) },
      ['protection_pause | 2026-01-05T14:30:00.001Z | 2026-01-05T14:30:00Z | time, by cooldown'],
    ],
    [
      'a pause of the symbol, longer than that of the account',
      { account: anAccount(paused), position: aPosition({ pausedUntil: T0 + 1000, pausedBy: 'stoploss_guard' }) },
      ['protection_pause | 2026-01-05T14:30:01Z | 2026-01-05T14:30:00Z | time, by stoploss_guard'],
    ],
    [
      'a pause of the account, longer than that of the symbol',
      {
        account: anAccount({ pausedUntil: T0 + 1000, pausedBy: null }),
        position: aPosition({ pausedUntil: T0 + 1, pausedBy: 'stoploss_guard' }),
      },
      ['protection_pause | 2026-01-05T14:30:01Z | 2026-01-05T14:30:00Z | time, by a protection'],
    ],
    [
      'pauses of account and symbol that end together',
      { account: anAccount(paused), position: aPosition({ ...paused, pausedBy: 'stoploss_guard' }) },
      ['protection_pause | 2026-01-05T14:30:00.001Z | 2026-01-05T14:30:00Z | time, by cooldown'],
    ],
    [
      'a pause, and an exit',
      { intent: anExit({ quantity: d(4) }), account: anAccount(paused), position: { ...held, ...paused } },
      [],
    ],
  ];
  it.each(table)('Given %s, When it is judged, Then the violations are as listed', (_, changes, expected) => {
    expect(violationsOf(changes)).toEqual(expected);
  });
});

describe('broker_circuit_open', () => {
  const open = { state: 'OPEN', failures: 5, since: T0 } as const;
  const table: RiskRow[] = [
    ['nothing recorded of the broker', { circuit: null }, []],
    ['failures, but too few', { circuit: { state: 'CLOSED', failures: 4, since: 0 } }, []],
    ['an open circuit', { circuit: open }, ['broker_circuit_open | CLOSED | OPEN | circuit']],
    [
      'an open circuit, long ago',
      { circuit: open, now: T0 + 60_000 },
      ['broker_circuit_open | CLOSED | OPEN | circuit'],
    ],
    [
      'a probe that runs',
      { circuit: { ...open, state: 'HALF_OPEN' } },
      ['broker_circuit_open | CLOSED | HALF_OPEN | circuit'],
    ],
    ['an open circuit, and an exit', { intent: anExit({ quantity: d(4) }), position: held, circuit: open }, []],
  ];
  it.each(table)('Given %s, When it is judged, Then the violations are as listed', (_, changes, expected) => {
    expect(violationsOf(changes)).toEqual(expected);
  });
});

describe('symbol_cooldown_seconds', () => {
  const limits = limitsOf({ symbol_cooldown_seconds: 30 });
  const table: RiskRow[] = [
    ['no order yet', { limits }, []],
    ['the last order exactly as long ago', { limits, position: aPosition({ lastOrderAt: T0 - 30_000 }) }, []],
    [
      'the last order a moment later',
      { limits, position: aPosition({ lastOrderAt: T0 - 29_999 }) },
      ['symbol_cooldown_seconds | 30 | 29.999 | s'],
    ],
    ['the rule off', { position: aPosition({ lastOrderAt: T0 }) }, []],
    ['the rule off, and an order by a clock that is ahead', { position: aPosition({ lastOrderAt: T0 + 1 }) }, []],
    ['an exit', { limits, intent: anExit({ quantity: d(4) }), position: { ...held, lastOrderAt: T0 } }, []],
  ];
  it.each(table)('Given %s, When it is judged, Then the violations are as listed', (_, changes, expected) => {
    expect(violationsOf(changes)).toEqual(expected);
  });
});

describe('max_correlation', () => {
  it('Given only the symbol’s own position, When a rebalancing entry adds to it, Then there is nothing to go with', () => {
    const limits = limitsOf({ max_correlation: d('0.7') });
    expect(violationsOf({ limits, intent: rebalance, position: held, account: marked })).toEqual([]);
  });
});

describe('session_state', () => {
  const exit = { intent: anExit({ quantity: d(4) }), position: held };
  const table: RiskRow[] = [
    [
      'a session without a status',
      { account: anAccount({ sessionStatus: null }) },
      ['session_state | RUNNING | none | session status'],
    ],
    ['an exit of a session that has failed', { ...exit, account: anAccount({ sessionStatus: 'ERROR' }) }, []],
    [
      'an exit of a session that holds the account no more',
      { ...exit, account: anAccount({ sessionId: 'another' }) },
      ['session_state | RUNNING|PAUSED|STOPPING|ERROR | another session | session status'],
    ],
  ];
  it.each(table)('Given %s, When it is judged, Then the violations are as listed', (_, changes, expected) => {
    expect(violationsOf(changes)).toEqual(expected);
  });
});

describe('max_orders_per_minute', () => {
  it('Given one order of two in the minute, When another is judged, Then nothing holds it back', () => {
    const account = anAccount({ minute: T0 / 60_000, ordersInMinute: 1 });
    expect(violationsOf({ account, limits: limitsOf({ max_orders_per_minute: 2 }) })).toEqual([]);
  });
});

describe('stale_account', () => {
  it('Given a holding and a mark of the greatest age, When an entry is judged, Then nothing holds it back', () => {
    const eth = aPosition({ symbol: 'ETH/USD', quantity: d(1), cost: d(100), mark: d(100) });
    const account = anAccount({ markedAt: T0 - 180_000 });
    expect(violationsOf({ positions: new Map([['ETH/USD', eth]]), account })).toEqual([]);
  });

  it('Given a mark that is too old and only dust of zero, When an entry is judged, Then nothing holds it back', () => {
    expect(violationsOf({ positions: new Map([[SYMBOL, aPosition()]]), account: anAccount({ markedAt: 1 }) })).toEqual(
      [],
    );
  });
});
