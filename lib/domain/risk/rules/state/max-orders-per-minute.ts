import { minuteOf } from '../../../accounts/account-accounting.ts';
import type { EntryRule } from '../../rule.ts';

/** Most orders authorised in one minute; exits count but are never refused. */
export const maxOrdersPerMinute: EntryRule = ({ account, limits, now }) => {
  const limit = limits.max_orders_per_minute;
  if (limit === null) return null;
  const after = (account.minute === minuteOf(now) ? account.ordersInMinute : 0) + 1;
  if (after <= limit) return null;
  return { rule: 'max_orders_per_minute', limit: String(limit), value: String(after), unit: 'orders' };
};
