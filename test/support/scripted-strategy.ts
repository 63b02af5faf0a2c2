import { Decimal } from '#domain/shared/decimal.ts';
import type { RunningStrategy, Signal, SignalAction } from '#domain/strategies/strategy.ts';

/** What a scripted strategy says at one bar. Distances are fractions of the close. */
export interface ScriptedSignal {
  readonly action: SignalAction;
  readonly ranking?: number;
  /** Distance of the stop, and of the target, on their right side of the entry. */
  readonly stop?: number;
  readonly target?: number;
  /** Distance of the limit behind the close: a buy waits for a lower price. */
  readonly limit?: number;
  readonly targetWeight?: number;
}

/** A strategy that says at bar n what line n of its script says; nothing once the script is over. */
export function scripted(script: readonly (ScriptedSignal | null)[]): RunningStrategy<unknown> {
  return {
    warmup: 0,
    initial: { bar: 0 },
    step: (state, bar) => {
      const { bar: index } = state as { bar: number };
      const line = script[index] ?? null;
      return { state: { bar: index + 1 }, signals: line === null ? [] : [signalOf(line, bar.close)] };
    },
  };
}

function signalOf(line: ScriptedSignal, close: number): Signal {
  const { action, ranking = 50, targetWeight } = line;
  const isLong = action === 'BUY';
  const at = (base: Decimal, distance: number): string =>
    base
      .times(new Decimal(1).plus(isLong ? distance : -distance))
      .toDecimalPlaces(6)
      .toFixed();
  const price = new Decimal(close);
  const limit = line.limit === undefined ? null : at(price, -line.limit);
  const worst = limit === null ? price : new Decimal(limit);
  return {
    action,
    ranking,
    reason: 'script',
    ...(limit === null ? {} : { limit }),
    ...(line.stop === undefined ? {} : { stop: at(worst, -line.stop) }),
    ...(line.target === undefined ? {} : { target: at(price, line.target) }),
    ...(targetWeight === undefined ? {} : { targetWeight, band: 0.02 }),
  };
}
