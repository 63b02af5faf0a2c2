/**
 * What kind of trouble a venue, or the way to it, has. Every adapter sorts the venue's own words into these.
 *
 * `UNREADABLE`: an answer came that is neither a known refusal nor what was asked for.
 */
export const BROKER_ERROR_CODES = [
  'INSUFFICIENT_FUNDS',
  'INSUFFICIENT_MARGIN',
  'INSUFFICIENT_POSITION',
  'RATE_LIMITED',
  'NETWORK',
  'UNAVAILABLE',
  'UNREADABLE',
  'INVALID_ORDER',
  'ORDER_NOT_FOUND',
  'DUPLICATE_CLIENT_ORDER_ID',
  'AUTH_FAILED',
  'MARKET_CLOSED',
  'LIQUIDITY',
  'NOT_SUPPORTED',
] as const;
export type BrokerErrorCode = (typeof BROKER_ERROR_CODES)[number];

/** A read that has no answer: nothing is known. The message never holds credentials. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  readonly code: BrokerErrorCode;
  /** Milliseconds after which the venue wants to be asked again, where it said so. */
  readonly retryAfter: number | null;

  constructor(
    code: BrokerErrorCode,
    message: string,
    options: { readonly retryAfter?: number | null; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.retryAfter = options.retryAfter ?? null;
  }
}
