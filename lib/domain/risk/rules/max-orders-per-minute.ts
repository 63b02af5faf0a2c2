import { minuteOf } from '../../accounts/account-accounting.ts';
import type { RiskRule } from '../rule.ts';

/** Most orders authorised in one minute; exits count but are never refused. */
export const maxOrdersPerMinute: RiskRule = ({ account, intent, limits, now }) => {
  const limit = limits.max_orders_per_minute;
  if (limit === null || intent.kind === 'exit') return null;
  const after = (account.minute === minuteOf(now) ? account.ordersInMinute : 0) + 1;
  if (after <= limit) return null;
  return { rule: 'max_orders_per_minute', limit: String(limit), value: String(after), unit: 'orders' };
};
