import type { FillResult, Rows } from '../accounts/account-accounting.ts';
import { applyFill } from '../accounts/account-accounting.ts';
import type { Fill } from '../orders/fill.ts';
import { type Decimal, ZERO } from '../shared/decimal.ts';
import { DAY, type Instant } from '../shared/instant.ts';
import { exTime, newShares, type Split, splitId } from './split.ts';

/** A venue books a split, and what becomes of fractions, within that time. */
const BOOKED_WITHIN = 5 * DAY;

/** The venue holds the old shares still: what differs from the ledger is the split, to the last digit. */
export function isToBeBooked(split: Split, held: Decimal, booked: Decimal, now: Instant): boolean {
  if (now - exTime(split) > BOOKED_WITHIN || held.eq(booked)) return false;
  return newShares(held, split).eq(booked);
}

/** The venue holds the new shares, but for a fraction of one. Of nothing a split leaves none, and it turns nothing over. */
export function isFraction(split: Split, held: Decimal, booked: Decimal, now: Instant): boolean {
  const missing = held.minus(booked);
  if (booked.isZero() || held.times(booked).isNegative()) return false;
  if (now - exTime(split) > BOOKED_WITHIN || isToBeBooked(split, held, booked, now)) return false;
  return !missing.isZero() && missing.abs().lt(1);
}

export function fractionId(split: Split): string {
  return `${splitId(split)}~fraction`;
}

/**
 * The venue's number of shares is what counts. The cost stays with the rest, and what the venue pays for a fraction comes as money that moved: together they are what it was. Of a position that was nothing but a fraction
 * the cost is lost with it, until that money is there.
 *
 * @param held at the venue
 */
export function settleFraction(rows: Rows, split: Split, held: Decimal, at: Instant, sequence: string): FillResult {
  const { account, position } = rows;
  const more = held.minus(position.quantity);
  const entry: Fill = {
    account: account.account,
    symbol: split.symbol,
    id: fractionId(split),
    sequence,
    clientOrderId: null,
    sessionId: account.sessionId,
    side: more.isNegative() ? 'sell' : 'buy',
    quantity: more.abs(),
    price: ZERO,
    notional: ZERO,
    fee: ZERO,
    baseFee: ZERO,
    otherFees: [],
    time: at,
    venueTime: null,
    reason: null,
    explanation: null,
    provenance: { kind: 'split_fraction', reconciliationId: null, of: splitId(split) },
  };
  if (held.isZero()) return applyFill(rows, null, entry, at);
  return {
    fill: entry,
    order: null,
    trade: null,
    account: { ...account, fillSeq: account.fillSeq + 1 },
    position: { ...position, quantity: held, fillSeq: position.fillSeq + 1 },
  };
}
