import { evaluateRisk } from '#domain/risk/evaluate-risk.ts';
import type { RiskInput, RiskLimits } from '#domain/risk/rule.ts';
import type { MarginRules, VenueRules } from '#domain/simulation/venue-rules.ts';
import { aRiskInput, d, NO_LIMITS, PLAIN_VENUE } from './builders.ts';

/** A row of a rule's table: what is given, and the violations as `rule | limit | value | unit`. */
export type RiskRow = readonly [given: string, changes: Partial<RiskInput>, violations: readonly string[]];

export function violationsOf(changes: Partial<RiskInput>): string[] {
  const verdict = evaluateRisk(aRiskInput(changes));
  if (verdict.kind === 'approved') return [];
  return verdict.violations.map(({ rule, limit, value, unit }) => [rule, limit, value, unit].join(' | '));
}

export function limitsOf(changes: Partial<RiskLimits>): RiskLimits {
  return { ...NO_LIMITS, ...changes };
}

export function venueOf(changes: Partial<VenueRules>): VenueRules {
  return { ...PLAIN_VENUE, ...changes };
}

/** A venue that lends up to five times the equity and liquidates at 10 % of the exposure. */
export function marginVenue(changes: Partial<MarginRules> = {}): VenueRules {
  return venueOf({
    margin: { maxLeverage: d(5), maintenanceRate: d('0.1'), fundingRate: d(0), allowShort: false, ...changes },
  });
}
