import type { RiskEvent } from '#application/ports/ledger.ts';
import { sessionSteps } from '#application/sessions/session-steps.ts';
import type { Position } from '#domain/accounts/position.ts';
import { type ReservationRepair, soundReservations } from '#domain/reconciliation/sound-reservations.ts';
import { toPlain } from '#domain/shared/decimal.ts';
import { stepsOf } from '#domain/simulation/venue-rules.ts';
import type { Reading } from './read-facts.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

/**
 * Sets what the rows promise to what the working orders hold, over exactly the rows that were read, and tells it in the same write. The ledger's own book, in every mode.
 *
 * @returns whether anything was wrong: look again
 */
export async function repairReservations(
  deps: ReconcileDeps,
  { facts, view }: Extract<Reading, { kind: 'read' }>,
  reconciliationId: string,
): Promise<boolean> {
  const { venue } = sessionSteps(deps.plan, view.session);
  const repair = soundReservations(view, facts.open, (symbol) => stepsOf(venue, symbol).lot);
  if (repair === null) return false;
  await deps.ledger.repairReservations(repair, eventOf(deps, repair, reconciliationId));
  return true;
}

function eventOf({ clock }: ReconcileDeps, { account, positions }: ReservationRepair, id: string): RiskEvent {
  const { before, after } = account;
  return {
    id: `ReservationRepaired#${id}#${before.fillSeq}#${toPlain(before.reserved)}`,
    account: before.account,
    sessionId: before.sessionId,
    kind: 'ReservationRepaired',
    severity: 'critical',
    at: clock.now(),
    detail: {
      reconciliationId: id,
      reserved: `${toPlain(before.reserved)} to ${toPlain(after.reserved)}`,
      symbols: positions.map(describe).join('; ').slice(0, 1000) || 'none',
    },
  };
}

function describe({ before, after }: { readonly before: Position; readonly after: Position }): string {
  const entries = `entries ${toPlain(before.entryReserved)} to ${toPlain(after.entryReserved)}`;
  const exits = `exits ${toPlain(before.exitReserved)} to ${toPlain(after.exitReserved)}`;
  return `${before.symbol}: ${entries}, ${exits}`;
}
