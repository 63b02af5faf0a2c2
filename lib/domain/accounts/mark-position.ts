import { type Bar, exact } from '../shared/bar.ts';
import type { Decimal } from '../shared/decimal.ts';
import type { Holding, Position } from './position.ts';

/**
 * A position after a bar has closed: its mark, and for how long and between which prices it has been held. Nothing moves while it is flat, nor by a bar
 * that it has been marked by, or that closed before it was opened.
 */
export function markPosition(position: Position, bar: Bar): Position {
  const { holding, markTime } = position;
  const since = Math.max(markTime ?? 0, holding?.openedAt ?? 0);
  if (position.quantity.isZero() || bar.closeTime <= since) return position;
  return {
    ...position,
    mark: exact(bar, 'close'),
    markTime: bar.closeTime,
    holding: holding === null ? null : heldOneMore(holding, bar),
  };
}

function heldOneMore(holding: Holding, bar: Bar): Holding {
  const { highest, lowest } = holding;
  return {
    ...holding,
    barsHeld: holding.barsHeld + 1,
    highest: isBeyond(bar.high, highest, 1) ? further(exact(bar, 'high'), highest, 1) : highest,
    lowest: isBeyond(bar.low, lowest, -1) ? further(exact(bar, 'low'), lowest, -1) : lowest,
  };
}

/** Told by floats, which keep the order but for ties: those are decided exactly. */
function isBeyond(price: number, extreme: Decimal | null, direction: 1 | -1): boolean {
  return extreme === null || (price - extreme.toNumber()) * direction >= 0;
}

function further(price: Decimal, extreme: Decimal | null, direction: 1 | -1): Decimal {
  return extreme === null || price.cmp(extreme) === direction ? price : extreme;
}

/** All positions with those that the bars are of marked; the bars of a symbol ascending. */
export function markPositions(
  positions: ReadonlyMap<string, Position>,
  closing: readonly Bar[],
): ReadonlyMap<string, Position> {
  const marked = new Map(positions);
  for (const bar of closing) {
    const position = marked.get(bar.symbol);
    if (position !== undefined) marked.set(bar.symbol, markPosition(position, bar));
  }
  return marked;
}
