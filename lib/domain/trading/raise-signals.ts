import { type Bar, exact } from '../shared/bar.ts';
import type { Decimal } from '../shared/decimal.ts';
import { type Instant, toIso } from '../shared/instant.ts';
import { checkSignal } from '../strategies/check-signal.ts';
import type { Signal } from '../strategies/strategy.ts';

/** A signal of one strategy on one symbol, and the price and time at which it was true. */
export interface RaisedSignal {
  readonly strategy: string;
  readonly symbol: string;
  readonly signal: Signal;
  readonly price: Decimal;
  readonly priceTime: Instant;
  /** Close of the bar, or time of the external event. */
  readonly time: Instant;
  /** Tells apart signals of one strategy, symbol and time: `0` for a bar's, the event's id for an external one. */
  readonly sequence: string;
}

/** A strategy that threw, or said what no signal can be. The message names strategy, symbol and bar. */
export class StrategyError extends Error {
  readonly code = 'STRATEGY';
  override readonly name = 'StrategyError';

  constructor(strategy: string, bar: Bar, fault: string, options?: ErrorOptions) {
    super(`strategy ${strategy} on ${bar.symbol}, bar ${toIso(bar.openTime)}: ${fault}`, options);
  }
}

const MAX_REASON = 200;

/**
 * A bar's signals as they are raised at its close. HOLD raises nothing.
 *
 * @throws {StrategyError} for a signal that means nothing.
 */
export function raiseSignals(strategy: string, bar: Bar, signals: readonly Signal[]): RaisedSignal[] {
  return signals.flatMap((signal, index) => {
    const fault = checkSignal(signal, bar);
    if (fault !== null) throw new StrategyError(strategy, bar, fault);
    if (signal.action === 'HOLD') return [];
    return [
      {
        strategy,
        symbol: bar.symbol,
        signal: { ...signal, reason: signal.reason.slice(0, MAX_REASON) },
        price: exact(bar, 'close'),
        priceTime: bar.closeTime,
        time: bar.closeTime,
        sequence: String(index),
      },
    ];
  });
}
