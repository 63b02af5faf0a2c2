import * as z from 'zod/mini';
import { Decimal } from '#domain/shared/decimal.ts';
import { DEFAULT_EXECUTION, MAX_AUTHORISATION_AGE } from '#domain/trading/execution-rules.ts';
import { decimalBetween } from '../config-fields.ts';

const ENTRY_TYPES = ['market', 'limit'] as const;
const MOST_RETRIES = 10;
const WHOLE_RETRIES = `a whole number from 0 to ${MOST_RETRIES}`;
const DELAYS = `milliseconds, a whole number from 50 to ${MAX_AUTHORISATION_AGE}`;

/** `execution`: how orders are sent. */
export const executionSection = z
  .strictObject({
    /** Of an entry whose signal has no limit of its own. */
    default_order_type: z._default(z.enum(ENTRY_TYPES, { error: ENTRY_TYPES.join(', ') }), 'market'),
    /** How far beyond the reference price such a limit is, a fraction. */
    slippage_tolerance: z._default(decimalBetween(0, 0.5), new Decimal('0.001')),
    /** Of an order by hand that does not say. */
    reduce_only_default: z._default(z.boolean({ error: 'true or false' }), false),
    /** How often an attempt is repeated that the venue is proven not to have taken up, beside `retry_delay_ms`. */
    max_order_retries: z.optional(whole(0, MOST_RETRIES, WHOLE_RETRIES)),
    retry_delay_ms: z.optional(whole(50, MAX_AUTHORISATION_AGE, DELAYS)),
  })
  .check(
    z.refine((section) => resendDelays(section).reduce((sum, delay) => sum + delay, 0) < MAX_AUTHORISATION_AGE, {
      error: `so many that max_order_retries × retry_delay_ms is below ${MAX_AUTHORISATION_AGE}: an attempt is authorised for so long`,
      path: ['max_order_retries'],
    }),
  );

const DEFAULT_RETRIES = 3;
const DEFAULT_DELAY = 500;

/** Pauses before each repeat, milliseconds; where the section names neither, those of a system without it. */
export function resendDelays(section: {
  readonly max_order_retries?: number | undefined;
  readonly retry_delay_ms?: number | undefined;
}): readonly number[] {
  const { max_order_retries: retries, retry_delay_ms: delay } = section;
  if (retries === undefined && delay === undefined) return DEFAULT_EXECUTION.resendDelays;
  return Array.from({ length: retries ?? DEFAULT_RETRIES }, () => delay ?? DEFAULT_DELAY);
}

function whole(least: number, most: number, expected: string) {
  return z
    .number({ error: expected })
    .check(z.refine((value) => Number.isSafeInteger(value) && value >= least && value <= most, { error: expected }));
}
