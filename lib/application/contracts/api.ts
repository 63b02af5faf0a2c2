import * as z from 'zod/mini';
import { instant } from './message-fields.ts';

/** Body of `POST /sessions`; absent fields mean the environment's. */
export const startSessionBody = z.strictObject({
  strategies: z.optional(z.array(z.string().check(z.minLength(1))).check(z.minLength(1))),
  symbols: z.optional(z.array(z.string().check(z.minLength(1))).check(z.minLength(1))),
  /** When the session ends by itself: it decides nothing at this bar close or later. */
  until: z.optional(instant),
});

/** Body of `POST /sessions/{id}/stop`. */
export const stopSessionBody = z.strictObject({});

export const sessionId = z.string().check(z.regex(/^[0-9a-f]{32}$/));
export const idempotencyKey = z.string().check(z.regex(/^[\x21-\x7e]{1,200}$/));

/** RFC 9457: what every refusal looks like. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}
