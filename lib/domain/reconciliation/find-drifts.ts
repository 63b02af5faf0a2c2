import type { Position } from '../accounts/position.ts';
import { isFlat } from '../accounts/position-accounting.ts';
import { reservationOf } from '../orders/reservation.ts';
import { type Decimal, ZERO } from '../shared/decimal.ts';
import { type Instant, MINUTE } from '../shared/instant.ts';
import { stepsOf, type VenueRules } from '../simulation/venue-rules.ts';
import { isToBeBooked } from '../splits/split-fraction.ts';
import type { ExitRules } from '../trading/exit-rules.ts';
import { protectionOf } from '../trading/protection.ts';
import { type Drift, type DriftKind, keyOf } from './drift.ts';
import type { BrokerOrder, Facts, UnlistedOrder } from './facts.ts';
import { type Settled, settleFills } from './settle-fills.ts';

export interface DriftRules {
  readonly venue: VenueRules;
  readonly exits: ExitRules;
  /** Configured: what the broker was asked for. */
  readonly symbols: readonly string[];
  /** Of the session. What the account holds in symbols that neither it nor the ledger names is not the system's business. */
  readonly traded: readonly string[];
  /** A difference of cash up to this is the venue's rounding, account's currency. */
  readonly cashTolerance: Decimal;
  /** Whether the venue's times can be compared with ours. */
  readonly isOnOurClock: boolean;
}

export interface Comparison {
  readonly drifts: readonly Drift[];
  /** Why nothing can be concluded yet, though everything was answered: orders whose fate is open, fills that are still to be listed. */
  readonly pending: readonly string[];
  readonly settled: Settled;
}

/**
 * Where ledger and broker disagree, once all that the broker lists is booked.
 *
 * @param known open drifts of earlier reconciliations: one that is still there keeps its age
 */
export function findDrifts(facts: Facts, rules: DriftRules, now: Instant, known: readonly Drift[] = []): Comparison {
  const since = new Map(known.map((drift) => [keyOf(drift), drift.since]));
  const settled = settleFills(facts, rules.isOnOurClock);
  const awaited = awaitedSplits(facts, settled, now);
  const found = [
    ...fillDrifts(settled),
    ...endedOrders(facts, settled),
    ...orphans(facts, rules),
    ...quantityDrifts(facts, rules, settled).filter(({ subject }) => !awaited.has(subject)),
    ...feeDrifts(settled),
    ...cashDrift(facts, rules, settled),
    ...unprotected(facts, rules),
  ];
  const drifts = found.map((drift): Drift => ({ ...drift, since: since.get(keyOf(drift)) ?? now, resolution: 'open' }));
  const pending = [
    ...pendingOrders(facts, settled),
    ...unasked(facts, rules),
    ...unsettled(facts, rules, found, now),
    ...[...awaited].map((symbol) => `${symbol}: the venue has its shares of before the split still`),
  ];
  return { drifts, pending, settled };
}

type Found = Omit<Drift, 'since' | 'resolution'>;

function fillDrifts({ missed }: Settled): readonly Found[] {
  return missed.map(({ isLate, listed: { fill } }) => ({
    kind: isLate ? 'late_fill' : 'missed_fill',
    subject: `${fill.symbol}#${fill.id}`,
    symbol: fill.symbol,
    quantity: fill.side === 'buy' ? fill.quantity : fill.quantity.negated(),
    value: fill.notional,
  }));
}

/** Ended there by itself, or by somebody else; what we asked to be cancelled is no surprise. What is not known there any more becomes one of unknown outcome, which tracking settles. */
function endedOrders({ unlisted }: Facts, settled: Settled): readonly Found[] {
  return unlisted
    .filter((one) => (one.venue === null ? hasBeenThere(one) : !one.order.cancelRequested && hasEnded(one, settled)))
    .map(({ order }) => ({
      kind: 'cancelled_elsewhere',
      subject: order.intent.clientOrderId,
      symbol: order.intent.symbol,
      quantity: null,
      value: reservationOf(order).cash,
    }));
}

function hasBeenThere({ order }: UnlistedOrder): boolean {
  return order.brokerOrderId !== null && !order.outcomeUnknown;
}

/** Over by the broker's word, and all of its fills are listed. */
export function hasEnded({ order, venue }: UnlistedOrder, { missedOf }: Settled): boolean {
  if (venue === null || venue.status === 'working' || venue.status === 'filled') return false;
  const seen = order.filledQuantity.plus(missedOf.get(order.intent.clientOrderId) ?? ZERO);
  return venue.filledQuantity.lte(seen);
}

function orphans({ listed, positions, prices }: Facts, rules: DriftRules): readonly Found[] {
  return listed
    .filter(({ order, venue }) => (order === null || isOver(order.state)) && isOurs(venue.symbol, positions, rules))
    .map(({ venue }) => {
      const left = leavesOf(venue);
      const price = prices.get(venue.symbol) ?? null;
      return {
        kind: 'orphan_order',
        subject: venue.brokerOrderId,
        symbol: venue.symbol,
        quantity: venue.side === 'buy' ? left : left.negated(),
        value: price === null ? null : price.times(left),
      };
    });
}

/** FAILED is our own conclusion: that the order is there after all is taken over, as any word of the venue. */
function isOver(state: string): boolean {
  return state === 'FILLED' || state === 'CANCELLED' || state === 'REJECTED' || state === 'EXPIRED';
}

