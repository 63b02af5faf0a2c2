import type { Fill } from '../../orders/fill.ts';
import { netQuantity, quotePaid } from '../../orders/fill-amounts.ts';
import { toIso } from '../../shared/instant.ts';
import type { AuditFact } from '../audit-entry.ts';
import { inWords } from './words.ts';

/** A fill as it was booked, with what it did to position and cash. */
export function fillFact(fill: Fill): AuditFact {
  return {
    kind: 'FillApplied',
    subject: `FILLS/${fill.symbol}#${fill.id}`,
    sessionId: fill.sessionId,
    actor: 'venue',
    cause: fill.clientOrderId === null ? 'EXTERNAL' : `order ${fill.clientOrderId}`,
    detail: inWords({
      clientOrderId: fill.clientOrderId,
      symbol: fill.symbol,
      side: fill.side,
      quantity: fill.quantity,
      price: fill.price,
      notional: fill.notional,
      fee: fill.fee,
      baseFee: fill.baseFee,
      otherFees: fill.otherFees.length === 0 ? null : JSON.stringify(fill.otherFees),
      netQuantity: netQuantity(fill),
      paid: quotePaid(fill),
      time: toIso(fill.time),
      sequence: fill.sequence,
      reason: fill.reason,
    }),
  };
}
