import type { Fill } from '../orders/fill.ts';
import { type Decimal, toMoney, ZERO } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';

/** What a position did between two moments of being flat. Times are the filling bars', prices are averages over the fills. */
export interface RoundTrip {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  /** Base currency, > 0: what was entered and left again, or what is still open. */
  readonly quantity: Decimal;
  readonly entryTime: Instant;
  readonly entryPrice: Decimal;
  readonly entryFee: Decimal;
  /** This and the next four are `null` while it is open. */
  readonly exitTime: Instant | null;
  readonly exitPrice: Decimal | null;
  readonly exitFee: Decimal | null;
  /** Quote currency, net of both fees. */
  readonly pnl: Decimal | null;
  readonly exitReason: 'strategy_exit' | null;
  /** Orders that made it, in the order of their first fills. */
  readonly clientOrderIds: readonly string[];
}

/** Fills of one direction added up. */
interface Leg {
  readonly quantity: Decimal;
  readonly notional: Decimal;
  readonly fee: Decimal;
  /** The price, while one fill made all of it; a notional is rounded, a price is not. */
  readonly onlyPrice: Decimal | null;
  readonly firstTime: Instant;
  readonly lastTime: Instant;
}

interface OpenTrip {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly entry: Leg;
  readonly exit: Leg | null;
  readonly clientOrderIds: readonly string[];
}

/**
 * Groups fills into round trips, from flat to flat, symbol by symbol. A fill beyond zero (a flip) ends one and begins the next,
 * notional and fee shared by quantity. A position that is only partly closed at the end gives two: the part that was left
 * again, closed, and the rest, open. Closed ones come first, as they were closed; open ones last.
 */
export function roundTrips(fills: readonly Fill[]): readonly RoundTrip[] {
  const closed: RoundTrip[] = [];
  const open = new Map<string, OpenTrip>();
  for (const fill of fills) {
    let rest: Leg | null = legOf(fill);
    while (rest !== null) {
      const step: Advance = advance(open.get(fill.symbol), rest, fill);
      open.delete(fill.symbol);
      if (step.isFlat) closed.push(closeTrip(step.trip));
      else open.set(fill.symbol, step.trip);
      rest = step.rest;
    }
  }
  const unfinished = [...open.values()].sort((a, b) => a.entry.firstTime - b.entry.firstTime).map(splitOpenTrip);
  return [...closed, ...unfinished.flatMap((parts) => parts.closed), ...unfinished.map((parts) => parts.open)];
}

interface Advance {
  readonly trip: OpenTrip;
  readonly isFlat: boolean;
  /** What the fill has left after the trip was flat. */
  readonly rest: Leg | null;
}

function advance(trip: OpenTrip | undefined, leg: Leg, fill: Fill): Advance {
  const side = fill.side === 'buy' ? 'long' : 'short';
  const ids = fill.clientOrderId === null ? [] : [fill.clientOrderId];
  if (trip === undefined) {
    return {
      trip: { symbol: fill.symbol, side, entry: leg, exit: null, clientOrderIds: ids },
      isFlat: false,
      rest: null,
    };
  }
  const clientOrderIds = [...new Set([...trip.clientOrderIds, ...ids])];
  if (trip.side === side)
    return { trip: { ...trip, entry: addLegs(trip.entry, leg), clientOrderIds }, isFlat: false, rest: null };
  const held = trip.entry.quantity.minus(trip.exit?.quantity ?? ZERO);
  const [closing, rest] = leg.quantity.gt(held) ? splitLeg(leg, held) : [leg, null];
  const exit = trip.exit === null ? closing : addLegs(trip.exit, closing);
  return { trip: { ...trip, exit, clientOrderIds }, isFlat: exit.quantity.eq(trip.entry.quantity), rest };
}

function closeTrip(trip: OpenTrip): RoundTrip {
  const { entry, exit } = trip;
  if (exit === null) throw new Error(`round trip of ${trip.symbol} has no exit`);
  const gain = trip.side === 'long' ? exit.notional.minus(entry.notional) : entry.notional.minus(exit.notional);
  return {
    ...leaveOpen(trip, entry),
    exitTime: exit.lastTime,
    exitPrice: priceOf(exit),
    exitFee: exit.fee,
    pnl: gain.minus(entry.fee).minus(exit.fee),
    exitReason: 'strategy_exit',
  };
}

function splitOpenTrip(trip: OpenTrip): { readonly closed: readonly RoundTrip[]; readonly open: RoundTrip } {
  if (trip.exit === null) return { closed: [], open: leaveOpen(trip, trip.entry) };
  const [left, held] = splitLeg(trip.entry, trip.exit.quantity);
  return { closed: [closeTrip({ ...trip, entry: left })], open: leaveOpen(trip, held) };
}

function leaveOpen(trip: OpenTrip, entry: Leg): RoundTrip {
  return {
    symbol: trip.symbol,
    side: trip.side,
    quantity: entry.quantity,
    entryTime: entry.firstTime,
    entryPrice: priceOf(entry),
    entryFee: entry.fee,
    exitTime: null,
    exitPrice: null,
    exitFee: null,
    pnl: null,
    exitReason: null,
    clientOrderIds: trip.clientOrderIds,
  };
}

function legOf(fill: Fill): Leg {
  const { quantity, notional, fee, price, time } = fill;
  return { quantity, notional, fee, onlyPrice: price, firstTime: time, lastTime: time };
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
