import { sessionIdOf } from '../orders/client-order-id.ts';
import type { Instant } from '../shared/instant.ts';

const TIME_DIGITS = 12;

/** 32 hex digits of which the first 12 are the time of the request: records are listed by it. */
export function reconciliationIdOf(environment: string, account: string, key: string, at: Instant): string {
  const hash = sessionIdOf(environment, account, `reconciliation|${key}`);
  return `${timePrefix(at)}${hash.slice(TIME_DIGITS)}`;
}

/** Sorts before every id of a request at `at` or later. */
export function timePrefix(at: Instant): string {
  return Math.max(at, 0).toString(16).padStart(TIME_DIGITS, '0');
}
