import type { PositionMove } from '#domain/accounts/position-move.ts';
import { EXIT_REASONS, type Fill, type OtherFee, PROVENANCES, type Provenance } from '#domain/orders/fill.ts';
import { decodeExplanation, encodeExplanation } from './explanation-text.ts';
import { fillKey } from './keys.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Item, Key } from './table.ts';

/** @param move what it did to its position, for whoever reads the stream: `null` of a reversal, which goes with its fill */
export function encodeFill(fill: Fill, move: PositionMove | null = null): Item & Key {
  const { provenance, ...rest } = fill;
  return {
    ...fillKey(fill.account, fill.symbol, fill.id),
    ...attributes({
      schemaVersion: SCHEMA_VERSION,
      ...rest,
      baseFee: fill.baseFee.isZero() ? null : fill.baseFee,
      otherFees: fill.otherFees.length === 0 ? null : fill.otherFees.map(encodeOtherFee),
      explanation: fill.explanation === null ? null : encodeExplanation(fill.explanation),
      provenance: provenance === undefined ? null : encodeProvenance(provenance),
      heldBefore: move?.before ?? null,
      heldAfter: move?.after ?? null,
      tradeOpenedAt: move?.closed?.openedAt ?? null,
      tradePnl: move?.closed?.pnl ?? null,
    }),
  };
}

export function decodeFill(item: Item): Fill {
  const reader = new RecordReader(item);
  const provenance =
    item.provenance === undefined ? null : decodeProvenance(new RecordReader(reader.map('provenance')));
  return {
    account: reader.text('account'),
    symbol: reader.text('symbol'),
    id: reader.text('id'),
    sequence: reader.text('sequence'),
    clientOrderId: reader.textOrNull('clientOrderId'),
    sessionId: reader.textOrNull('sessionId'),
    side: reader.oneOf('side', ['buy', 'sell']),
    quantity: reader.decimal('quantity'),
    price: reader.decimal('price'),
    notional: reader.decimal('notional'),
    fee: reader.decimal('fee'),
    baseFee: reader.decimalOrZero('baseFee'),
    otherFees: reader.records('otherFees').map(decodeOtherFee),
    time: reader.integer('time'),
    venueTime: reader.integerOrNull('venueTime'),
    reason: reader.oneOfOrNull('reason', EXIT_REASONS),
    explanation: decodeExplanation(reader.textOrNull('explanation')),
    ...(provenance === null ? {} : { provenance }),
  };
}

export function decodePositionMove(item: Item): PositionMove | null {
  const reader = new RecordReader(item);
  const after = reader.decimalOrNull('heldAfter');
  if (after === null) return null;
  const pnl = reader.decimalOrNull('tradePnl');
  const closed = pnl === null ? null : { openedAt: reader.integer('tradeOpenedAt'), pnl };
  return { before: reader.decimal('heldBefore'), after, closed };
}

function encodeOtherFee({ currency, amount }: OtherFee): Item {
  return { currency, amount };
}

function decodeOtherFee(reader: RecordReader): OtherFee {
  return { currency: reader.text('currency'), amount: reader.decimal('amount') };
}

function encodeProvenance({ rates, ...provenance }: Provenance): Item {
  return attributes({ ...provenance, oldRate: rates?.oldRate ?? null, newRate: rates?.newRate ?? null });
}

function decodeProvenance(reader: RecordReader): Provenance {
  const oldRate = reader.decimalOrNull('oldRate');
  return {
    kind: reader.oneOf('kind', PROVENANCES),
    reconciliationId: reader.textOrNull('reconciliationId'),
    of: reader.textOrNull('of'),
    ...(oldRate === null ? {} : { rates: { oldRate, newRate: reader.decimal('newRate') } }),
  };
}
