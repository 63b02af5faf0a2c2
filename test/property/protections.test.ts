import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClosedTrade } from '#domain/accounts/closed-trade.ts';
import { pausesOf, protectionHorizon } from '#domain/risk/protections.ts';
import type { Protection } from '#domain/risk/rule.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { d, T0 } from '../support/builders.ts';

const protections = fc.array(
  fc.record<Protection>({
    method: fc.constantFrom('stoploss_guard', 'max_drawdown', 'low_profit_symbols', 'cooldown'),
    lookback_bars: fc.integer({ min: 1, max: 20 }),
    pause_bars: fc.integer({ min: 1, max: 20 }),
    trade_limit: fc.integer({ min: 1, max: 3 }),
    only_per_symbol: fc.boolean(),
    threshold: fc.constantFrom(null, d('0.05')),
  }),
  { minLength: 1, maxLength: 3 },
);

const trades = fc
  .array(
    fc.record({
      symbol: fc.constantFrom('A', 'B'),
      minute: fc.integer({ min: 0, max: 40 }),
      pnl: fc.integer({ min: -10, max: 10 }),
      reason: fc.constantFrom('stop_loss' as const, 'strategy_exit' as const),
    }),
    { maxLength: 15 },
  )
  .map((many) =>
    many.map(({ minute, pnl, ...rest }, index): ClosedTrade => {
      const closedAt = T0 + minute * MINUTE;
      return { ...rest, id: String(index), openedAt: closedAt, closedAt, pnl: d(pnl), entryNotional: d(100) };
    }),
  );

const NOW = T0 + 20 * MINUTE;
const LATER = T0 + 23 * MINUTE;

describe('pausesOf', () => {
  it('Given trades that close later, When the pauses are asked for again, Then none ends earlier than before', () => {
    let pauses = 0;
    fc.assert(
      fc.property(protections, trades, (given, all) => {
        const earlier = all.filter((trade) => trade.closedAt <= NOW);
        const before = pausesOf(given, earlier, NOW, MINUTE);
        const after = pausesOf(given, all, LATER, MINUTE);
        for (const pause of before.filter(({ until }) => until > LATER)) {
          const same = after.find(({ symbol }) => symbol === pause.symbol);
          expect(same?.until).toBeGreaterThanOrEqual(pause.until);
          pauses += 1;
        }
      }),
      { numRuns: 2000 },
    );
    expect(pauses).toBeGreaterThan(100);
  });

  it('Given trades beyond the horizon, in any order, When the pauses are asked for, Then they change nothing', () => {
    fc.assert(
      fc.property(protections, trades, (given, all) => {
        const horizon = NOW - protectionHorizon(given, MINUTE);
        const near = all.filter((trade) => trade.closedAt > horizon);
        expect(pausesOf(given, near.toReversed(), NOW, MINUTE)).toEqual(pausesOf(given, all, NOW, MINUTE));
      }),
      { numRuns: 500 },
    );
  });
});
