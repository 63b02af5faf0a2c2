import type { ExitReason, Fill } from '../orders/fill.ts';
import { netNotional, netQuantity, signedQuantity } from '../orders/fill-amounts.ts';
import { type Decimal, toMoney, ZERO } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';
import { newShares } from '../splits/split.ts';
import { inTheirShares, isOfSplit } from '../splits/split-entries.ts';

/** What a position did between two moments of being flat. Times are the filling bars', prices are averages over the fills. */
export interface RoundTrip {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  /** Base currency, > 0, net of fees in it: what was entered and left again, or what is still open. */
  readonly quantity: Decimal;
  readonly entryTime: Instant;
  readonly entryPrice: Decimal;
  readonly entryFee: Decimal;
  /** Σ notional of what was entered, net of fees in the base currency: an average price rounds, this does not. */
  readonly entryNotional: Decimal;
  /** This and the next two are `null` while it is open. */
  readonly exitTime: Instant | null;
  readonly exitPrice: Decimal | null;
  readonly exitFee: Decimal | null;
  /** Paid (> 0) or received while it was held. */
  readonly funding: Decimal;
  /** Quote currency, net of both fees and of funding; `null` while it is open. */
  readonly pnl: Decimal | null;
  /** Why the fill that ended it was made; `null` while it is open. */
  readonly exitReason: ExitReason | null;
  /** Orders that made it, in the order of their first fills. */
  readonly clientOrderIds: readonly string[];
}

/** Fills of one direction added up. */
interface Leg {
  readonly quantity: Decimal;
  readonly notional: Decimal;
  readonly fee: Decimal;
  /** The price, while one price made all of it; a notional is rounded, a price is not. */
  readonly onlyPrice: Decimal | null;
  readonly firstTime: Instant;
  readonly lastTime: Instant;
}

/** A trip that grows with its fills. */
interface OpenTrip {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  entry: Leg;
  exit: Leg | null;
  exitReason: ExitReason;
  funding: Decimal;
  /** Less than a lot, left over by the trip before. */
  readonly isDust: boolean;
  readonly clientOrderIds: Set<string>;
}

/** A trip that is over. */
type ClosedPart = Omit<OpenTrip, 'exit'> & { readonly exit: Leg };

/**
 * Groups fills into round trips, from flat to flat, symbol by symbol. A fill beyond zero (a flip) ends one and begins the next,
 * notional and fee shared by quantity. A position that is only partly closed at the end gives two: the part that was left
 * again, closed, and the rest, open; entry and funding shared by quantity. Closed ones come first, as they were closed; open ones last.
 *
 * A split changes the shares of a trip, and not its money.
 *
 * Nothing is lost: Σ P&L of the closed trips + value of the open ones − what they cost (entry, entry fee, funding) is what the equity changed by.
 * Funding of a symbol that is flat belongs to no trip.
 *
 * @param lotOf less than a symbol's lot is flat: what is left of a trip then goes, at its cost, into the next one; at the end it is in none
 */
export function roundTrips(
  fills: readonly Fill[],
  lotOf: (symbol: string) => Decimal = () => ZERO,
): readonly RoundTrip[] {
  const closed: RoundTrip[] = [];
  const open = new Map<string, OpenTrip>();
  for (const fill of inTheirShares(fills)) {
    const trip = open.get(fill.symbol);
    if (isOfSplit(fill)) {
      const split = trip === undefined ? null : splitTrip(trip, fill);
      if (split !== null) open.set(fill.symbol, split);
      if (split !== null || trip === undefined) continue;
    }
    if (isFunding(fill)) {
      if (trip !== undefined) trip.funding = trip.funding.plus(fill.fee);
      continue;
    }
    const left = trip === undefined ? openTrip(fill, legOf(fill)) : addFill(trip, fill, closed, lotOf(fill.symbol));
    if (left === null) open.delete(fill.symbol);
    else open.set(fill.symbol, left);
  }
  const unfinished = [...open.values()]
    .filter(({ isDust }) => !isDust)
    .sort((a, b) => a.entry.firstTime - b.entry.firstTime)
    .map(splitOpenTrip);
  return [...closed, ...unfinished.flatMap((parts) => parts.closed), ...unfinished.map((parts) => parts.open)];
}

/** Funding moves no quantity: it is a fee, and no trade. */
export function isFunding(fill: Fill): boolean {
  return fill.quantity.isZero();
}

function openTrip(fill: Fill, entry: Leg): OpenTrip {
  return {
    symbol: fill.symbol,
    side: fill.side === 'buy' ? 'long' : 'short',
    entry,
    exit: null,
    exitReason: 'strategy_exit',
    funding: ZERO,
    isDust: false,
    clientOrderIds: new Set(fill.clientOrderId === null ? [] : [fill.clientOrderId]),
  };
}

