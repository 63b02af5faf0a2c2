import type { Violation } from '#domain/orders/violation.ts';
import { count } from './observability.ts';

/** Rules that deny an order because its market is too thin. */
const LIQUIDITY_RULES: readonly string[] = ['max_spread_bps', 'min_depth_notional', 'slippage_guard_bps'];

/** Counts orders that our own risk has denied, each by its violations, in front of the queue or behind it. */
export function countDenials(denied: readonly (readonly Violation[])[]): void {
  const thin = denied.filter((violations) => violations.some(({ rule }) => LIQUIDITY_RULES.includes(rule)));
  count({ tidegate_orders_denied: denied.length, tidegate_liquidity_denials: thin.length });
}
