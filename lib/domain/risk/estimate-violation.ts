import { type Decimal, toPlain } from '../shared/decimal.ts';
import type { Violation } from './rule.ts';

/** The violation of a limit that an estimate must not go beyond; an unknown estimate violates it. `null`: kept, or no limit. */
export function aboveLimit(
  rule: string,
  limit: Decimal | null,
  estimate: number | null,
  unit: string,
): Violation | null {
  if (limit === null || (estimate !== null && limit.gte(estimate))) return null;
  return { rule, limit: toPlain(limit), value: readableEstimate(estimate), unit };
}

/** Six decimals, for a verdict that people read. */
export function readableEstimate(estimate: number | null): string {
  return estimate === null ? 'unknown' : String(Math.round(estimate * 1e6) / 1e6);
}
