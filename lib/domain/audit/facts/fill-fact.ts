import type { Fill } from '../../orders/fill.ts';
import { netQuantity, quotePaid } from '../../orders/fill-amounts.ts';
import { toIso } from '../../shared/instant.ts';
import { ratioText } from '../../splits/split.ts';
import type { AuditFact } from '../audit-entry.ts';
import { inWords } from './words.ts';

/** A fill as it was booked, with what it did to position and cash; or the entry that a reconciliation has declared in its place, or taken back. */
export function fillFact(fill: Fill): AuditFact {
  return {
    subject: `FILLS/${fill.symbol}#${fill.id}`,
    sessionId: fill.sessionId,
    ...originOf(fill),
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
      declared: fill.provenance?.kind ?? null,
      of: fill.provenance?.of ?? null,
    }),
  };
}

function originOf({ clientOrderId, provenance, sessionId }: Fill): Pick<AuditFact, 'kind' | 'actor' | 'cause'> {
  if (provenance !== undefined) {
    const { kind, of, rates, reconciliationId } = provenance;
    if (kind === 'adopted') return { kind: 'FillDeclared', actor: 'operator', cause: `session ${sessionId}` };
    if (kind === 'split') return { kind: 'FillDeclared', actor: 'venue', cause: `split ${rates && ratioText(rates)}` };
    if (kind.startsWith('split_')) return { kind: 'FillDeclared', actor: 'venue', cause: `split, ${of}` };
    const cause = kind === 'reversal' ? `fill ${of}` : `reconciliation ${reconciliationId}`;
    return { kind: 'FillDeclared', actor: 'reconciliation', cause };
  }
  const cause = clientOrderId === null ? 'EXTERNAL' : `order ${clientOrderId}`;
  return { kind: 'FillApplied', actor: 'venue', cause };
}
