import type { ClosedOrder, VenueBook } from './venue-book.ts';

/** Takes an order off the book at its owner's wish. `closed` is `null`, and the book the same, when it does not work there. */
export function cancelWorking(
  book: VenueBook,
  clientOrderId: string,
): { readonly book: VenueBook; readonly closed: ClosedOrder | null } {
  const order = book.working.find((working) => working.clientOrderId === clientOrderId);
  if (order === undefined) return { book, closed: null };
  const working = book.working.filter((other) => other !== order);
  const { filledQuantity } = order;
  return {
    book: { ...book, working },
    closed: { clientOrderId, status: 'cancelled', cause: 'CANCEL_REQUESTED', filledQuantity },
  };
}
