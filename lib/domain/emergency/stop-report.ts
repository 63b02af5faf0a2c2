import type { Account } from '../accounts/account.ts';
import { AccountValuation } from '../accounts/account-valuation.ts';
import type { Position } from '../accounts/position.ts';
import type { Drift } from '../reconciliation/drift.ts';
import { openDrifts, type Reconciliation, type ReconciliationOutcome } from '../reconciliation/reconciliation.ts';
import { type Decimal, ZERO } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';

/** Whether ledger and broker agreed at the end of a stop. */
export interface StopReconciliation {
  readonly id: string;
  /** `null`: it has not come to its end. */
  readonly outcome: ReconciliationOutcome | null;
  /** The differences that stand. */
  readonly drifts: readonly Pick<Drift, 'kind' | 'subject' | 'quantity' | 'value'>[];
}

/** The account as the ledger has it at the end of a stop, in its currency. */
export interface StopSnapshot {
  readonly at: Instant;
  readonly cash: Decimal;
  /** Cash, and what is held at its last mark. */
  readonly equity: Decimal;
  readonly realizedPnl: Decimal;
  readonly fees: Decimal;
  readonly positions: readonly Pick<Position, 'symbol' | 'quantity' | 'mark'>[];
}

/** What a stop reports of its reconciliation. `null`: none was written down. */
export function findingsOf(id: string, reconciliation: Reconciliation | null): StopReconciliation {
  const open = reconciliation === null ? [] : openDrifts(reconciliation);
  const drifts = open.map(({ kind, quantity, subject, value }) => ({ kind, subject, quantity, value }));
  return { id, outcome: reconciliation?.outcome ?? null, drifts };
}

/** By how much ledger and broker differ in all, in the account's currency; `null`: of one difference no price is known. */
export function driftValue({ drifts }: Pick<StopReconciliation, 'drifts'>): Decimal | null {
  let sum = ZERO;
  for (const { value } of drifts) {
    if (value === null) return null;
    sum = sum.plus(value.abs());
  }
  return sum;
}

export function snapshotOf(account: Account, positions: readonly Position[], at: Instant): StopSnapshot {
  const { cash, fees, realizedPnl } = account;
  const held = positions.filter(({ quantity }) => !quantity.isZero());
  return {
    at,
    cash,
    equity: new AccountValuation(account, held, null).equity,
    realizedPnl,
    fees,
    positions: held.map(({ mark, quantity, symbol }) => ({ symbol, quantity, mark })),
  };
}
