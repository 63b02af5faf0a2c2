import { type Decimal, ZERO } from '../../shared/decimal.ts';
import { type Fixed, fixedToDecimal } from '../../shared/fixed.ts';
import { type Instant, MINUTE } from '../../shared/instant.ts';

export interface Drawdown {
  /** Largest fall from a peak, as a fraction of the peak. */
  readonly fraction: Decimal;
  /** Largest fall from a peak, in money; not always the same fall. */
  readonly amount: Decimal;
  /** Longest time from the last bar at a peak to the first bar that is there again, or to the last bar of all; again not always the same. */
  readonly durationMinutes: number;
}

/**
 * The largest falls of an equity curve below its highest value so far, taken in bar by bar. None of the three figures ever gets smaller
 * by a further bar. Magdon-Ismail and Atiya (2004), Maximum Drawdown.
 */
export class DrawdownTrack {
  #peak: Fixed;
  #peakTime: Instant;
  #trough: Fixed;
  #amount: Fixed = 0n;
  #duration = 0;
  /** The relatively largest fall, and the peak that it fell from. */
  #deepest: { readonly fall: Fixed; readonly peak: Fixed } = { fall: 0n, peak: 1n };

  /** `initial` is the first peak, at `start`. */
  constructor(initial: Fixed, start: Instant) {
    this.#peak = initial;
    this.#peakTime = start;
    this.#trough = initial;
  }

  add(time: Instant, equity: Fixed): void {
    const isBelow = equity < this.#peak;
    if (isBelow || this.#trough < this.#peak) this.#duration = Math.max(this.#duration, time - this.#peakTime);
    if (!isBelow) {
      this.#peak = equity;
      this.#peakTime = time;
      this.#trough = equity;
    } else if (equity < this.#trough) {
      this.#trough = equity;
      this.#recordFall(this.#peak - equity);
    }
  }

  result(): Drawdown {
    const { fall, peak } = this.#deepest;
    return {
      fraction: fall === 0n ? ZERO : fixedToDecimal(fall).div(fixedToDecimal(peak)),
      amount: fixedToDecimal(this.#amount),
      durationMinutes: this.#duration / MINUTE,
    };
  }

  #recordFall(fall: Fixed): void {
    if (fall > this.#amount) this.#amount = fall;
    if (fall * this.#deepest.peak > this.#deepest.fall * this.#peak && this.#peak > 0n)
      this.#deepest = { fall, peak: this.#peak };
  }
}
