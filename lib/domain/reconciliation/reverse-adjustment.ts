import type { Account } from '../accounts/account.ts';
import type { Rows } from '../accounts/account-accounting.ts';
import type { Position } from '../accounts/position.ts';
import type { Fill } from '../orders/fill.ts';
import { signedQuantity } from '../orders/fill-amounts.ts';
import type { Order } from '../orders/order.ts';
import { Decimal, toMoney, ZERO } from '../shared/decimal.ts';
import { DAY } from '../shared/instant.ts';

export interface Reversal {
  /** As if the reversed part had never been declared. */
  readonly rows: Rows;
  /** The synthetic entry that says so. */
  readonly entry: Fill;
}

/**
 * Takes back what was declared in the place of a fill that has arrived now: of quantity, cost and realised P&L exactly what the declaration moved, in proportion where the fill is only a
 * part of it. `null`: nothing was declared for it. A fill that the venue made after the declaration, for an order that came after it, is news and stands in for nothing.
 *
 * @param isOnOurClock whether the fill's time can be compared with ours
 */
export function reverseAdjustment(rows: Rows, fill: Fill, order: Order | null, isOnOurClock: boolean): Reversal | null {
  const { position } = rows;
  if (!standsFor(position, fill, order, isOnOurClock)) return null;
  const { adjustedCost, adjustedQuantity, adjustedRealized } = position;
  const quantity = Decimal.min(signedQuantity(fill).abs(), adjustedQuantity.abs());
  const share = (amount: Decimal): Decimal =>
    quantity.eq(adjustedQuantity.abs()) ? amount : toMoney(amount.times(quantity).div(adjustedQuantity.abs()));
  const cost = share(adjustedCost);
  const realized = share(adjustedRealized);
  const moved = adjustedQuantity.isNegative() ? quantity.negated() : quantity;
  // What the declaration took from cash: cost that was built up, less what was realised.
  const paid = cost.minus(realized);
  return {
    rows: {
      account: reversedAccount(rows.account, paid, realized),
      position: {
        ...position,
        quantity: position.quantity.minus(moved),
        cost: position.cost.minus(cost),
        realizedPnl: position.realizedPnl.minus(realized),
        adjustedQuantity: adjustedQuantity.minus(moved),
        adjustedCost: adjustedCost.minus(cost),
        adjustedRealized: adjustedRealized.minus(realized),
      },
    },
    entry: entryOf(fill, position, moved, paid),
  };
}

const LATEST = DAY;

function standsFor(position: Position, fill: Fill, order: Order | null, isOnOurClock: boolean): boolean {
  const { adjustedAt, adjustedQuantity } = position;
  const traded = signedQuantity(fill);
  if (adjustedAt === null || adjustedQuantity.isZero() || traded.isZero()) return false;
  if (traded.isNegative() !== adjustedQuantity.isNegative()) return false;
  if (isOnOurClock && fill.time > adjustedAt) return false;
  // When it was learnt: a venue that lists a fill later than that has lost it.
  if (fill.time - adjustedAt > LATEST) return false;
  return order === null || order.createdAt <= adjustedAt;
}

function reversedAccount(account: Account, paid: Decimal, realized: Decimal): Account {
  return { ...account, cash: account.cash.plus(paid), realizedPnl: account.realizedPnl.minus(realized) };
}

/** A fill of the other side at the price of the declaration: the ledger's fills add up with it. */
function entryOf(fill: Fill, { adjustedQuantity }: Position, moved: Decimal, paid: Decimal): Fill {
  const quantity = moved.abs();
  const isBuy = adjustedQuantity.isNegative();
  return {
    account: fill.account,
    symbol: fill.symbol,
    id: `${fill.id}~reversal`,
    sequence: fill.sequence,
    clientOrderId: null,
    sessionId: fill.sessionId,
    side: isBuy ? 'buy' : 'sell',
    quantity,
    price: toMoney(paid.div(moved)),
    notional: isBuy ? paid.negated() : paid,
    fee: ZERO,
    baseFee: ZERO,
    otherFees: [],
    time: fill.time,
    venueTime: fill.venueTime,
    reason: null,
    explanation: null,
    provenance: { kind: 'reversal', reconciliationId: null, of: fill.id },
  };
}
