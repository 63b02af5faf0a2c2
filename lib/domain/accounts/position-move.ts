import { type Decimal, ZERO } from '../shared/decimal.ts';
import type { ClosedTrade } from './closed-trade.ts';
import type { Position } from './position.ts';

/** What a fill did to the position of its symbol. Less than anybody can trade counts as nothing. */
export interface PositionMove {
  /** Signed. */
  readonly before: Decimal;
  readonly after: Decimal;
  /** The trade that it ended; `null`: it ended none. */
  readonly closed: Pick<ClosedTrade, 'openedAt' | 'pnl'> | null;
}

export function positionMove(before: Position, after: Position, trade: ClosedTrade | null): PositionMove {
  const closed = trade === null ? null : { openedAt: trade.openedAt, pnl: trade.pnl };
  return { before: heldQuantity(before), after: heldQuantity(after), closed };
}

function heldQuantity({ holding, quantity }: Position): Decimal {
  return holding === null ? ZERO : quantity;
}