function quantityDrifts({ held, positions, prices }: Facts, rules: DriftRules, settled: Settled): readonly Found[] {
  const symbols = new Set([...settled.quantities.keys(), ...held.keys()]);
  return [...symbols]
    .filter((symbol) => isOurs(symbol, positions, rules) && (rules.symbols.includes(symbol) || held.has(symbol)))
    .flatMap((symbol) => {
      const booked = settled.quantities.get(symbol) ?? ZERO;
      const quantity = (held.get(symbol) ?? ZERO).minus(booked);
      const { lot } = stepsOf(rules.venue, symbol);
      if (isFlat(quantity, lot)) return [];
      const kind: DriftKind = isFlat(booked, lot) ? 'unknown_position' : 'wrong_quantity';
      const price = prices.get(symbol) ?? null;
      return [{ kind, subject: symbol, symbol, quantity, value: price === null ? null : quantity.abs().times(price) }];
    });
}

/** Symbols whose split the venue has not booked yet. */
function awaitedSplits({ held, splits }: Facts, { quantities }: Settled, now: Instant): ReadonlySet<string> {
  const awaited = [...splits.values()].filter((split) =>
    isToBeBooked(split, held.get(split.symbol) ?? ZERO, quantities.get(split.symbol) ?? ZERO, now),
  );
  return new Set(awaited.map(({ symbol }) => symbol));
}

function feeDrifts({ fees }: Settled): readonly Found[] {
  return fees.map(({ listed: { fill }, missing }) => ({
    kind: 'fee_difference',
    subject: `${fill.symbol}#${fill.id}`,
    symbol: fill.symbol,
    quantity: null,
    value: missing.negated(),
  }));
}

function cashDrift({ account, cash }: Facts, { cashTolerance }: DriftRules, settled: Settled): readonly Found[] {
  const value = cash.minus(settled.cash);
  if (value.abs().lte(cashTolerance)) return [];
  return [{ kind: 'wrong_cash', subject: account.currency, symbol: null, quantity: null, value }];
}

/** By what rests at the broker, not by what the ledger has reserved. */
function unprotected({ listed, positions }: Facts, { exits, venue }: DriftRules): readonly Found[] {
  return [...positions.values()].flatMap((position) => {
    const { quantity, symbol } = position;
    const steps = stepsOf(venue, symbol);
    if (isFlat(quantity, steps.lot) || protectionOf(position, exits, steps)?.terms == null) return [];
    const covered = listed
      .filter(({ order }) => order?.intent.symbol === symbol && order.intent.purpose === 'protection')
      .reduce((sum, { venue: resting }) => sum.plus(leavesOf(resting)), ZERO);
    const missing = quantity.abs().minus(covered);
    if (missing.lt(steps.lot)) return [];
    const value = position.mark === null ? null : missing.times(position.mark);
    return [{ kind: 'unprotected', subject: symbol, symbol, quantity: missing, value } as const];
  });
}

function pendingOrders({ listed, open, unlisted }: Facts, { missedOf }: Settled): readonly string[] {
  const told = new Map<string, BrokerOrder | null>([
    ...listed.flatMap(({ order, venue }) => (order === null ? [] : [[order.intent.clientOrderId, venue] as const])),
    ...unlisted.map(({ order, venue }) => [order.intent.clientOrderId, venue] as const),
  ]);
  return open.flatMap(({ brokerOrderId, filledQuantity, intent, outcomeUnknown }) => {
    const venue = told.get(intent.clientOrderId) ?? null;
    const seen = filledQuantity.plus(missedOf.get(intent.clientOrderId) ?? ZERO);
    if (outcomeUnknown || brokerOrderId === null)
      return [`order ${intent.clientOrderId}: its outcome is not known yet`];
    if (venue?.filledQuantity.gt(seen) === true)
      return [`order ${intent.clientOrderId}: its fills are not all listed yet`];
    return [];
  });
}

/** A broker is asked for the configured symbols, some for no others: that one of these is not listed does not mean that nothing is held. */
function unasked({ held, positions }: Facts, { symbols, venue }: DriftRules): readonly string[] {
  return [...positions.values()]
    .filter(({ symbol }) => !symbols.includes(symbol) && !held.has(symbol))
    .filter(({ quantity, symbol }) => !isFlat(quantity, stepsOf(venue, symbol).lot))
    .map(({ symbol }) => `${symbol}: it is held and not configured, the broker may not have been asked for it`);
}

/** A venue's positions and cash follow its list of fills, by seconds, now and then by more. */
function unsettled({ fills }: Facts, rules: DriftRules, found: readonly Found[], now: Instant): readonly string[] {
  if (rules.isOnOurClock || !found.some(({ kind }) => FOLLOW_FILLS.includes(kind))) return [];
  const fresh = fills.filter(({ known }) => known !== null && now - known.fill.time < SETTLING);
  return fresh.map(({ fill }) => `fill ${fill.id} of ${fill.symbol}: positions and cash may not have it yet`);
}

const FOLLOW_FILLS: readonly DriftKind[] = ['unknown_position', 'wrong_quantity', 'wrong_cash'];
const SETTLING = 2 * MINUTE;

function isOurs(symbol: string, positions: ReadonlyMap<string, Position>, { traded }: DriftRules): boolean {
  return traded.includes(symbol) || positions.has(symbol);
}

function leavesOf({ filledQuantity, quantity }: BrokerOrder): Decimal {
  return quantity.minus(filledQuantity);
}
