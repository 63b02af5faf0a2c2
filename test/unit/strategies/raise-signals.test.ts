import { describe, expect, it } from 'vitest';
import type { Signal } from '#domain/strategies/strategy.ts';
import { raiseSignals } from '#domain/trading/raise-signals.ts';
import { barsOf } from '../../support/builders.ts';

describe('raiseSignals', () => {
  const [bar] = barsOf([100]);
  const raise = (signal: Partial<Signal>) =>
    bar === undefined ? [] : raiseSignals('mine', bar, [{ action: 'BUY', ranking: 50, reason: '', ...signal }]);

  it('Given a long reason, When it is raised, Then it is cut', () => {
    expect(raise({ reason: 'x'.repeat(999) })[0]?.signal.reason.length).toBe(200);
  });

  it('Given HOLD, When it is raised, Then there is nothing', () => {
    expect(raise({ action: 'HOLD' })).toEqual([]);
  });

  it('Given a signal that no type checker has seen, When it is raised, Then strategy, symbol and bar are named', () => {
    expect(() => raise(JSON.parse('{"action":"BYU"}'))).toThrow(
      'strategy mine on SYN/USD, bar 2026-01-05T14:30:00Z: received the action BYU',
    );
  });
});
