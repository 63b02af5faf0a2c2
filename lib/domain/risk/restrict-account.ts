import { type Account, BY_RECONCILIATION } from '../accounts/account.ts';
import { DAILY_RULES } from './ladder.ts';

const CAUSE = 'external fill';
/** Causes that end by themselves: with the day, or when ledger and broker agree. */
const PASSING: readonly string[] = [...DAILY_RULES, BY_RECONCILIATION];

/** Something trades on the account, or has become of a position, that we know nothing of: no new exposure until an operator has looked, whatever a new day would have released. */
export function restrictAccount(account: Account, cause = CAUSE): Account {
  if (account.mode === 'NORMAL') return { ...account, mode: 'REDUCE_ONLY', modeCause: cause };
  const isPassing = account.mode !== 'HALTED' && PASSING.includes(account.modeCause ?? '');
  return isPassing ? { ...account, modeCause: cause } : account;
}
