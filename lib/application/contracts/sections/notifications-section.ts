import * as z from 'zod/mini';
import { NOTICE_CHANNELS, SEVERITIES } from '#domain/notices/notice.ts';
import { distinct, emails } from '../config-fields.ts';

const MOST = 1_000;
const WHOLE = `a whole number from 1 to ${MOST}`;
const FLAG = z.boolean({ error: 'true or false' });
const CHANNELS = `a list of at least one of ${NOTICE_CHANNELS.join(', ')}, each once`;

export { noticedEvents } from '#domain/notices/noticed-events.ts';

/** `notifications`: who is told of what, by what way. Addresses and keys of all but `email` are in a secret. */
export const notificationsSection = z
  .strictObject({
    channels: distinct(z.enum(NOTICE_CHANNELS, { error: NOTICE_CHANNELS.join(', ') }), String, CHANNELS),
    least_severity: z._default(z.enum(SEVERITIES, { error: SEVERITIES.join(', ') }), 'warning'),
    /** Of the channel `email`; each confirms its subscription once. */
    emails: z.optional(emails),
    /** Of one severity, on one channel. */
    most_per_hour: z._default(
      z
        .number({ error: WHOLE })
        .check(z.refine((value) => Number.isSafeInteger(value) && value >= 1 && value <= MOST, { error: WHOLE })),
      30,
    ),
    /** Whether a service outside of AWS is told every five minutes that all is well. */
    dead_man: z.optional(FLAG),
    /** Whether people are told of each trading day when it has ended. */
    day_summary: z.optional(FLAG),
  })
  .check(
    z.refine(({ channels, emails: addresses }) => channels.includes('email') === (addresses !== undefined), {
      error: 'addresses where channels has email, and only there',
      path: ['emails'],
    }),
  );
