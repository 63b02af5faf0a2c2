import type { Position } from '../accounts/position.ts';
import type { OrderIntent, OrderPurpose } from '../orders/order-intent.ts';
import { Decimal, floorToStep, ZERO } from '../shared/decimal.ts';
import { isDust } from './protection.ts';

export type FittedExit =
  | { readonly kind: 'fits'; readonly intent: OrderIntent }
  /** Other exits still hold the whole position: it is to come again when they are gone. */
  | { readonly kind: 'busy' };

/** They leave, or protect, all that is held when they are carried out, not what was held when they were planned. */
const WHOLE: readonly OrderPurpose[] = [
  'strategy_exit',
  'time_exit',
  'profit_exit',
  'stop_exit',
  'target_exit',
  'trail_exit',
  'loss_exit',
  'margin_exit',
  'protection',
  'manual_exit',
  'emergency_exit',
];

/** An exit cut, or raised, to what can be left of the position now. Entries, and exits of nothing, are for the rules to judge as they are. */
export function fitExit(intent: OrderIntent, position: Position, lot: Decimal): FittedExit {
  const reducingSide = position.quantity.isNegative() ? 'buy' : 'sell';
  const isOwn = position.exitOrders.has(intent.clientOrderId);
  if (intent.kind === 'entry' || isOwn || isDust(position, lot) || intent.side !== reducingSide) return fits(intent);
  const available = Decimal.max(position.quantity.abs().minus(position.exitReserved), ZERO);
  const most = floorToStep(available, lot);
  const isWhole = WHOLE.includes(intent.purpose);
  if (most.isZero()) return isWhole && intent.purpose !== 'protection' ? { kind: 'busy' } : fits(intent);
  const quantity = isWhole ? most : Decimal.min(intent.quantity, most);
  return fits(quantity.eq(intent.quantity) ? intent : { ...intent, quantity });
}

function fits(intent: OrderIntent): FittedExit {
  return { kind: 'fits', intent };
}
