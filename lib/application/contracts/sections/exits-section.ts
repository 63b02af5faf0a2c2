import * as z from 'zod/mini';
import { count, fraction, positive } from '../config-fields.ts';

/** `exits`: when positions are left, besides by their strategy. `null`: off; an absent key: as the risk profile has it. */
export const exitsSection = z.strictObject({
  /** Distance of the protective stop from the average entry price. */
  stop_loss_pct: z.optional(z.nullable(fraction)),
  /** Distance of the target from the average entry price. */
  take_profit_pct: z.optional(z.nullable(fraction)),
  /** Distance that a stop keeps behind the best price since the entry. */
  trailing_stop_pct: z.optional(z.nullable(fraction)),
  /** Bars that a position is held at most. */
  time_exit_bars: z.optional(z.nullable(count(1))),
  /** Unrealised profit at which a position is left, quote currency. */
  profit_exit_amount: z.optional(z.nullable(positive)),
  /** Unrealised loss, as a positive amount, at which a position is left. */
  loss_exit_amount: z.optional(z.nullable(positive)),
});
