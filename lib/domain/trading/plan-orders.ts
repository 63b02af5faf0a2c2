import type { Account } from '../accounts/account.ts';
import type { Position } from '../accounts/position.ts';
import { emptyPosition } from '../accounts/position-accounting.ts';
import { type MarketFacts, UNKNOWN_MARKET } from '../orders/market-facts.ts';
import {
  type AttachedExits,
  NOTHING_ATTACHED,
  type OrderKind,
  type OrderPurpose,
  type Side,
} from '../orders/order-intent.ts';
import { MARKET, type OrderTerms, orderTerms, type TimeInForce } from '../orders/order-terms.ts';
import { worstPrice } from '../orders/worst-price.ts';
import { Decimal, floorToStep, ZERO } from '../shared/decimal.ts';
import { parseSymbol } from '../shared/symbol.ts';
import { stepsOf } from '../simulation/venue-rules.ts';
import { entryTerms } from './execution-rules.ts';
import { hasExits } from './exit-rules.ts';
import { cancelAll, type IntentDraft, makeIntent } from './intent-factory.ts';
import { entryLifetime } from './lifetimes.ts';
import type { OrderCommand } from './order-command.ts';
import { isAttached, isDust, roundToTick } from './protection.ts';
import type { RaisedSignal } from './raise-signals.ts';
import { sizeEntry } from './size-entry.ts';
import type { TradingPlan } from './trading-plan.ts';

/** Asks for a symbol's market. `beside`: symbols that will be held too when the entry is. */
export type MarketReader = (symbol: string, quantity: Decimal | null, beside: ReadonlySet<string>) => MarketFacts;

/** What a signal is planned by. */
export interface PlanningContext {
  readonly plan: TradingPlan;
  readonly account: Account;
  readonly sessionId: string;
  readonly positions: ReadonlyMap<string, Position>;
  /** Equity at the signals' close. */
  readonly equity: Decimal;
  /** What is known of a symbol's market, for an entry of this quantity (`null`: before it is sized) beside those planned already. */
  readonly marketOf: MarketReader;
  /** Milliseconds that an entry may wait for its authorisation. @default by the plan's timeframe */
  readonly lifetime?: number;
}

/**
 * Turns signals into order commands, best ranking first, then by symbol and strategy; at most one order a symbol. BUY enters when the symbol
 * is flat and nothing works on it, SELL and CLOSE leave the whole position, and whatever works on the symbol is cancelled first. A
 * signal with a target weight trades the difference to it when that has drifted out of its band. Everything else is ignored.
 * Where the venue allows shorts, SELL on a flat symbol opens one, and BUY closes it.
 */
export function planOrders(signals: readonly RaisedSignal[], context: PlanningContext): OrderCommand[] {
  return planSignals(signals, context).flatMap(({ commands }) => commands);
}

/** Why a signal leads to nothing. `on_target`: a target weight that is met well enough asks for nothing, as HOLD does. */
export type IgnoredCause = 'ranking' | 'size' | 'no_change' | 'outranked' | 'on_target';

/** A signal with what it leads to. */
export interface PlannedSignal {
  readonly raised: RaisedSignal;
  readonly commands: readonly OrderCommand[];
  /** `null`: it leads to commands. */
  readonly ignored: IgnoredCause | null;
}

/** As `planOrders`, signal by signal, in the order in which they are carried out. */
export function planSignals(signals: readonly RaisedSignal[], context: PlanningContext): PlannedSignal[] {
  const planned = new Set<string>();
  const entered = new Set<string>();
  const { marketOf } = context;
  const beside = {
    ...context,
    marketOf: (symbol: string, quantity: Decimal | null) => marketOf(symbol, quantity, entered),
  };
  return [...signals].sort(bySignalRank).map((raised) => {
    if (planned.has(raised.symbol)) return { raised, commands: [], ignored: 'outranked' };
    const position = context.positions.get(raised.symbol) ?? emptyPosition(raised.symbol);
    const commands = commandsOf(raised, position, beside);
    if (typeof commands === 'string') return { raised, commands: [], ignored: commands };
    if (commands.length === 0) {
      return { raised, commands, ignored: raised.signal.targetWeight === undefined ? 'no_change' : 'on_target' };
    }
    planned.add(raised.symbol);
    if (commands.some(isEntry)) entered.add(raised.symbol);
    return { raised, commands, ignored: null };
  });
}

