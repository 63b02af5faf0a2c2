import { emptyPosition } from '#domain/accounts/position-accounting.ts';
import { sequenceBehind } from '#domain/orders/fill-sequence.ts';
import type { Settled } from '#domain/reconciliation/settle-fills.ts';
import { ZERO } from '#domain/shared/decimal.ts';
import { fractionId, isFraction, settleFraction } from '#domain/splits/split-fraction.ts';
import type { Reading } from './read-facts.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

/**
 * Takes over what the venue has made of the fraction that a split has left, once a split, when nothing else of the symbol is still to be booked. In any mode but the one that only warns: it is evidence, as a fill is.
 *
 * @returns whether there was anything: look again
 */
export async function bookFractions(
  { clock, ledger }: ReconcileDeps,
  { facts }: Extract<Reading, { kind: 'read' }>,
  { missed }: Settled,
): Promise<boolean> {
  if (missed.length > 0) return false;
  const { account, held, positions, splits } = facts;
  for (const split of splits.values()) {
    const position = positions.get(split.symbol) ?? emptyPosition(split.symbol);
    const atVenue = held.get(split.symbol) ?? ZERO;
    const at = clock.now();
    if (!isFraction(split, atVenue, position.quantity, at)) continue;
    if ((await ledger.readFill(split.symbol, fractionId(split))) !== null) continue;
    const sequence = sequenceBehind((await ledger.listFills(null)).at(-1)?.sequence ?? '', fractionId(split));
    const after = settleFraction({ account, position }, split, atVenue, at, sequence);
    await ledger.applyFill({
      fill: after.fill,
      order: null,
      position: { before: position, after: after.position },
      account: { before: account, after: after.account },
      trade: after.trade,
      riskEvent: null,
    });
    return true;
  }
  return false;
}
