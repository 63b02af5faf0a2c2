import type { Bar } from '../shared/bar.ts';
import { type Decimal, ZERO } from '../shared/decimal.ts';
import {
  type Fixed,
  fixedToDecimal,
  ratioFixed,
  roundToFixed,
  timesFixed,
  timesPrice,
  toFixed,
} from '../shared/fixed.ts';
import { DAY, type Instant, toUtcDay } from '../shared/instant.ts';
import { rememberLast } from '../shared/remember-last.ts';
import type { Account } from './account.ts';
import type { EquitySnapshot } from './equity-snapshot.ts';
import type { Position } from './position.ts';

/** One open position as it is valued. */
interface Valued {
  readonly symbol: string;
  readonly quantity: Fixed;
  readonly cost: Fixed;
  value: Fixed;
}

/**
 * Values an account at one bar close after the other: equity, peak, drawdown, trading day. A position counts at its last price, or at its
 * cost while it has none. In fixed point, because it is done at every bar; `marked` gives them back in decimals.
 */
export class AccountValuation {
  readonly #onlySymbol: string | null;
  #held: readonly Valued[] = [];
  #cash: Fixed = 0n;
  #realized: Fixed = 0n;
  #cost: Fixed = 0n;
  #onlyQuantity: Decimal | null = null;
  #value: Fixed = 0n;
  #drawdown: Fixed = 0n;
  /** A price or a fill came since the last close. */
  #isMoved = true;
  #equity: Fixed;
  #peak: Fixed;
  #maxDrawdown: Fixed;
  #day: number;
  #dayStart: Fixed;
  #markedAt: Instant;
  readonly #inDecimals = {
    equity: rememberLast(fixedToDecimal),
    peak: rememberLast(fixedToDecimal),
    maxDrawdown: rememberLast(fixedToDecimal),
    dayStartEquity: rememberLast(fixedToDecimal),
    day: rememberLast((day: number) => toUtcDay(day * DAY)),
  };

  /** @param onlySymbol the symbol whose quantity snapshots show; `null` where the session trades several */
  constructor(account: Account, positions: Iterable<Position>, onlySymbol: string | null) {
    this.#onlySymbol = onlySymbol;
    this.#equity = roundToFixed(account.equity);
    this.#peak = roundToFixed(account.peak);
    this.#maxDrawdown = roundToFixed(account.maxDrawdown);
    this.#dayStart = roundToFixed(account.dayStartEquity);
    this.#day = account.day === null ? Number.NaN : Math.floor(Date.parse(account.day) / DAY);
    this.#markedAt = account.markedAt;
    this.follow(account, positions);
  }

  /** Takes over what a fill has changed: cash and holdings. Equity and peak stay as of the last close. */
  follow(account: Account, positions: Iterable<Position>): void {
    this.#cash = toFixed(account.cash);
    this.#realized = toFixed(account.realizedPnl.minus(account.fees));
    this.#onlyQuantity = this.#onlySymbol === null ? null : ZERO;
    const held: Valued[] = [];
    for (const position of positions) {
      if (position.quantity.isZero()) continue;
      if (position.symbol === this.#onlySymbol) this.#onlyQuantity = position.quantity;
      held.push(valued(position));
    }
    this.#held = held;
    this.#cost = held.reduce((sum, { cost }) => sum + cost, 0n);
    this.#value = held.reduce((sum, { value }) => sum + value, 0n);
    this.#isMoved = true;
  }

  /** A new price of a symbol; nothing where it is not held. */
  price(symbol: string, price: number | string): void {
    for (const position of this.#held) {
      if (position.symbol !== symbol) continue;
      const value = timesPrice(position.quantity, price);
      this.#value += value - position.value;
      this.#isMoved = true;
      position.value = value;
    }
  }

  /** Cash and positions at their last prices. */
  get equity(): Decimal {
    return this.#inDecimals.equity(this.#cash + this.#value);
  }

  /** Closes the books on the bar that opened at `barTime`: its row of `pnl.csv`. */
  close(barTime: Instant, closeTime: Instant): EquitySnapshot {
    const day = Math.floor(barTime / DAY);
    if (day !== this.#day) {
      this.#day = day;
      this.#dayStart = this.#equity;
    }
    this.#markedAt = closeTime;
    if (this.#isMoved) this.#revalue();
    return {
      barTime,
      equity: this.#equity,
      cash: this.#cash,
      positionQuantity: this.#onlyQuantity,
      positionValue: this.#value,
      realizedPnl: this.#realized,
      unrealizedPnl: this.#value - this.#cost,
      drawdown: this.#drawdown,
    };
  }

  #revalue(): void {
    const equity = this.#cash + this.#value;
    if (equity > this.#peak) this.#peak = equity;
    const fall = this.#peak - equity;
    this.#drawdown = fall === 0n || this.#peak <= 0n ? 0n : ratioFixed(fall, this.#peak);
    if (this.#drawdown > this.#maxDrawdown) this.#maxDrawdown = this.#drawdown;
    this.#equity = equity;
    this.#isMoved = false;
  }

  /** An account with the figures of the last close. */
  marked(account: Account): Account {
    const { day, dayStartEquity, equity, maxDrawdown, peak } = this.#inDecimals;
    return {
      ...account,
      equity: equity(this.#equity),
      peak: peak(this.#peak),
      maxDrawdown: maxDrawdown(this.#maxDrawdown),
      day: Number.isNaN(this.#day) ? null : day(this.#day),
      dayStartEquity: dayStartEquity(this.#dayStart),
      markedAt: this.#markedAt,
    };
  }
}

function valued(position: Position): Valued {
  const quantity = toFixed(position.quantity);
  const cost = toFixed(position.cost);
  const value = position.mark === null ? cost : timesFixed(quantity, roundToFixed(position.mark));
  return { symbol: position.symbol, quantity, cost, value };
}

/** The text of a bar's close as it prices a position. */
export function closeOf(bar: Bar): number | string {
  return bar.digits?.close ?? bar.close;
}
