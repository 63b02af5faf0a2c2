import { Decimal } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { SECOND } from '#domain/shared/instant.ts';
import type { Item } from './table.ts';

/** Whether an item's `ttl` (epoch seconds) has passed. DynamoDB deletes such items days later, so every read asks. */
export function isExpired(item: Item, now: Instant): boolean {
  const expiry = expiryOf(item);
  return expiry !== null && expiry <= now;
}

/** When an item goes by itself; `null`: it stays. */
export function expiryOf({ ttl }: Item): Instant | null {
  return Decimal.isDecimal(ttl) ? ttl.times(SECOND).toNumber() : null;
}
