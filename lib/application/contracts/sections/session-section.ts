import * as z from 'zod/mini';

/** `session`: how a session lives on. */
export const sessionSection = z.strictObject({
  /** A session that fell into ERROR for a reason that has gone since is brought back, once. */
  auto_restart: z._default(z.boolean({ error: 'true or false' }), true),
});
