import * as z from 'zod/mini';
import { EXISTING_POLICIES } from '#domain/sessions/existing.ts';
import { wholeNumber } from '../config-fields.ts';

/** The timer is set anew each minute: two of them may fail. */
const LEAST_SILENCE = 180;
const MOST_SILENCE = 3_600;

/** `session`: how a session lives on. */
export const sessionSection = z.strictObject({
  /** A session that fell into ERROR for a reason that has gone since is brought back, once. */
  auto_restart: z._default(z.boolean({ error: 'true or false' }), true),
  /** Seconds of silence after which the venue cancels by itself what works there, where it can. */
  cancel_after_seconds: z._default(z.nullable(wholeNumber(LEAST_SILENCE, MOST_SILENCE)), null),
  /** What becomes of positions and orders that stood at the broker before. */
  existing: z._default(z.enum(EXISTING_POLICIES, { error: EXISTING_POLICIES.join(', ') }), 'refuse'),
});
