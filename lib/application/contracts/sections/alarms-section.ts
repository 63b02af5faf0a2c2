import * as z from 'zod/mini';
import { emails } from '../config-fields.ts';

const isOn = { error: 'true or false' };

/** `alarms`: whom an alarm tells, and what it does beside. */
export const alarmsSection = z.strictObject({
  /** `trading-unsafe` leaves the account in REDUCE_ONLY until an operator resumes. */
  restrict_trading: z._default(z.boolean(isOn), true),
  /** A risk monitor that is silent while a session trades is an emergency stop. */
  stop_trading: z._default(z.boolean(isOn), true),
  /** Each confirms its subscription once. Absent: whoever wants to hear subscribes to the topic. */
  emails: z.optional(emails),
});
