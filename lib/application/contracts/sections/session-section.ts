import * as z from 'zod/mini';
import { EXISTING_POLICIES } from '#domain/sessions/existing.ts';

/** `session`: how a session lives on. */
export const sessionSection = z.strictObject({
  /** A session that fell into ERROR for a reason that has gone since is brought back, once. */
  auto_restart: z._default(z.boolean({ error: 'true or false' }), true),
  /** What becomes of positions and orders that stood at the broker before. */
  existing: z._default(z.enum(EXISTING_POLICIES, { error: EXISTING_POLICIES.join(', ') }), 'refuse'),
});
