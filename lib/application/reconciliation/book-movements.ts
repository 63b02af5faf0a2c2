import { unansweredBy } from '#application/tracking/follow-orders.ts';
import { type CashMovement, explainingMovements } from '#domain/reconciliation/cash-movement.ts';
import { declareCash } from '#domain/reconciliation/declare.ts';
import type { Comparison } from '#domain/reconciliation/find-drifts.ts';
import type { Reading } from './read-facts.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

/** `unanswered`: why nobody can say yet. */
export type BookedMovements =
  | { readonly kind: 'booked' | 'nothing' }
  | { readonly kind: 'unanswered'; readonly reason: string };

/**
 * Where cash differs: takes over what the venue's list of movements explains to the last digit, one a look, each once by the venue's id. In any mode but the one that only warns: it is evidence, as a fill is.
 */
export async function bookMovements(
  deps: ReconcileDeps,
  { facts }: Extract<Reading, { kind: 'read' }>,
  { drifts, settled }: Comparison,
): Promise<BookedMovements> {
  if (!drifts.some(({ kind }) => kind === 'wrong_cash')) return { kind: 'nothing' };
  const told = await ask(deps);
  if ('reason' in told) return told;
  const known = new Set((await deps.ledger.listCashAdjustments()).map(({ id }) => id));
  const news = told.movements.filter(({ id }) => !known.has(adjustmentIdOf(id)));
  const [first] = explainingMovements(news, facts.cash.minus(settled.cash)) ?? [];
  if (first === undefined) return { kind: 'nothing' };
  const { amount, id, kind, what } = first;
  const { account, currency } = facts.account;
  const at = deps.clock.now();
  const adjustment = { id: adjustmentIdOf(id), account, currency, amount, at, movement: { kind, what } };
  await deps.ledger.declareCash(adjustment, { before: facts.account, after: declareCash(facts.account, amount, kind) });
  return { kind: 'booked' };
}

/** Apart from the ids of reconciliations. */
function adjustmentIdOf(movementId: string): string {
  return `movement#${movementId}`;
}

async function ask({
  broker,
}: ReconcileDeps): Promise<
  { readonly movements: readonly CashMovement[] } | Extract<BookedMovements, { kind: 'unanswered' }>
> {
  try {
    return { movements: await broker.listCashMovements() };
  } catch (error) {
    const why = unansweredBy(error);
    if (why === null) throw error;
    return { kind: 'unanswered', reason: `cash movements: ${why.reason}` };
  }
}
