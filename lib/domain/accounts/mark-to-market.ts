import { type Decimal, ZERO } from '../shared/decimal.ts';
import { type Instant, toUtcDay } from '../shared/instant.ts';
import type { Account } from './account.ts';
import type { EquitySnapshot } from './equity-snapshot.ts';
import type { Position } from './position.ts';
import { positionValue } from './position-accounting.ts';

/** Price of a symbol at a bar close. */
export interface Mark {
  readonly price: Decimal;
  readonly time: Instant;
}

export interface Valuation {
  readonly equity: Decimal;
  readonly positionValue: Decimal;
  /** Σ |value|. */
  readonly exposure: Decimal;
  /** Σ cost of what is open. */
  readonly cost: Decimal;
}

/**
 * Cash + Σ position × price: by the given marks, else by a position's own last mark, else (never marked) at its cost.
 */
export function valueAccount(
  cash: Decimal,
  positions: Iterable<Position>,
  marks: ReadonlyMap<string, Mark>,
): Valuation {
  let value = ZERO;
  let exposure = ZERO;
  let cost = ZERO;
  for (const position of positions) {
    if (position.quantity.isZero()) continue;
    const price = marks.get(position.symbol)?.price ?? position.mark;
    const worth = price === null ? position.cost : positionValue(position, price);
    value = value.plus(worth);
    exposure = exposure.plus(worth.abs());
    cost = cost.plus(position.cost);
  }
  return { equity: cash.plus(value), positionValue: value, exposure, cost };
}

export interface Marked {
  readonly account: Account;
  /** Open positions with their new mark. */
  readonly positions: readonly Position[];
  readonly snapshot: EquitySnapshot;
}

/**
 * Marks the account at the close of the bar that opened at `barTime`: equity, peak, drawdown and the trading day (UTC, of the
 * bar), and the snapshot that is the bar's row of `pnl.csv`.
 */
export function markAccount(
  account: Account,
  positions: ReadonlyMap<string, Position>,
  marks: ReadonlyMap<string, Mark>,
  bar: { readonly openTime: Instant; readonly closeTime: Instant },
  onlySymbol: string | null,
): Marked {
  const valuation = valueAccount(account.cash, positions.values(), marks);
  const peak = valuation.equity.gt(account.peak) ? valuation.equity : account.peak;
  const drawdown = peak.isPositive() && !peak.isZero() ? peak.minus(valuation.equity).div(peak) : ZERO;
  const day = toUtcDay(bar.openTime);
  const marked: Account = {
    ...account,
    equity: valuation.equity,
    peak,
    maxDrawdown: drawdown.gt(account.maxDrawdown) ? drawdown : account.maxDrawdown,
    day,
    dayStartEquity: day === account.day ? account.dayStartEquity : account.equity,
    markedAt: bar.closeTime,
  };
  const snapshot: EquitySnapshot = {
    barTime: bar.openTime,
    equity: valuation.equity,
    cash: account.cash,
    positionQuantity: onlySymbol === null ? null : (positions.get(onlySymbol)?.quantity ?? ZERO),
    positionValue: valuation.positionValue,
    realizedPnl: account.realizedPnl.minus(account.fees),
    unrealizedPnl: valuation.positionValue.minus(valuation.cost),
    drawdown,
  };
  return { account: marked, positions: markedPositions(positions, marks), snapshot };
}

function markedPositions(positions: ReadonlyMap<string, Position>, marks: ReadonlyMap<string, Mark>): Position[] {
  return [...positions.values()].flatMap((position) => {
    const mark = marks.get(position.symbol);
    if (mark === undefined || position.quantity.isZero()) return [];
    return [{ ...position, mark: mark.price, markTime: mark.time }];
  });
}
