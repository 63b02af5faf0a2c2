import type { Decimal } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';

/**
 * Where ledger and broker disagree. Explained, because the broker has the evidence: `missed_fill`, `late_fill` (one that a declared adjustment had stood in for) and
 * `cancelled_elsewhere` (an order of ours that has ended there). Unexplained: `orphan_order` (works there, no order of ours), `unknown_position`,
 * `wrong_quantity`, `wrong_cash`, `fee_difference`. `unprotected`: a position without the resting protection that the rules want; the monitor's business, here only told.
 */
export const DRIFT_KINDS = [
  'missed_fill',
  'late_fill',
  'cancelled_elsewhere',
  'orphan_order',
  'unknown_position',
  'wrong_quantity',
  'wrong_cash',
  'fee_difference',
  'unprotected',
] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

/**
 * `open`: it stands. `applied`: the ledger has the broker's evidence now. `adjusted`: declared. `cancelled`: the order is gone from the broker. `gone`: it was not there any more when it was
 * looked at again.
 */
export const DRIFT_RESOLUTIONS = ['open', 'applied', 'adjusted', 'cancelled', 'gone'] as const;
export type DriftResolution = (typeof DRIFT_RESOLUTIONS)[number];

export interface Drift {
  readonly kind: DriftKind;
  /** What it is about: a symbol, an order, a fill, a currency. With the kind, its identity. */
  readonly subject: string;
  /** `null`: of the account. */
  readonly symbol: string | null;
  /** Signed: what the broker has more than the ledger. `null`: it is not about a quantity. */
  readonly quantity: Decimal | null;
  /** Size in the account's currency, signed where it is about cash; `null` where no price is known. */
  readonly value: Decimal | null;
  /** When it was found first, be it by an earlier reconciliation. */
  readonly since: Instant;
  readonly resolution: DriftResolution;
}

const EXPLAINED: readonly DriftKind[] = ['missed_fill', 'late_fill', 'cancelled_elsewhere'];

/** Whether the broker's own evidence settles it. */
export function isExplained({ kind }: Pick<Drift, 'kind'>): boolean {
  return EXPLAINED.includes(kind);
}

/** Whether ledger and broker disagree: a lack of protection is none of it. */
export function isConcern({ kind }: Pick<Drift, 'kind'>): boolean {
  return kind !== 'unprotected';
}

export function keyOf({ kind, subject }: Pick<Drift, 'kind' | 'subject'>): string {
  return `${kind}#${subject}`;
}

/** Whether two looks have found the same: kind, subject and size. */
export function isSameDrift(one: Drift, other: Drift): boolean {
  return keyOf(one) === keyOf(other) && isEqual(one.quantity, other.quantity) && isSameMoney(one, other);
}

/** The value of a quantity moves with its price. */
function isSameMoney(one: Drift, other: Drift): boolean {
  return one.quantity !== null || isEqual(one.value, other.value);
}

function isEqual(one: Decimal | null, other: Decimal | null): boolean {
  return one === null || other === null ? one === other : one.eq(other);
}
