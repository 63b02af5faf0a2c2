import type { Bar } from '#domain/shared/bar.ts';
import type { Instant } from '#domain/shared/instant.ts';

export interface BarRequest {
  readonly symbol: string;
  /** Milliseconds of a bar. */
  readonly timeframe: number;
  /** First open that is asked for. */
  readonly from: Instant;
  /** First open that is no longer asked for. */
  readonly to: Instant;
}

/** Bars of the past, as many as there are. */
export interface BarHistory {
  /**
   * The bars that open within the request, page by page as the venue hands them out: ascending over all pages, each once; the last may still be open. A page may be
   * empty. Throws `MarketDataError` when the venue could not be asked for good, and `BarRequestError` when it has nothing of the kind.
   */
  pages(request: BarRequest): AsyncIterable<readonly Bar[]>;
}

/** The venue does not know what was asked for: a symbol or a bar length that it has not. */
export class BarRequestError extends Error {
  readonly code = 'BAR_REQUEST';
  override readonly name = 'BarRequestError';
  /** Which part of the request is at fault. */
  readonly part: 'symbol' | 'timeframe';

  constructor(part: 'symbol' | 'timeframe', message: string, options?: ErrorOptions) {
    super(message, options);
    this.part = part;
  }
}
