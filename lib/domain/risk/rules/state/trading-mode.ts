import { type Account, allowsProtection } from '../../../accounts/account.ts';
import type { OrderIntent } from '../../../orders/order-intent.ts';
import type { Violation } from '../../rule.ts';

/** All that the mode is judged by. */
interface Judged {
  readonly account: Pick<Account, 'mode' | 'modeCause'>;
  readonly intent: Pick<OrderIntent, 'kind' | 'purpose'>;
}

/**
 * The account's mode decides what may be authorised: NORMAL everything, REDUCE_ONLY and PAUSED exits, HALTED nothing but the exits of the
 * emergency stop, which nothing else may have, and, where a reconciliation has halted, protection.
 */
export function tradingMode({ account, intent }: Judged): Violation | null {
  if (intent.purpose === 'emergency_exit') return emergencyFault(account);
  if (account.mode === 'NORMAL') return null;
  if (intent.purpose === 'protection' && allowsProtection(account)) return null;
  if (account.mode === 'HALTED') return { rule: 'kill_switch', limit: 'NORMAL', value: 'HALTED', unit: 'mode' };
  if (intent.kind === 'exit') return null;
  return { rule: account.mode.toLowerCase(), limit: 'NORMAL', value: account.mode, unit: 'mode' };
}

function emergencyFault({ mode }: Pick<Account, 'mode'>): Violation | null {
  return mode === 'HALTED' ? null : { rule: 'emergency_exit', limit: 'HALTED', value: mode, unit: 'mode' };
}
