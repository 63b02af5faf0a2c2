import type { Bar } from '../shared/bar.ts';
import { type RaisedSignal, raiseSignals } from '../trading/raise-signals.ts';
import { requireStorable, stepStrategy } from '../trading/step-strategy.ts';
import type { PlannedStrategy, TradingPlan } from '../trading/trading-plan.ts';
import { warmUpBars } from '../trading/warm-up.ts';

/** A strategy on one symbol, with the state that it has come to. */
interface Runner {
  readonly strategy: PlannedStrategy;
  state: unknown;
  bars: number;
  /** Number of the bar after which the state is looked at. */
  nextLook: number;
}

/** A state is looked at after the first bar, then after twice as many each time, at the latest after so many more. */
const MOST_UNSEEN_BARS = 1024;

/** The strategies of a replay, each with a state a symbol. */
export class ReplayedStrategies {
  readonly #runners: ReadonlyMap<string, readonly Runner[]>;

  constructor({ strategies, symbols }: Pick<TradingPlan, 'strategies' | 'symbols'>) {
    this.#runners = new Map(symbols.map((symbol) => [symbol, runnersOf(strategies, symbol)]));
  }

  /** Steps over the history of a symbol, ascending; nobody acts on what they signal there. */
  warmUp(symbol: string, history: readonly Bar[]): void {
    for (const runner of this.#runners.get(symbol) ?? []) {
      for (const bar of warmUpBars(history, runner.strategy)) {
        runner.state = stepStrategy(runner.strategy, runner.state, bar).state;
      }
    }
  }

  /** Steps over the bars that close together; returns what the strategies signal. */
  step(bars: readonly Bar[]): readonly RaisedSignal[] {
    const raised: RaisedSignal[] = [];
    for (const bar of bars) {
      for (const runner of this.#runners.get(bar.symbol) ?? []) {
        const step = stepStrategy(runner.strategy, runner.state, bar);
        runner.state = step.state;
        runner.bars += 1;
        if (runner.bars === runner.nextLook) lookAtState(runner, bar);
        if (step.signals.length > 0) raised.push(...raiseSignals(runner.strategy.name, bar, step.signals));
      }
    }
    return raised;
  }
}

function runnersOf(strategies: readonly PlannedStrategy[], symbol: string): readonly Runner[] {
  return strategies
    .filter(({ symbols }) => symbols.includes(symbol))
    .map((strategy) => ({ strategy, state: strategy.running.initial, bars: 0, nextLook: 1 }));
}

function lookAtState(runner: Runner, bar: Bar): void {
  requireStorable(runner.strategy.name, runner.state, bar);
  runner.nextLook += Math.min(runner.bars, MOST_UNSEEN_BARS);
}
