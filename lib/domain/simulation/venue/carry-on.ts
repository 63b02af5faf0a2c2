import { type Bar, exact } from '../../shared/bar.ts';
import { type Decimal, ZERO } from '../../shared/decimal.ts';
import type { ClosedOrder, Execution, WorkingOrder } from '../venue-book.ts';
import { type BarChance, stopLevelOf } from './bar-chance.ts';

/** An order after a bar: it works on, or it has left the book. */
export type AfterBar =
  | { readonly kind: 'working'; readonly order: WorkingOrder }
  | { readonly kind: 'closed'; readonly closed: ClosedOrder };

/** What becomes of an order to which the bar has offered `chance` and which has traded `execution`; `shortfall` is why it may not go on. */
export function carryOn(
  order: WorkingOrder,
  bar: Bar,
  chance: BarChance,
  execution: Execution | null,
  shortfall: string | null,
): AfterBar {
  const filledQuantity = order.filledQuantity.plus(execution?.quantity ?? ZERO);
  const closed = (status: ClosedOrder['status'], cause: string | null): AfterBar => ({
    kind: 'closed',
    closed: { clientOrderId: order.clientOrderId, status, cause, filledQuantity },
  });
  if (chance.kind === 'close') return closed(chance.status, chance.cause);
  if (filledQuantity.gte(order.quantity)) return closed('filled', null);
  if (shortfall !== null) return closed('cancelled', shortfall);
  switch (order.terms.timeInForce) {
    case 'ioc':
      return closed('cancelled', 'IMMEDIATE_OR_CANCEL');
    case 'fok':
      return closed('cancelled', 'FILL_OR_KILL');
    case 'opg':
      return closed('expired', 'OPEN_MISSED');
    case 'cls':
      if (chance.kind === 'trade') return closed('expired', 'CLOSE_MISSED');
      break;
    default:
  }
  return { kind: 'working', order: afterBar(order, bar, filledQuantity, chance.triggers) };
}

function afterBar(order: WorkingOrder, bar: Bar, filledQuantity: Decimal, triggers: boolean): WorkingOrder {
  const isTriggered = order.isTriggered || triggers;
  const stopLevel = isTriggered ? order.stopLevel : raisedLevel(order, bar);
  const firstBar = order.firstBar ?? bar.openTime;
  const isSame =
    isTriggered === order.isTriggered &&
    stopLevel === order.stopLevel &&
    firstBar === order.firstBar &&
    filledQuantity.eq(order.filledQuantity);
  return isSame ? order : { ...order, filledQuantity, isTriggered, stopLevel, firstBar };
}

/** A trailing stop follows the best price of the bar at its distance, and never goes back. */
function raisedLevel(order: WorkingOrder, bar: Bar): Decimal | null {
  const { trailPct } = order.terms;
  if (trailPct === null) return order.stopLevel;
  const level = stopLevelOf(order);
  if (order.side === 'sell') {
    const next = exact(bar, 'high').times(trailPct.negated().plus(1));
    return next.gt(level) ? next : order.stopLevel;
  }
  const next = exact(bar, 'low').times(trailPct.plus(1));
  return next.lt(level) ? next : order.stopLevel;
}
