import { Decimal } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { SECOND } from '#domain/shared/instant.ts';
import type { Item } from './table.ts';

/** Whether an item's `ttl` (epoch seconds) has passed. DynamoDB deletes such items days later, so every read asks. */
export function isExpired(item: Item, now: Instant): boolean {
  return Decimal.isDecimal(item.ttl) && item.ttl.times(SECOND).lte(now);
}
