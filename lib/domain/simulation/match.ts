import { Decimal, floorToStep, toMoney, ZERO } from '../shared/decimal.ts';
import type { ClosedOrder, Execution, Trade, VenueBook, VenueCosts, WorkingOrder } from './venue-book.ts';

export interface MatchResult {
  readonly book: VenueBook;
  readonly executions: readonly Execution[];
  readonly closed: readonly ClosedOrder[];
}

/**
 * Matches the working orders, by acceptance, against the last trade of each symbol. A market order fills at the first trade at
 * or after its acceptance, buys at `price × (1 + slippage)` and sells at `price × (1 − slippage)`, commission on the notional. What cash
 * (for a sell: the position) does not cover is cancelled, so that no balance ever falls below zero. At most `most` orders are matched, the others go on working.
 */
export function matchOrders(
  book: VenueBook,
  trades: ReadonlyMap<string, Trade>,
  costs: VenueCosts,
  most = Number.POSITIVE_INFINITY,
): MatchResult {
  let current: VenueBook = { ...book, working: [] };
  const executions: Execution[] = [];
  const closed: ClosedOrder[] = [];
  const working: WorkingOrder[] = [];
  for (const order of book.working) {
    const trade = trades.get(order.symbol);
    if (trade === undefined || trade.time < order.acceptedAt || closed.length >= most) {
      working.push(order);
      continue;
    }
    const match = fillMarketOrder(current, order, trade, costs);
    current = match.book;
    if (match.execution !== null) executions.push(match.execution);
    closed.push(match.closed);
  }
  return { book: { ...current, working }, executions, closed };
}

function fillMarketOrder(book: VenueBook, order: WorkingOrder, trade: Trade, costs: VenueCosts) {
  const price = executionPrice(order, trade, costs);
  const affordable =
    order.side === 'buy' ? affordableQuantity(book.cash, price, order.quantity, costs) : heldQuantity(book, order);
  const quantity = Decimal.min(order.quantity, affordable);
  const shortfall = order.side === 'buy' ? 'INSUFFICIENT_CASH' : 'INSUFFICIENT_POSITION';
  const isComplete = quantity.eq(order.quantity);
  const closed: ClosedOrder = {
    clientOrderId: order.clientOrderId,
    status: isComplete ? 'filled' : 'cancelled',
    cause: isComplete ? null : shortfall,
    filledQuantity: quantity,
  };
  if (quantity.isZero()) return { book, execution: null, closed };
  const execution = execute(book, order, { price, time: trade.time }, quantity, costs);
  return { book: settle(book, execution), execution, closed };
}

function executionPrice(order: WorkingOrder, trade: Trade, costs: VenueCosts): Decimal {
  const slip = order.side === 'buy' ? costs.slippageRate : costs.slippageRate.negated();
  const price = trade.price.times(slip.plus(1));
  return costs.tick === null ? price : roundToTick(price, costs.tick);
}

/** To the nearest tick, half-even, but never to a price of zero. */
function roundToTick(price: Decimal, tick: Decimal): Decimal {
  return Decimal.max(price.div(tick).round(), 1).times(tick);
}

/** The most that cash buys, commission included, floored to lot. */
function affordableQuantity(cash: Decimal, price: Decimal, wanted: Decimal, costs: VenueCosts): Decimal {
  if (costOf(wanted, price, costs).lte(cash)) return wanted;
  if (cash.lte(0)) return ZERO;
  const quantity = floorToStep(cash.div(price.times(costs.commissionRate.plus(1))), costs.lot);
  const fits = costOf(quantity, price, costs).lte(cash);
  return fits ? quantity : Decimal.max(quantity.minus(costs.lot), ZERO);
}

function costOf(quantity: Decimal, price: Decimal, costs: VenueCosts): Decimal {
  const notional = toMoney(quantity.times(price));
  return notional.plus(toMoney(notional.times(costs.commissionRate)));
}

function heldQuantity(book: VenueBook, order: WorkingOrder): Decimal {
  return Decimal.max(book.positions[order.symbol] ?? ZERO, ZERO);
}

function execute(book: VenueBook, order: WorkingOrder, trade: Trade, quantity: Decimal, costs: VenueCosts): Execution {
  const notional = toMoney(quantity.times(trade.price));
  return {
    id: `${order.clientOrderId}#${trade.time}#1`,
    sequence: book.executions + 1,
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    quantity,
    price: trade.price,
    notional,
    fee: toMoney(notional.times(costs.commissionRate)),
    time: trade.time,
  };
}

function settle(book: VenueBook, execution: Execution): VenueBook {
  const sign = execution.side === 'buy' ? 1 : -1;
  const held = book.positions[execution.symbol] ?? ZERO;
  return {
    ...book,
    cash: book.cash.minus(execution.notional.times(sign)).minus(execution.fee),
    positions: { ...book.positions, [execution.symbol]: held.plus(execution.quantity.times(sign)) },
    executions: execution.sequence,
  };
}
