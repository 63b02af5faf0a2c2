import type { Bar } from '../shared/bar.ts';
import { DAY, type Instant, MINUTE } from '../shared/instant.ts';
import { parseSymbol } from '../shared/symbol.ts';

/** Fewer returns than this tell nothing. */
export const LEAST_RETURNS = 10;

const PAIR_YEAR = 365 * DAY;
/** Of 390 minutes each; a longer bar is a session's, or a week's. */
const EQUITY_SESSIONS = 252;
const EQUITY_SESSION = 390 * MINUTE;

type Closes = Pick<Bar, 'openTime' | 'close'>;

/**
 * Annualised volatility of a window of bars, a fraction: sample deviation (n − 1) of the simple returns from close to close × √(bars a year), of
 * which a pair has 365 days' worth, an equity 252 sessions of 390 minutes. `null` with fewer than ten returns.
 */
export function annualisedVolatility(window: readonly Closes[], symbol: string, timeframe: number): number | null {
  const returns = returnsOf(window);
  if (returns.length < LEAST_RETURNS) return null;
  const mean = meanOf(returns);
  let squares = 0;
  for (const one of returns) squares += (one - mean) * (one - mean);
  return Math.sqrt(squares / (returns.length - 1)) * Math.sqrt(barsOfYear(symbol, timeframe));
}

/**
 * Pearson's correlation of the simple returns of two windows, over the bars that open at the same time in both, −1 to 1. `null` with fewer than
 * ten common returns, or where one of the two does not move.
 */
export function correlationOf(a: readonly Closes[], b: readonly Closes[]): number | null {
  const [left, right] = commonBars(a, b);
  const x = returnsOf(left);
  const y = returnsOf(right);
  if (x.length < LEAST_RETURNS) return null;
  const meanX = meanOf(x);
  const meanY = meanOf(y);
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (const [index, one] of x.entries()) {
    const dx = one - meanX;
    const dy = (y[index] ?? 0) - meanY;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  const scale = Math.sqrt(xx) * Math.sqrt(yy);
  return scale > 0 ? Math.min(1, Math.max(-1, xy / scale)) : null;
}

/** The bars of a window that ends at `close` and is `length` bars long by time, whether or not all of them exist. */
export function windowOf<Row extends Closes>(
  bars: readonly Row[],
  close: Instant,
  length: number,
  timeframe: number,
): readonly Row[] {
  const from = close - length * timeframe;
  let first = bars.length;
  while (first > 0 && (bars[first - 1]?.openTime ?? from) >= from) first -= 1;
  return first === 0 ? bars : bars.slice(first);
}

function commonBars(a: readonly Closes[], b: readonly Closes[]): readonly [readonly Closes[], readonly Closes[]] {
  const byTime = new Map(b.map((bar) => [bar.openTime, bar]));
  const left: Closes[] = [];
  const right: Closes[] = [];
  for (const bar of a) {
    const other = byTime.get(bar.openTime);
    if (other === undefined) continue;
    left.push(bar);
    right.push(other);
  }
  return [left, right];
}

function returnsOf(bars: readonly Closes[]): number[] {
  const returns: number[] = [];
  let before: number | null = null;
  for (const { close } of bars) {
    if (before !== null) returns.push(close / before - 1);
    before = close;
  }
  return returns;
}

function meanOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function barsOfYear(symbol: string, timeframe: number): number {
  if (parseSymbol(symbol).isPair) return PAIR_YEAR / timeframe;
  if (timeframe < EQUITY_SESSION) return (EQUITY_SESSIONS * EQUITY_SESSION) / timeframe;
  return Math.min(EQUITY_SESSIONS, PAIR_YEAR / timeframe);
}