/** Adds a fill to a trip, and the trip to `closed` when that ends it. Returns the trip that is open afterwards. */
function addFill(trip: OpenTrip, fill: Fill, closed: RoundTrip[], lot: Decimal): OpenTrip | null {
  const leg = legOf(fill);
  if (fill.clientOrderId !== null) trip.clientOrderIds.add(fill.clientOrderId);
  if ((trip.side === 'long') === (fill.side === 'buy')) {
    if (trip.isDust)
      return { ...openTrip(fill, leg), entry: { ...addLegs(trip.entry, leg), firstTime: leg.firstTime } };
    trip.entry = addLegs(trip.entry, leg);
    return trip;
  }
  const held = trip.entry.quantity.minus(trip.exit?.quantity ?? ZERO);
  const [closing, rest] = leg.quantity.gt(held) ? splitLeg(leg, held) : [leg, null];
  const exit = trip.exit === null ? closing : addLegs(trip.exit, closing);
  trip.exit = exit;
  trip.exitReason = fill.reason ?? 'strategy_exit';
  const remainder = trip.entry.quantity.minus(exit.quantity);
  if (remainder.gte(lot) && !remainder.isZero()) return trip;
  if (!remainder.isZero()) return closeToDust(trip, exit, closed);
  closed.push(closeTrip({ ...trip, exit }));
  return rest === null ? null : openTrip(fill, rest);
}

/** Ends a trip of which less than a lot is left, and keeps that for the next one. */
function closeToDust(trip: OpenTrip, exit: Leg, closed: RoundTrip[]): OpenTrip {
  const [left, dust] = splitLeg(trip.entry, exit.quantity);
  closed.push(closeTrip({ ...trip, entry: left, exit }));
  return { ...trip, entry: dust, exit: null, funding: ZERO, clientOrderIds: new Set(), isDust: true };
}

/** A trip after a split, or after what the venue made of the fraction that it left: other shares for the same money. `null`: of what was nothing but a fraction, nothing is left, and it ends as by any exit. */
function splitTrip(trip: OpenTrip, fill: Fill): OpenTrip | null {
  const { entry, exit } = trip;
  const left = exit?.quantity ?? ZERO;
  const held = entry.quantity.minus(left);
  const rates = fill.provenance?.rates;
  if (rates === undefined) {
    const more = signedQuantity(fill).times(trip.side === 'long' ? 1 : -1);
    return held.plus(more).gt(0) ? { ...trip, entry: ofShares(entry, entry.quantity.plus(more)) } : null;
  }
  const quantity = newShares(left, rates);
  return {
    ...trip,
    entry: ofShares(entry, newShares(held, rates).plus(quantity)),
    exit: exit === null ? null : ofShares(exit, quantity),
  };
}

function ofShares(leg: Leg, quantity: Decimal): Leg {
  return { ...leg, quantity, onlyPrice: null };
}

function closeTrip(trip: ClosedPart): RoundTrip {
  const { entry, exit } = trip;
  const gain = trip.side === 'long' ? exit.notional.minus(entry.notional) : entry.notional.minus(exit.notional);
  return {
    ...leaveOpen(trip),
    exitTime: exit.lastTime,
    exitPrice: priceOf(exit),
    exitFee: exit.fee,
    pnl: gain.minus(entry.fee).minus(exit.fee).minus(trip.funding),
    exitReason: trip.exitReason,
  };
}

function splitOpenTrip(trip: OpenTrip): { readonly closed: readonly RoundTrip[]; readonly open: RoundTrip } {
  const { entry, exit, funding } = trip;
  if (exit === null) return { closed: [], open: leaveOpen(trip) };
  const [left, held] = splitLeg(entry, exit.quantity);
  const fundingOfLeft = toMoney(funding.times(exit.quantity).div(entry.quantity));
  return {
    closed: [closeTrip({ ...trip, entry: left, exit, funding: fundingOfLeft })],
    open: leaveOpen({ ...trip, entry: held, funding: funding.minus(fundingOfLeft) }),
  };
}

function leaveOpen(trip: Omit<OpenTrip, 'exit' | 'isDust'>): RoundTrip {
  const { symbol, side, entry, funding } = trip;
  return {
    symbol,
    side,
    quantity: entry.quantity,
    entryTime: entry.firstTime,
    entryPrice: priceOf(entry),
    entryFee: entry.fee,
    entryNotional: entry.notional,
    exitTime: null,
    exitPrice: null,
    exitFee: null,
    funding,
    pnl: null,
    exitReason: null,
    clientOrderIds: [...trip.clientOrderIds],
  };
}

/** As the accounts book it: a fee in the base currency was not bought, or was sold too, and its value is paid as a fee. */
function legOf(fill: Fill): Leg {
  const { fee, price, time } = fill;
  return {
    quantity: netQuantity(fill),
    notional: netNotional(fill),
    fee,
    onlyPrice: price,
    firstTime: time,
    lastTime: time,
  };
}

function addLegs(a: Leg, b: Leg): Leg {
  return {
    quantity: a.quantity.plus(b.quantity),
    notional: a.notional.plus(b.notional),
    fee: a.fee.plus(b.fee),
    onlyPrice: a.onlyPrice !== null && b.onlyPrice?.eq(a.onlyPrice) ? a.onlyPrice : null,
    firstTime: a.firstTime,
    lastTime: b.lastTime,
  };
}

function splitLeg(leg: Leg, quantity: Decimal): readonly [first: Leg, rest: Leg] {
  const share = (amount: Decimal): Decimal => toMoney(amount.times(quantity).div(leg.quantity));
  const first = { ...leg, quantity, notional: share(leg.notional), fee: share(leg.fee) };
  const rest = {
    ...leg,
    quantity: leg.quantity.minus(quantity),
    notional: leg.notional.minus(first.notional),
    fee: leg.fee.minus(first.fee),
  };
  return [first, rest];
}

function priceOf(leg: Leg): Decimal {
  return leg.onlyPrice ?? leg.notional.div(leg.quantity);
}
