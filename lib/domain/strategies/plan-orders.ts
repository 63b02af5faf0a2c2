import type { Account } from '../accounts/account.ts';
import type { Position } from '../accounts/position.ts';
import { emptyPosition } from '../accounts/position-accounting.ts';
import { type SizingRules, sizeEntry } from '../accounts/size-entry.ts';
import { clientOrderIdOf } from '../orders/client-order-id.ts';
import type { OrderIntent, OrderKind, Side } from '../orders/order-intent.ts';
import type { Bar } from '../shared/bar.ts';
import type { Decimal } from '../shared/decimal.ts';
import { type Instant, MINUTE } from '../shared/instant.ts';
import { SIGNAL_ACTIONS, type Signal } from './strategy.ts';

/** A signal of one strategy on one symbol, and the price and time at which it was true. */
export interface RaisedSignal {
  readonly strategy: string;
  readonly symbol: string;
  readonly signal: Signal;
  readonly price: Decimal;
  readonly priceTime: Instant;
  /** Close of the bar, or time of the external event. */
  readonly time: Instant;
  /** Tells apart signals of one strategy, symbol and time: `0` for a bar's, the event's id for an external one. */
  readonly sequence: string;
}

const MAX_REASON = 200;

export interface PlanningContext {
  readonly environment: string;
  readonly account: Account;
  readonly sessionId: string;
  readonly positions: ReadonlyMap<string, Position>;
  /** Equity at the signals' close. */
  readonly equity: Decimal;
  readonly sizing: SizingRules;
  /** Milliseconds that an entry may wait for its authorisation. */
  readonly entryLifetime: number;
}

/** An entry is good for `max(60 s, timeframe / 2)` after its bar's close. */
export function entryLifetime(timeframe: number): number {
  return Math.max(MINUTE, timeframe / 2);
}

/** How old the account's mark may be when an entry is judged: a bar, the entry's own lifetime, and a minute for the tick. */
export function maxAccountAge(timeframe: number): number {
  return timeframe + entryLifetime(timeframe) + MINUTE;
}

/** A bar's signals as they are raised at its close. HOLD raises nothing. */
export function raiseSignals(strategy: string, bar: Bar, signals: readonly Signal[]): RaisedSignal[] {
  const unknown = signals.find((signal) => !SIGNAL_ACTIONS.includes(signal.action));
  if (unknown !== undefined) {
    throw new TypeError(
      `strategy ${strategy}: received the signal ${String(unknown.action)}, expected one of ${SIGNAL_ACTIONS.join(', ')}`,
    );
  }
  return signals
    .filter((signal) => signal.action !== 'HOLD')
    .map((signal, index) => ({
      strategy,
      symbol: bar.symbol,
      signal: withinBounds(signal),
      price: bar.close,
      priceTime: bar.closeTime,
      time: bar.closeTime,
      sequence: String(index),
    }));
}

/** A strategy may say anything; what travels on is bounded. */
function withinBounds(signal: Signal): Signal {
  const ranking = Number.isFinite(signal.ranking) ? Math.min(Math.max(signal.ranking, 0), 100) : 0;
  return { ...signal, ranking, reason: signal.reason.slice(0, MAX_REASON) };
}

/**
 * Turns signals into order intents, best ranking first, then by symbol and strategy. Long only: BUY enters when the symbol is flat
 * and nothing works on it, SELL and CLOSE leave the whole position unless an exit already works. At most
 * one order a symbol; everything else is ignored.
 */
export function planOrders(signals: readonly RaisedSignal[], context: PlanningContext): OrderIntent[] {
  const planned = new Set<string>();
  return [...signals].sort(bySignalRank).flatMap((raised) => {
    const position = context.positions.get(raised.symbol) ?? emptyPosition(raised.symbol);
    const decision = planned.has(raised.symbol) ? null : decide(raised, position, context);
    if (decision === null || decision.quantity.isZero()) return [];
    planned.add(raised.symbol);
    return [toIntent(raised, decision, context)];
  });
}

interface Decision {
  readonly kind: OrderKind;
  readonly side: Side;
  readonly quantity: Decimal;
}

function decide({ signal, price }: RaisedSignal, position: Position, context: PlanningContext): Decision | null {
  const isFlat = position.quantity.isZero();
  if (signal.action === 'BUY') {
    if (!isFlat || !position.entryReserved.isZero()) return null;
    return { kind: 'entry', side: 'buy', quantity: sizeEntry(context.sizing, context.equity, price) };
  }
  if (isFlat || !position.exitReserved.isZero()) return null;
  const isShort = position.quantity.isNegative();
  if (signal.action === 'SELL' && isShort) return null;
  return { kind: 'exit', side: isShort ? 'buy' : 'sell', quantity: position.quantity.abs() };
}

function toIntent(raised: RaisedSignal, decision: Decision, context: PlanningContext): OrderIntent {
  const { strategy, symbol, time, price, priceTime, signal } = raised;
  const identity = {
    environment: context.environment,
    account: context.account.account,
    sessionId: context.sessionId,
    strategy,
    symbol,
    signalTime: time,
    leg: decision.kind,
    sequence: raised.sequence,
  };
  return {
    clientOrderId: clientOrderIdOf(identity),
    account: identity.account,
    sessionId: context.sessionId,
    strategy,
    symbol,
    ...decision,
    type: 'market',
    referencePrice: price,
    referenceTime: priceTime,
    signalTime: time,
    expiresAt: decision.kind === 'entry' ? time + context.entryLifetime : null,
    ranking: signal.ranking,
    reason: signal.reason,
  };
}

function bySignalRank(a: RaisedSignal, b: RaisedSignal): number {
  return b.signal.ranking - a.signal.ranking || compareText(a.symbol, b.symbol) || compareText(a.strategy, b.strategy);
}

/** By code unit: the same under every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
