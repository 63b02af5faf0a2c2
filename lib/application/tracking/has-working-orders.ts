import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import type { Position } from '#domain/accounts/position.ts';

/** Told by the rows, which are read consistently: a working order reserves cash or quantity, or holds its symbol's lock. */
export function hasWorkingOrders({ account, positions }: AccountView): boolean {
  return (
    [...positions.values()].some((position) => isTrading(position) || !position.exitReserved.isZero()) ||
    !account.reserved.isZero()
  );
}

/**
 * Whether anything works beside the protective orders of positions that are kept: those rest at the venue for as long as their positions do,
 * session or not.
 */
export async function hasUnprotectiveOrders(ledger: Ledger, { account, positions }: AccountView): Promise<boolean> {
  if (!account.reserved.isZero() || [...positions.values()].some(isTrading)) return true;
  for (const id of [...positions.values()].flatMap(({ exitOrders }) => [...exitOrders])) {
    const order = await ledger.readOrder(id);
    if (order?.intent.purpose !== 'protection') return true;
  }
  return false;
}

function isTrading({ lock, entryReserved }: Position): boolean {
  return lock !== null || !entryReserved.isZero();
}
