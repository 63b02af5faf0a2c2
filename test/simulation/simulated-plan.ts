import { MINUTE } from '#domain/shared/instant.ts';
import { createPrng } from '#domain/simulation/prng.ts';
import type { RunningStrategy, Signal } from '#domain/strategies/strategy.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { d, NO_LIMITS } from '../support/builders.ts';
import { aPlan, SIZING, VENUE } from '../support/paper-desk.ts';

export const SYMBOLS = ['AAA/USD', 'BBB/USD', 'CCC/USD', 'DDD/USD'];
export const MAX_OPEN_POSITIONS = 2;

/** Four symbols on shared capital for two, with protection and, on some seeds, more rules; signals until `activeUntil`. */
export function simulatedPlan(seed: number, activeUntil: number): TradingPlan {
  const random = createPrng(seed * 17 + 5);
  const maybe = <T>(share: number, value: T): T | null => (random() < share ? value : null);
  return aPlan({
    symbols: SYMBOLS,
    strategies: [
      { name: 'dice', fingerprint: 'dice', symbols: SYMBOLS, running: dice(seed, activeUntil) },
      { name: 'coin', fingerprint: 'coin', symbols: SYMBOLS.slice(1), running: dice(seed + 7919, activeUntil) },
    ],
    sizing: { ...SIZING, positionSizePct: d('0.3') },
    venue: { ...VENUE, slippageRate: d(0) },
    limits: {
      ...NO_LIMITS,
      max_open_positions: MAX_OPEN_POSITIONS,
      // The smaller one halts some of these seeds.
      max_drawdown: maybe(0.2, d(seed % 2 === 0 ? '0.02' : '0.003')),
      pattern_day_trader: random() < 0.3,
    },
    exits: {
      stopLossPct: maybe(0.8, d('0.01')),
      takeProfitPct: maybe(0.6, d('0.015')),
      trailingStopPct: maybe(0.3, d('0.02')),
      timeExitBars: maybe(0.3, 4),
      profitExitAmount: null,
      lossExitAmount: null,
    },
    cancelAfter: maybe(0.3, 3 * MINUTE),
  });
}

/** At each bar a throw that depends on seed, symbol and bar only: the same bar gives the same signal, however often it is stepped. */
function dice(seed: number, activeUntil: number): RunningStrategy<unknown> {
  return {
    warmup: 0,
    initial: { bars: 0 },
    step: (state, bar) => {
      const { bars } = state as { bars: number };
      const random = createPrng(seed * 101 + bar.openTime / 60_000 + SYMBOLS.indexOf(bar.symbol) * 7);
      random();
      const isOver = bar.closeTime >= activeUntil;
      return { state: { bars: bars + 1 }, signals: isOver ? [] : signalsOf(random(), random(), bar.close) };
    },
  };
}

function signalsOf(draw: number, way: number, close: number): Signal[] {
  const ranking = Math.floor(way * 100);
  const common = { ranking, reason: 'dice' };
  if (draw < 0.3) return [{ ...common, action: 'BUY' }];
  if (draw < 0.4) return [{ ...common, action: 'BUY', limit: (close * (0.995 + way / 200)).toFixed(2) }];
  if (draw < 0.55) return [{ ...common, action: 'BUY', targetWeight: way / 3, band: 0.02 }];
  if (draw < 0.75) return [{ ...common, action: 'SELL' }];
  return draw < 0.9 ? [{ ...common, action: 'CLOSE' }] : [];
}
