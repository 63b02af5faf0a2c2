import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import { isWorking } from '#domain/orders/reservation.ts';
import { cancelOldShares } from '#domain/trading/cancel-old-shares.ts';
import { exitInNewShares } from '#domain/trading/exit-in-new-shares.ts';
import type { IntentOrigin } from '#domain/trading/intent-factory.ts';
import type { OrderCommand } from '#domain/trading/order-command.ts';

/**
 * Cancels for the symbols whose working orders were made before the last split, entries and exits alike; an exit at the market that nobody would want again comes anew behind its cancel. It is told by the rows, at every tick until they are over, so that no crash can lose it. Asks nobody
 * where there has been no split.
 */
export async function endOldOrders(
  ledger: Ledger,
  origin: IntentOrigin,
  { positions, splits }: AccountView,
): Promise<readonly OrderCommand[]> {
  const commands: OrderCommand[] = [];
  for (const note of splits.notes.values()) {
    const position = positions.get(note.symbol);
    if (position === undefined) continue;
    const orders = [];
    for (const id of [...position.entryOrders, ...position.exitOrders]) orders.push(await ledger.readOrder(id));
    const stale = orders.flatMap((order) =>
      order !== null && isWorking(order) && order.createdAt < note.appliedAt ? [order] : [],
    );
    if (stale.length === 0) continue;
    const [exit] = stale.flatMap((order) => exitInNewShares(origin, order, note) ?? []);
    commands.push(cancelOldShares(origin, position, note), ...(exit === undefined ? [] : [exit]));
  }
  return commands;
}
