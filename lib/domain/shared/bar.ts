import { Decimal } from './decimal.ts';
import type { Instant } from './instant.ts';

export const BAR_FIELDS = ['open', 'high', 'low', 'close', 'volume'] as const;
export type BarField = (typeof BAR_FIELDS)[number];

/**
 * One closed bar of one symbol: open, high, low and close in the quote currency, volume in the base.
 *
 * Its numbers are floats, for indicators. Money is never computed from them: `exact` gives the decimal that the market said. A float
 * stands for the decimal of its own shortest text, which every decimal of up to 15 digits is; a longer one is kept in `digits`.
 */
export interface Bar {
  readonly symbol: string;
  /** The bar's timestamp. */
  readonly openTime: Instant;
  /** `min(openTime + timeframe, next openTime)`: the first instant at which anybody may know the bar. */
  readonly closeTime: Instant;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** Decimal text of the fields whose float is not exact. */
  readonly digits?: BarDigits;
}

export type BarDigits = Readonly<Partial<Record<BarField, string>>>;

/** The very decimal of a field. */
export function exact(bar: Pick<Bar, BarField | 'digits'>, field: BarField): Decimal {
  return new Decimal(bar.digits?.[field] ?? bar[field]);
}

/** Text of a decimal, whose float has the same shortest text: then the float says it all. */
export function isExactFloat(decimal: Decimal): boolean {
  return decimal.precision() <= 15 || new Decimal(decimal.toNumber()).eq(decimal);
}

/** The five numbers of a bar from their exact decimals. */
export function barNumbers(
  decimals: Readonly<Record<BarField, Decimal>>,
): Pick<Bar, BarField> & { readonly digits?: BarDigits } {
  const inexact = BAR_FIELDS.filter((field) => !isExactFloat(decimals[field]));
  const { open, high, low, close, volume } = decimals;
  return {
    open: open.toNumber(),
    high: high.toNumber(),
    low: low.toNumber(),
    close: close.toNumber(),
    volume: volume.toNumber(),
    ...(inexact.length === 0
      ? {}
      : { digits: Object.fromEntries(inexact.map((field) => [field, decimals[field].toFixed()])) }),
  };
}
