import type * as z from 'zod/mini';
import { Decimal } from '#domain/shared/decimal.ts';
import { type ExitRules, NO_EXITS } from '#domain/trading/exit-rules.ts';
import type { environmentSchema } from './environment-schema.ts';

const DEFAULTS: ExitRules = {
  ...NO_EXITS,
  stopLossPct: new Decimal('0.02'),
  takeProfitPct: new Decimal('0.05'),
};

/** The exits of an environment: each key as given (`null`: off), else the default; the profile `none` has none by default. */
export function exitRules(config: Pick<z.output<typeof environmentSchema>, 'exits' | 'risk'>): ExitRules {
  const { exits } = config;
  const defaults = config.risk.profile === 'none' ? NO_EXITS : DEFAULTS;
  const orDefault = <Value>(given: Value | null | undefined, value: Value | null): Value | null =>
    given === undefined ? value : given;
  return {
    stopLossPct: orDefault(exits.stop_loss_pct, defaults.stopLossPct),
    takeProfitPct: orDefault(exits.take_profit_pct, defaults.takeProfitPct),
    trailingStopPct: orDefault(exits.trailing_stop_pct, defaults.trailingStopPct),
    timeExitBars: orDefault(exits.time_exit_bars, defaults.timeExitBars),
    profitExitAmount: orDefault(exits.profit_exit_amount, defaults.profitExitAmount),
    lossExitAmount: orDefault(exits.loss_exit_amount, defaults.lossExitAmount),
  };
}
