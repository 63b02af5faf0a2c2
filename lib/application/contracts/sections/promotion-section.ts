import * as z from 'zod/mini';

/** More would ask for days that nothing looks back on. */
const MOST_DAYS = 30;

const EXPECTED = `a whole number from 0 to ${MOST_DAYS}`;

/** `promotion`: what a session has to have shown on the rung below. */
export const promotionSection = z.strictObject({
  /** UTC days without unresolved drift; 0: no gate. Absent: 5 where `live` is true, 0 elsewhere. */
  min_days: z.optional(
    z
      .number({ error: EXPECTED })
      .check(z.refine((value) => Number.isSafeInteger(value) && value >= 0 && value <= MOST_DAYS, { error: EXPECTED })),
  ),
});
