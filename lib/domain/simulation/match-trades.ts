import { isFull, type MatchResult } from './match-result.ts';
import { fillOrder } from './venue/fill-order.ts';
import { fillsAtTrade } from './venue/fills-at-trade.ts';
import { settleFunding } from './venue/funding.ts';
import type { ClosedOrder, Execution, Trade, VenueBook, WorkingOrder } from './venue-book.ts';
import type { VenueRules } from './venue-rules.ts';

/**
 * Matches the plain market orders, by acceptance, against the last trade of each symbol: each fills at the first trade at or after its acceptance, a buy at
 * `price × (1 + slippage)`, a sell at `price × (1 − slippage)`. What the account does not cover is cancelled. Orders that need a whole bar are left to `matchBars`.
 *
 * @param most executions and closed orders together, 3 at least; what is left over goes on working, for a further call
 */
export function matchTrades(
  book: VenueBook,
  trades: ReadonlyMap<string, Trade>,
  rules: VenueRules,
  most = Number.POSITIVE_INFINITY,
): MatchResult {
  let current = book;
  const executions: Execution[] = [];
  const closed: ClosedOrder[] = [];
  const gone = new Set<WorkingOrder>();
  for (const order of book.working) {
    const trade = trades.get(order.symbol);
    if (trade === undefined || trade.time < order.acceptedAt || !fillsAtTrade(order, rules)) continue;
    if (isFull({ executions, closed }, most)) break;
    const funded = settleFunding(current, order.symbol, trade.time, rules);
    if (funded.execution !== null) executions.push(funded.execution);
    const attempt = fillAtTrade(funded.book, order, trade, rules);
    current = attempt.book;
    if (attempt.execution !== null) executions.push(attempt.execution);
    closed.push(attempt.closed);
    gone.add(order);
  }
  if (gone.size === 0) return { book, executions, closed };
  return { book: { ...current, working: current.working.filter((order) => !gone.has(order)) }, executions, closed };
}

function fillAtTrade(book: VenueBook, order: WorkingOrder, { price, time }: Trade, rules: VenueRules) {
  const offer = {
    trigger: 'market',
    referencePrice: price,
    limitPrice: null,
    liquidity: 'taker',
    time,
    bar: null,
  } as const;
  const attempt = fillOrder(book, order, offer, rules);
  const filledQuantity = order.filledQuantity.plus(attempt.execution?.quantity ?? 0);
  const isFilled = filledQuantity.gte(order.quantity);
  const closed: ClosedOrder = {
    clientOrderId: order.clientOrderId,
    status: isFilled ? 'filled' : 'cancelled',
    cause: isFilled ? null : attempt.shortfall,
    filledQuantity,
  };
  return { book: attempt.book, execution: attempt.execution, closed };
}
