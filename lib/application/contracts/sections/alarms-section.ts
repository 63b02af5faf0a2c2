import * as z from 'zod/mini';

const isOn = { error: 'true or false' };

/** `alarms`: what an alarm does beside telling. */
export const alarmsSection = z.strictObject({
  /** `trading-unsafe` leaves the account in REDUCE_ONLY until an operator resumes. */
  restrict_trading: z._default(z.boolean(isOn), true),
  /** A risk monitor that is silent while a session trades is an emergency stop. */
  stop_trading: z._default(z.boolean(isOn), true),
});