function isEntry(command: OrderCommand): boolean {
  return command.kind === 'place' && command.intent.kind === 'entry';
}

type Context = Omit<PlanningContext, 'marketOf'> & {
  readonly marketOf: (symbol: string, quantity: Decimal | null) => MarketFacts;
};

interface Decision {
  readonly kind: OrderKind;
  readonly purpose: OrderPurpose;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly terms: OrderTerms;
  readonly attached: AttachedExits;
  readonly market: MarketFacts;
}

/** What a signal leads to, or why an entry is not made. */
type Commands = readonly OrderCommand[] | 'ranking' | 'size';

function commandsOf(raised: RaisedSignal, position: Position, context: Context): Commands {
  const { signal } = raised;
  const isFlat = isDust(position, stepsOf(context.plan.venue, position.symbol).lot);
  if (signal.targetWeight !== undefined) return rebalance(raised, position, context);
  if (signal.action === 'CLOSE') return leave(raised, position, context);
  const side = signal.action === 'BUY' ? 'buy' : 'sell';
  if (!isFlat) return position.quantity.isNegative() === (side === 'buy') ? leave(raised, position, context) : [];
  const isAllowed = side === 'buy' || context.plan.venue.margin?.allowShort === true;
  if (isAllowed && position.entryOrders.size === 0) return enter(raised, side, context);
  return side === 'sell' ? leave(raised, position, context) : [];
}

function enter(raised: RaisedSignal, side: Side, context: Context): Commands {
  const { plan, equity, marketOf } = context;
  const { signal, symbol } = raised;
  if (signal.ranking < plan.sizing.minRanking) return 'ranking';
  const steps = stepsOf(plan.venue, symbol);
  const { tick } = steps;
  const limit = signal.limit === undefined ? null : roundToTick(new Decimal(signal.limit), tick);
  const terms =
    limit === null
      ? entryTerms(plan.execution, side, raised.price, tick)
      : orderTerms({ type: 'limit', timeInForce: lastsFor(symbol), limitPrice: limit });
  const price = worstPrice({ referencePrice: raised.price, side, terms });
  const attached: AttachedExits = {
    stopLoss: signal.stop === undefined ? null : roundToTick(new Decimal(signal.stop), tick),
    takeProfit: signal.target === undefined ? null : roundToTick(new Decimal(signal.target), tick),
  };
  const stopPrice = attached.stopLoss ?? configuredStop(price, side, plan);
  const { volatility } = marketOf(symbol, null);
  const quantity = sizeEntry(plan.sizing, { equity, price, stopPrice, volatility, ...steps });
  if (quantity.isZero()) return 'size';
  const market = marketOf(symbol, quantity);
  return place(raised, { kind: 'entry', purpose: 'entry', side, quantity, terms, attached, market }, context);
}

/** Venues of pairs never close, and take no order for the day. */
function lastsFor(symbol: string): TimeInForce {
  return parseSymbol(symbol).isPair ? 'gtc' : 'day';
}

function configuredStop(price: Decimal, side: Side, { exits }: TradingPlan): Decimal | null {
  const distance = exits.stopLossPct ?? exits.trailingStopPct;
  if (distance === null) return null;
  return price.times(side === 'buy' ? new Decimal(1).minus(distance) : distance.plus(1));
}

/** Everything that works on the symbol goes; what is held beyond dust is sold, or bought back, at the market. */
function leave(raised: RaisedSignal, position: Position, context: Context): readonly OrderCommand[] {
  const quantity = floorToStep(position.quantity.abs(), stepsOf(context.plan.venue, position.symbol).lot);
  const hasWorking = position.entryOrders.size + position.exitOrders.size > 0;
  if (quantity.isZero() && !hasWorking) return [];
  const commands = place(raised, exitOf(position, quantity, 'strategy_exit'), context);
  return quantity.isZero() ? commands.slice(0, -1) : commands;
}

