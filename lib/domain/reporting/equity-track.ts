import type { EquitySnapshot } from '../accounts/equity-snapshot.ts';
import { type Decimal, ZERO } from '../shared/decimal.ts';
import { type Fixed, fixedToDecimal, roundToFixed } from '../shared/fixed.ts';
import { DAY, type Instant } from '../shared/instant.ts';
import { EquityCurve } from './equity-curve.ts';
import type { EquityHistory } from './equity-history.ts';
import type { EquityPoint } from './report-data.ts';
import { DrawdownTrack } from './statistics/drawdown.ts';

/** Takes in the equity of a run bar by bar, in memory for its days and the points of its curve. */
export class EquityTrack {
  readonly #initial: Decimal;
  readonly #drawdown: DrawdownTrack;
  readonly #curve = new EquityCurve();
  readonly #days: { day: number; equity: Fixed }[] = [];
  #today: { day: number; equity: Fixed } = { day: Number.NaN, equity: 0n };
  #bars = 0;
  #exposedBars = 0;
  #sum: Fixed = 0n;
  #last: EquitySnapshot | null = null;
  readonly #lot: Decimal;
  /** The quantity judged last: it is the same object from bar to bar. */
  #judged: { readonly quantity: Decimal | null; readonly isDust: boolean } = { quantity: null, isDust: false };

  /** `initial` is the equity at `start`, before the first bar; a holding below `lot` is none. */
  constructor(initial: Decimal, start: Instant, lot: Decimal = ZERO) {
    this.#initial = initial;
    this.#lot = lot;
    this.#drawdown = new DrawdownTrack(roundToFixed(initial), start);
  }

  add(snapshot: EquitySnapshot): void {
    const { barTime, equity } = snapshot;
    const day = Math.floor(barTime / DAY);
    if (day === this.#today.day) this.#today.equity = equity;
    else {
      this.#today = { day, equity };
      this.#days.push(this.#today);
    }
    this.#bars += 1;
    this.#sum += equity;
    if (snapshot.positionValue !== 0n && !this.#isDust(snapshot.positionQuantity)) this.#exposedBars += 1;
    this.#drawdown.add(barTime, equity);
    this.#curve.add(snapshot);
    this.#last = snapshot;
  }

  #isDust(quantity: Decimal | null): boolean {
    if (quantity !== this.#judged.quantity) {
      this.#judged = { quantity, isDust: quantity?.abs().lt(this.#lot) === true };
    }
    return this.#judged.isDust;
  }

  result(): EquityHistory {
    const last = this.#last;
    return {
      bars: this.#bars,
      exposedBars: this.#exposedBars,
      lastBarTime: last?.barTime ?? null,
      finalEquity: last === null ? this.#initial : fixedToDecimal(last.equity),
      finalCash: last === null ? this.#initial : fixedToDecimal(last.cash),
      meanEquity: this.#bars === 0 ? null : fixedToDecimal(this.#sum).div(this.#bars),
      drawdown: this.#drawdown.result(),
      days: this.#days.map(({ day, equity }) => ({ day, equity: fixedToDecimal(equity) })),
    };
  }

  points(): readonly EquityPoint[] {
    return this.#curve.points();
  }
}
