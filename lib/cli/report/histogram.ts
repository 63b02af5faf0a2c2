import { Decimal } from '#domain/shared/decimal.ts';

/** How often values fall into bins of equal width. Zero is an edge: a bin holds losses or gains, never both. */
export interface Histogram {
  /** Of each bin, ascending; `upper` − `lower` is the same for all. */
  readonly bins: readonly Bin[];
  /** Values of exactly 0, which are in no bin. */
  readonly zeros: number;
}

export interface Bin {
  readonly lower: Decimal;
  readonly upper: Decimal;
  readonly count: number;
  /** The first bin also holds what is below it, the last what is above it. */
  readonly isOpen: boolean;
}

const FEWEST_BINS = 6;
const MOST_BINS = 30;
/** Share of the values at each end that may lie beyond the end bins, so that one outlier does not squeeze all others into one bin. */
const TAIL = 0.01;

/** About 2√n bins, of a width of 1, 2 or 5 times a power of ten. Values that are not finite are left out. */
export function histogramOf(values: readonly number[]): Histogram {
  const finite = values.filter((value) => Number.isFinite(value));
  const sorted = finite.filter((value) => value !== 0).sort((a, b) => a - b);
  const zeros = finite.length - sorted.length;
  const low = sorted[Math.floor(TAIL * sorted.length)];
  const high = sorted[Math.ceil((1 - TAIL) * sorted.length) - 1];
  if (low === undefined || high === undefined) return { bins: [], zeros };
  const target = Math.min(Math.max(Math.ceil(2 * Math.sqrt(sorted.length)), FEWEST_BINS), MOST_BINS);
  const width = roundStep((high - low || Math.abs(low)) / target);
  return { bins: countBins(sorted, Math.floor(low / width), Math.floor(high / width), width), zeros };
}

function countBins(sorted: readonly number[], first: number, last: number, width: number): Bin[] {
  const counts = Array.from({ length: last - first + 1 }, () => 0);
  let below = 0;
  let above = 0;
  for (const value of sorted) {
    const index = Math.floor(value / width);
    if (index < first) below += 1;
    if (index > last) above += 1;
    const slot = Math.min(Math.max(index, first), last) - first;
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  const step = new Decimal(width);
  return counts.map((count, slot) => ({
    lower: step.times(first + slot),
    upper: step.times(first + slot + 1),
    count,
    isOpen: (slot === 0 && below > 0) || (slot === counts.length - 1 && above > 0),
  }));
}

/** The next of 1, 2, 5, 10 × 10^k at or above `step` > 0; from its decimal text, because logarithms differ between machines. */
function roundStep(step: number): number {
  const [mantissa = '1', exponent = '0'] = step.toExponential().split('e');
  const rounded = [1, 2, 5].find((candidate) => Number(mantissa) <= candidate) ?? 10;
  return Number(`${rounded}e${exponent}`);
}
