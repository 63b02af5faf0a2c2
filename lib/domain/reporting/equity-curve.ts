import type { EquitySnapshot } from '../accounts/equity-snapshot.ts';
import type { Fixed } from '../shared/fixed.ts';
import type { Instant } from '../shared/instant.ts';
import type { EquityPoint } from './report-data.ts';

/** Stretches kept, at four points each. */
const STRETCHES = 1_000;

/** 10^18, a power of ten that a float holds exactly. */
const UNIT = 1e18;

/** First, last, lowest and highest bar of a stretch; the earliest of equals. */
interface Stretch {
  first: Mark;
  lowest: Mark;
  highest: Mark;
  last: Mark;
}

/** What is read of a snapshot. */
type Mark = Pick<EquitySnapshot, 'barTime' | 'equity' | 'drawdown'>;

/**
 * An equity curve for looking at, taken in bar by bar in constant memory: of each stretch of bars the first, the last, the lowest and the
 * highest, at most 4,000 points. Stretches begin with one bar and double whenever there are too many of them, so that up to 2,000 bars are
 * all kept. The lowest and the highest equity of the run are always among them.
 */
export class EquityCurve {
  #stretches: Stretch[] = [];
  #current: Stretch | null = null;
  #barsPerStretch = 1;
  #barsInCurrent = 0;

  add(snapshot: EquitySnapshot): void {
    const current = this.#current;
    if (current === null || this.#barsInCurrent === this.#barsPerStretch) {
      this.#begin(snapshot);
      return;
    }
    this.#barsInCurrent += 1;
    current.last = snapshot;
    if (snapshot.equity < current.lowest.equity) current.lowest = snapshot;
    else if (snapshot.equity > current.highest.equity) current.highest = snapshot;
  }

  /** Ascending by time, none twice. */
  points(): readonly EquityPoint[] {
    return this.#stretches.flatMap((stretch) => marksOf(stretch).map(pointOf));
  }

  #begin(mark: Mark): void {
    if (this.#stretches.length === STRETCHES) {
      this.#stretches = mergePairs(this.#stretches);
      this.#barsPerStretch *= 2;
    }
    this.#current = { first: mark, lowest: mark, highest: mark, last: mark };
    this.#stretches.push(this.#current);
    this.#barsInCurrent = 1;
  }
}

function mergePairs(stretches: readonly Stretch[]): Stretch[] {
  return stretches.flatMap((left, index) => {
    if (index % 2 === 1) return [];
    const right = stretches[index + 1] ?? left;
    return [
      {
        first: left.first,
        lowest: right.lowest.equity < left.lowest.equity ? right.lowest : left.lowest,
        highest: right.highest.equity > left.highest.equity ? right.highest : left.highest,
        last: right.last,
      },
    ];
  });
}

function marksOf({ first, lowest, highest, last }: Stretch): readonly Mark[] {
  const byTime = new Map<Instant, Mark>();
  for (const mark of [first, lowest, highest, last]) byTime.set(mark.barTime, mark);
  return [...byTime.values()].sort((a, b) => a.barTime - b.barTime);
}

function pointOf({ barTime, equity, drawdown }: Mark): EquityPoint {
  return { time: barTime, equity: toFloat(equity), drawdown: toFloat(drawdown) };
}

function toFloat(amount: Fixed): number {
  return Number(amount) / UNIT;
}