function exitOf(position: Position, quantity: Decimal, purpose: OrderPurpose): Decision {
  const side = position.quantity.isNegative() ? 'buy' : 'sell';
  return { kind: 'exit', purpose, side, quantity, terms: MARKET, attached: NOTHING_ATTACHED, market: UNKNOWN_MARKET };
}

/** Long only. Buys are cut to the cash that nothing else has reserved. */
function rebalance(raised: RaisedSignal, position: Position, context: Context): readonly OrderCommand[] {
  const { plan, account, equity, marketOf } = context;
  const { signal, price, symbol } = raised;
  if (!equity.isPositive() || equity.isZero()) return [];
  const isEntering = position.entryOrders.size > 0;
  const held = position.quantity.times(price);
  const target = equity.times(signal.targetWeight ?? 0);
  // A limit may work for long: what it would still buy is not wanted any more.
  if (isEntering && target.lte(0)) return leave(raised, position, context);
  const missing = target.minus(held);
  if (missing.abs().lte(equity.times(signal.band ?? 0)) || (isEntering && !missing.isNegative())) return [];
  const { lot, minNotional, tick } = stepsOf(plan.venue, symbol);
  if (missing.isNegative()) {
    const quantity = floorToStep(Decimal.min(missing.abs().div(price), Decimal.max(position.quantity, ZERO)), lot);
    return quantity.isZero() ? [] : place(raised, exitOf(position, quantity, 'rebalance'), context);
  }
  const terms = entryTerms(plan.execution, 'buy', price, tick);
  const affordable = Decimal.max(account.cash.minus(account.reserved), ZERO).div(terms.limitPrice ?? price);
  const quantity = floorToStep(Decimal.min(missing.div(price), affordable), lot);
  if (quantity.isZero() || (minNotional !== null && quantity.times(price).lt(minNotional))) return [];
  const entry = {
    kind: 'entry',
    purpose: 'rebalance',
    side: 'buy',
    terms,
    attached: NOTHING_ATTACHED,
  } as const;
  return place(raised, { ...entry, quantity, market: marketOf(symbol, quantity) }, context);
}

function place(raised: RaisedSignal, decision: Decision, context: Context): readonly OrderCommand[] {
  const { plan, sessionId } = context;
  const { strategy, symbol, time, price, priceTime, signal, sequence } = raised;
  const lifetime = context.lifetime ?? entryLifetime(plan.timeframe);
  const draft: IntentDraft = {
    strategy,
    symbol,
    ...decision,
    referencePrice: price,
    referenceTime: priceTime,
    signalTime: time,
    expiresAt: decision.kind === 'entry' ? time + lifetime : null,
    ranking: signal.ranking,
    reason: signal.reason,
    leg: decision.kind,
    sequence,
  };
  const intent = makeIntent(draft, { environment: plan.environment, account: context.account.account, sessionId });
  const command: OrderCommand = { kind: 'place', intent };
  const isClear = decision.kind === 'entry' || !mayHaveOrders(context, symbol);
  return isClear ? [command] : [cancelAll(intent, intent.clientOrderId), command];
}

/** An order works on the symbol, or the exit rules may place one before this exit is carried out. */
function mayHaveOrders({ plan, positions }: Context, symbol: string): boolean {
  const position = positions.get(symbol) ?? emptyPosition(symbol);
  const isProtected = hasExits(plan.exits) || isAttached(position);
  return isProtected || position.entryOrders.size + position.exitOrders.size > 0;
}

function bySignalRank(a: RaisedSignal, b: RaisedSignal): number {
  return b.signal.ranking - a.signal.ranking || compareText(a.symbol, b.symbol) || compareText(a.strategy, b.strategy);
}

/** By code unit: the same under every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
