import { Decimal, ZERO } from '../shared/decimal.ts';
import type { AuditFact } from './audit-entry.ts';

/** The ledger as it stands, record by record in the words of the trail. */
export interface LedgerRecords {
  readonly account: AuditFact;
  readonly symbols: readonly AuditFact[];
  readonly orders: readonly AuditFact[];
  readonly fills: readonly AuditFact[];
  /** Cash that reconciliations have declared. */
  readonly declared: readonly AuditFact[];
}

/** Sorts facts by what they tell of; `null`: there is no account. */
export function ledgerRecords(facts: readonly AuditFact[]): LedgerRecords | null {
  const account = facts.find(({ kind }) => kind === 'AccountRow');
  if (account === undefined) return null;
  return {
    account,
    symbols: facts.filter(({ kind }) => kind === 'SymbolRow'),
    orders: facts.filter(({ subject }) => subject.startsWith('ORDERS/')),
    fills: facts.filter(({ subject }) => subject.startsWith('FILLS/')),
    declared: facts.filter(({ subject }) => subject.startsWith('ADJUSTMENTS/')),
  };
}

/** A word of a fact; what is not told is empty. */
export function word({ detail }: AuditFact, name: string): string {
  return detail[name] ?? '';
}

/** An amount of a fact; what is not told is zero. */
export function amount(fact: AuditFact, name: string): Decimal {
  const text = word(fact, name);
  return text === '' ? ZERO : new Decimal(text);
}

export function sumOf(facts: readonly AuditFact[], amountOf: (fact: AuditFact) => Decimal): Decimal {
  return facts.reduce((sum, fact) => sum.plus(amountOf(fact)), ZERO);
}

export function groupBy(facts: readonly AuditFact[], keyOf: (fact: AuditFact) => string): Map<string, AuditFact[]> {
  const groups = new Map<string, AuditFact[]>();
  for (const fact of facts) {
    const key = keyOf(fact);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [fact]);
    else group.push(fact);
  }
  return groups;
}
