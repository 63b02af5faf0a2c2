import type { AccountView } from '#application/ports/ledger.ts';

/** Told by the rows, which are read consistently: a working order reserves cash or quantity, or holds its symbol's lock. */
export function hasWorkingOrders({ account, positions }: AccountView): boolean {
  const isHeld = [...positions.values()].some(
    (position) => position.lock !== null || !position.exitReserved.isZero() || !position.entryReserved.isZero(),
  );
  return isHeld || !account.reserved.isZero();
}
