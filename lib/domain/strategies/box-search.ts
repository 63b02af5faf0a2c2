import { comparePrices, type ExactPrice, exactPrice } from '../indicators/index.ts';
import type { Bar } from '../shared/bar.ts';

/** A finished box. */
export interface Box {
  readonly kind: 'box';
  readonly top: ExactPrice;
  readonly bottom: ExactPrice;
}

/** Waits for a high that is the highest of the window. */
interface NoTop {
  readonly kind: 'none';
}

/** A top that has stood for `age` bars, or is confirmed, and the lowest low since its bar, which has stood for `bottomAge` bars. */
interface Candidate {
  readonly kind: 'candidate';
  readonly top: ExactPrice;
  readonly age: number;
  readonly bottom: ExactPrice | null;
  readonly bottomAge: number;
}

export type BoxSearch = NoTop | Candidate | Box;

export const NO_TOP: NoTop = { kind: 'none' };

/** The search after one more bar, whose high is or is not the highest of the window. */
export function searchBox(search: BoxSearch, bar: Bar, isHighest: boolean, confirm: number): BoxSearch {
  const anew = isHighest ? candidateAt(bar) : NO_TOP;
  switch (search.kind) {
    case 'none':
      return anew;
    case 'candidate':
      return comparePrices(exactPrice(bar, 'high'), search.top) > 0
        ? candidateAt(bar)
        : confirmBox(search, exactPrice(bar, 'low'), confirm);
    case 'box':
      if (closesAbove(bar, search.top)) return candidateAt(bar);
      return closesBelow(bar, search.bottom) ? anew : search;
  }
}

export function closesAbove(bar: Bar, price: ExactPrice): boolean {
  return comparePrices(exactPrice(bar, 'close'), price) > 0;
}

export function closesBelow(bar: Bar, price: ExactPrice): boolean {
  return comparePrices(exactPrice(bar, 'close'), price) < 0;
}

function candidateAt(bar: Bar): Candidate {
  return { kind: 'candidate', top: exactPrice(bar, 'high'), age: 0, bottom: null, bottomAge: 0 };
}

/** A bar that does not exceed the top: a new lowest low, or another bar for which the bottom has stood. */
function confirmBox({ top, age, bottom, bottomAge }: Candidate, low: ExactPrice, confirm: number): Candidate | Box {
  if (bottom === null || comparePrices(low, bottom) < 0) {
    return { kind: 'candidate', top, age: age + 1, bottom: low, bottomAge: 0 };
  }
  const isConfirmed = age + 1 >= confirm && bottomAge + 1 >= confirm;
  if (isConfirmed) return { kind: 'box', top, bottom };
  return { kind: 'candidate', top, age: age + 1, bottom, bottomAge: bottomAge + 1 };
}
