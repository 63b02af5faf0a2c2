import { describe, expect, it } from 'vitest';
import type { Position } from '#domain/accounts/position.ts';
import { decideExits } from '#domain/trading/decide-exits.ts';
import { NO_EXITS } from '#domain/trading/exit-rules.ts';
import { readMarket } from '#domain/trading/market-window.ts';
import { aPosition, barsOf, d, PLAIN_VENUE, SESSION, SYMBOL, T0 } from '../../support/builders.ts';
import { aPlan } from '../../support/paper-desk.ts';
import { limitsOf } from '../../support/risk-tables.ts';

const CLOSE = T0 + 60_000;

function forcedOut(position: Position) {
  const commands = decideExits({
    plan: aPlan({ exits: NO_EXITS }),
    sessionId: SESSION,
    positions: new Map([[SYMBOL, position]]),
    closeTime: CLOSE,
    exitOrders: new Map(),
    forcedOut: new Map([[SYMBOL, 'margin_exit'] as const]),
  });
  return commands.flatMap((command) => (command.kind === 'place' ? [command.intent] : []));
}

describe('the price that an exit is judged by', () => {
  it.each([
    ['a mark', { mark: d(95), markTime: T0 }, ['95', T0]],
    ['no mark, its average cost', {}, ['100', CLOSE]],
  ])('Given a position with %s, When it is forced out, Then that is its reference', (_, changes, expected) => {
    const [intent] = forcedOut(aPosition({ quantity: d(10), cost: d(1000), ...changes }));
    expect([intent?.referencePrice.toFixed(), intent?.referenceTime]).toEqual(expected);
    expect([intent?.reason, intent?.purpose]).toEqual(['margin exit', 'margin_exit']);
  });
});

describe('what an entry goes with', () => {
  it('Given nothing held but its own symbol, Then there is no correlation; given another, Then with that', () => {
    const plan = aPlan({ limits: limitsOf({ max_correlation: d('0.7'), correlation_window: 10 }) });
    const closes = Array.from({ length: 11 }, (_, index) => 100 + ((index * 7) % 5));
    const windows = new Map([SYMBOL, 'ETH/USD'].map((symbol) => [symbol, barsOf(closes, symbol)]));
    const own = new Map([[SYMBOL, aPosition({ quantity: d(1), cost: d(100) })]]);
    const read = readMarket(windows, own, plan);
    expect(read(SYMBOL, d(1), new Set()).correlation).toBeNull();
    expect(read(SYMBOL, d(1), new Set(['ETH/USD'])).correlation?.symbol).toBe('ETH/USD');
    const flat = new Map([['ETH/USD', aPosition({ symbol: 'ETH/USD' })]]);
    expect(readMarket(windows, flat, plan)(SYMBOL, d(1), new Set()).correlation).toBeNull();
  });

  it.each([
    ['less than a lot', '0.009', null],
    ['a lot', '0.01', 'ETH/USD'],
  ])('Given %s of another symbol, Then whether it correlates is told by that', (_, quantity, expected) => {
    const limits = limitsOf({ max_correlation: d('0.7'), correlation_window: 10 });
    const plan = aPlan({ limits, venue: { ...PLAIN_VENUE, lot: d('0.01') } });
    const closes = Array.from({ length: 11 }, (_, index) => 100 + ((index * 7) % 5));
    const windows = new Map([SYMBOL, 'ETH/USD'].map((symbol) => [symbol, barsOf(closes, symbol)]));
    const other = aPosition({ symbol: 'ETH/USD', quantity: d(quantity), cost: d(1) });
    const read = readMarket(windows, new Map([['ETH/USD', other]]), plan);
    expect(read(SYMBOL, d(1), new Set()).correlation?.symbol ?? null).toBe(expected);
  });
});
