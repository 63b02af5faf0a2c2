import { type Bar, exact } from '../../shared/bar.ts';
import { type Decimal, toMoney, ZERO } from '../../shared/decimal.ts';
import type { Execution, VenueBook } from '../venue-book.ts';
import type { VenueRules } from '../venue-rules.ts';
import { feesOf, quoteFee } from './fees.ts';
import { heldQuantity, holdsOnMargin, liquidationPriceOf } from './margin-account.ts';
import { settle } from './settle.ts';

/** Price at which the venue takes the position in the bar's symbol over, and whether it opened there. */
export interface LiquidationPoint {
  readonly price: Decimal;
  readonly isAtOpen: boolean;
}

/** Whether a bar reaches the liquidation price, which falls for a long and rises for a short; `null`: it does not, or there is no position. */
export function liquidationPointOf(book: VenueBook, bar: Bar, rules: VenueRules): LiquidationPoint | null {
  if (rules.margin === null || !holdsOnMargin(book, bar.symbol)) return null;
  const level = liquidationPriceOf(book, bar.symbol, rules.margin);
  if (level === null) return null;
  const isLong = heldQuantity(book, bar.symbol).isPositive();
  const reaches = (price: Decimal): boolean => (isLong ? price.lte(level) : price.gte(level));
  const open = exact(bar, 'open');
  if (reaches(open)) return { price: open, isAtOpen: true };
  return reaches(exact(bar, isLong ? 'low' : 'high')) ? { price: level, isAtOpen: false } : null;
}

/** Closes the whole position at `price`, as a taker and without slippage, and dooms the working orders that would have reduced it. */
export function liquidate(
  book: VenueBook,
  bar: Bar,
  price: Decimal,
  rules: VenueRules,
): { readonly book: VenueBook; readonly execution: Execution } {
  const execution = liquidationOf(book, bar, price, rules);
  const settled = settle(book, execution, true);
  const working = settled.working.map((order) =>
    order.symbol === bar.symbol && order.side === execution.side ? { ...order, cancelCause: 'LIQUIDATED' } : order,
  );
  return { book: { ...settled, working }, execution };
}

function liquidationOf(book: VenueBook, bar: Bar, price: Decimal, rules: VenueRules): Execution {
  const { symbol, openTime: time } = bar;
  const held = heldQuantity(book, symbol);
  const side = held.isNegative() ? 'buy' : 'sell';
  const quantity = held.abs();
  const notional = toMoney(quantity.times(price));
  const { rate, tier } = quoteFee(book, time, 'taker', rules);
  const sequence = book.executions + 1;
  return {
    id: `liquidation#${time}#${sequence}`,
    sequence,
    clientOrderId: null,
    symbol,
    side,
    quantity,
    price,
    notional,
    ...feesOf({ side, quantity, price, notional }, rate, rules),
    time,
    explanation: {
      trigger: 'liquidation',
      referencePrice: price,
      slippageBps: ZERO,
      impactBps: ZERO,
      liquidity: 'taker',
      feeRate: rate,
      feeTier: tier,
      barTime: time,
      limitedBy: null,
    },
  };
}
