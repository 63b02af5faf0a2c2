import type { Position } from '../../../accounts/position.ts';
import { toPlain } from '../../../shared/decimal.ts';
import { stepsOf } from '../../../simulation/venue-rules.ts';
import { readableEstimate } from '../../estimate-violation.ts';
import type { EntryRule, RiskInput } from '../../rule.ts';

/**
 * No entry whose returns go with those of something held by more than this. Where something is held and the correlation is
 * not known, be it for want of common bars or because the intent was made before that was held, the entry is refused. Where the account
 * may be short, going the opposite way counts as much.
 */
export const maxCorrelation: EntryRule = (input) => {
  const limit = input.limits.max_correlation;
  if (limit === null) return null;
  const { correlation } = input.intent.market;
  const held = correlation?.symbol ?? otherHolding(input)?.symbol ?? null;
  if (held === null) return null;
  const value = correlation?.value ?? null;
  const strength = value !== null && input.venue.margin?.allowShort === true ? Math.abs(value) : value;
  if (strength !== null && limit.gte(strength)) return null;
  return {
    rule: 'max_correlation',
    limit: toPlain(limit),
    value: readableEstimate(value),
    unit: `with ${held}`,
  };
};

function otherHolding({ intent, positions, venue }: RiskInput): Position | null {
  for (const position of positions.values()) {
    if (position.symbol !== intent.symbol && position.quantity.abs().gte(stepsOf(venue, position.symbol).lot))
      return position;
  }
  return null;
}
