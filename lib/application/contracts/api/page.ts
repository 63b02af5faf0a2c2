/** One page of a list, and where the next one begins. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Opaque; `null`: this was the last page. */
  readonly nextCursor: string | null;
}

/**
 * A page of items that are in order already. The cursor names the last item of the page before, so that what is added at the front meanwhile moves
 * nothing; an item that is gone begins the list anew.
 */
export function pageOf<Item, View>(
  items: readonly Item[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  keyOf: (item: Item) => string,
  view: (item: Item) => View,
): Page<View> {
  const last = cursor === undefined ? null : Buffer.from(cursor, 'base64url').toString('utf8');
  const start = last === null ? 0 : items.findIndex((item) => keyOf(item) === last) + 1;
  const page = items.slice(start, start + limit);
  const end = page.at(-1);
  const isLast = end === undefined || start + limit >= items.length;
  return { items: page.map(view), nextCursor: isLast ? null : Buffer.from(keyOf(end)).toString('base64url') };
}
