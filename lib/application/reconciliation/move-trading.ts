import { type Account, BY_RECONCILIATION } from '#domain/accounts/account.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

type Moved = Pick<Account, 'mode' | 'modeCause'>;

/** Nothing but the protection of positions is authorised any more, until somebody resets the halt. What rests at the venue stays. */
export function haltTrading(deps: Pick<ReconcileDeps, 'ledger'>): Promise<void> {
  return move(deps, ({ mode }) => (mode === 'HALTED' ? null : { mode: 'HALTED', modeCause: BY_RECONCILIATION }));
}

/** No new exposure while a difference stands, or `cause`. */
export function restrictTrading(deps: Pick<ReconcileDeps, 'ledger'>, cause: string = BY_RECONCILIATION): Promise<void> {
  return move(deps, ({ mode }) => (mode === 'NORMAL' ? { mode: 'REDUCE_ONLY', modeCause: cause } : null));
}

/** Ledger and broker agree: what a reconciliation has restricted goes on. A halt is lifted by its reset only. */
export function releaseTrading(deps: Pick<ReconcileDeps, 'ledger'>): Promise<void> {
  return move(deps, ({ mode, modeCause }) =>
    mode === 'REDUCE_ONLY' && modeCause === BY_RECONCILIATION ? { mode: 'NORMAL', modeCause: null } : null,
  );
}

const MAX_RACES = 8;

async function move(
  { ledger }: Pick<ReconcileDeps, 'ledger'>,
  next: (account: Account) => Moved | null,
): Promise<void> {
  for (let race = 0; race < MAX_RACES; race += 1) {
    const account = (await ledger.readAccount())?.account;
    const moved = account === undefined ? null : next(account);
    if (account === undefined || moved === null) return;
    if ((await ledger.moveMode(account, moved)) === 'committed') return;
  }
  throw new Error(`the mode of the account kept changing: ${MAX_RACES} writes in a row lost`);
}
