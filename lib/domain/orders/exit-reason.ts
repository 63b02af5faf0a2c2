import type { ExitReason, FillTrigger } from './fill.ts';
import type { OrderIntent } from './order-intent.ts';

/** Why a fill reduces a position: what its order is for, and of a protective order the side of it that was hit. `null` for an entry. */
export function exitReasonOf(intent: OrderIntent | null, trigger: FillTrigger | null): ExitReason | null {
  if (intent === null) return trigger;
  if (intent.kind === 'entry' || intent.purpose === 'entry') return null;
  if (intent.purpose === 'stop_exit') return 'stop_loss';
  if (intent.purpose === 'target_exit') return 'take_profit';
  if (intent.purpose === 'trail_exit') return 'trailing_stop';
  if (intent.purpose === 'manual_exit') return 'manual';
  if (intent.purpose !== 'protection') return intent.purpose;
  if (trigger === 'limit') return 'take_profit';
  return trigger === null || trigger === 'stop' ? stopReason(intent) : trigger;
}

/** A trailing stop that is hit where it began is a stop loss, unless the trail had put it nearer than that from the start. */
function stopReason({ attached, terms }: OrderIntent): ExitReason {
  const isAtStopLoss = attached.stopLoss !== null && terms.stopPrice?.eq(attached.stopLoss) === true;
  return isAtStopLoss || terms.type !== 'trailing_stop' ? 'stop_loss' : 'trailing_stop';
}
