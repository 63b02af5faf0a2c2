import type { VenueVariable } from '#application/contracts/venue-variables.ts';
import { type Check, fail, ok } from '#application/doctor/check.ts';

/** Names only, never values. */
export function judgeCredentials(missing: readonly VenueVariable[], present: string): Check {
  if (missing.length === 0) return ok('credentials', `${present === '' ? 'none needed' : `${present} are set`}`);
  const names = missing.map((variables) => variables.join(' or ')).join(', ');
  return fail('credentials', `${names} not set`, 'export them, from the page of API keys of the paper account');
}
