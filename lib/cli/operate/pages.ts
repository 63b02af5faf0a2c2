import type { PageBody } from './api-bodies.ts';
import type { Operation } from './operation.ts';

/** Says how to go on where a list has more. */
export function tellNextPage(operation: Operation, { nextCursor }: PageBody<unknown>): void {
  if (nextCursor !== null) operation.note(`there is more: --cursor ${nextCursor}`);
}

/** The most that the API gives at once. */
const LARGEST_PAGE = '1000';

/** Every item of a list, page by page. */
export async function* allItems<Item>(
  operation: Operation,
  path: string,
  query: Readonly<Record<string, string | undefined>>,
): AsyncGenerator<Item> {
  let cursor: string | null = null;
  do {
    const page: PageBody<Item> = (
      await operation.get<PageBody<Item>>(path, { ...query, limit: LARGEST_PAGE, cursor: cursor ?? undefined })
    ).body;
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
