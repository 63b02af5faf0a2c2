import * as z from 'zod/mini';
import { RECONCILIATION_MODES } from '#domain/reconciliation/reconciliation.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { amount, wholeNumber } from '../config-fields.ts';

/** Longer than this, and a workflow's history would run full. */
const LONGEST_APPROVAL = 21_600;

/** `reconciliation`: what is made of differences between ledger and broker. */
export const reconciliationSection = z.strictObject({
  /** Absent: HALT_ON_MISMATCH in `prod`, AUTO_ADJUST elsewhere. */
  mode: z.optional(z.enum(RECONCILIATION_MODES, { error: RECONCILIATION_MODES.join(', ') })),
  /** Between two of them, at an outside broker. */
  interval_seconds: z._default(wholeNumber(60, 86_400), 300),
  /** How long an operator has to decide. */
  approval_timeout_seconds: z._default(wholeNumber(60, LONGEST_APPROVAL), 3_600),
  /** Cash may differ by so much: venues round. Account's currency. */
  cash_tolerance: z._default(amount, new Decimal('0.01')),
});
