import type { Account } from '../accounts/account.ts';
import { applyFill, authoriseOnRows, moveReservation, openAccount, type Rows } from '../accounts/account-accounting.ts';
import type { EquitySnapshot } from '../accounts/equity-snapshot.ts';
import { type Mark, markAccount } from '../accounts/mark-to-market.ts';
import type { Position } from '../accounts/position.ts';
import { emptyPosition } from '../accounts/position-accounting.ts';
import type { Fill } from '../orders/fill.ts';
import type { Order } from '../orders/order.ts';
import type { OrderIntent } from '../orders/order-intent.ts';
import { acknowledgeOrder, createOrder, denyOrder, recordOrderEvent, submitOrder } from '../orders/order-lifecycle.ts';
import type { SessionRecords } from '../reporting/session-records.ts';
import { evaluateRisk } from '../risk/evaluate-risk.ts';
import type { Bar } from '../shared/bar.ts';
import type { Instant } from '../shared/instant.ts';
import {
  entryLifetime,
  maxAccountAge,
  planOrders,
  type RaisedSignal,
  raiseSignals,
} from '../strategies/plan-orders.ts';
import { onlySymbolOf, type TradingPlan } from '../strategies/trading-plan.ts';
import { matchOrders } from './match.ts';
import { phasesOf } from './phases.ts';
import {
  acceptIntoBook,
  brokerOrderIdOf,
  type ClosedOrder,
  type Execution,
  openVenueBook,
  sequenceText,
  type VenueBook,
} from './venue-book.ts';

export interface ReplaySetup {
  readonly plan: TradingPlan;
  readonly sessionId: string;
}

/** Called now and then with the number of bars closed so far. */
export type ReplayProgress = (barsClosed: number) => void;

/**
 * Replays a session in memory: the cycle of a bar on the same pure functions that the handlers call around the ledger. OPEN fills
 * the working orders at the open; CLOSE marks the account, steps the strategies, and judges and places their orders.
 */
export function replay(setup: ReplaySetup, bars: readonly Bar[], onProgress?: ReplayProgress): SessionRecords {
  const session = new ReplayedSession(setup);
  let closed = 0;
  for (const phase of phasesOf(bars)) {
    if (phase.kind === 'OPEN') {
      session.open(phase.bars);
      continue;
    }
    session.close(phase.bars, phase.isLast);
    closed += phase.bars.length;
    onProgress?.(closed);
  }
  return session.records();
}

/** The rows, the venue's book and the strategy states of one replay. */
class ReplayedSession {
  readonly #setup: ReplaySetup;
  readonly #positions = new Map<string, Position>();
  readonly #orders = new Map<string, Order>();
  readonly #states = new Map<string, unknown>();
  readonly #fills: Fill[] = [];
  readonly #snapshots: EquitySnapshot[] = [];
  #account: Account;
  #book: VenueBook;

  constructor(setup: ReplaySetup) {
    const { plan, sessionId } = setup;
    this.#setup = setup;
    this.#account = {
      ...openAccount(plan.account, plan.currency, plan.initialBalance),
      sessionId,
      sessionStatus: 'RUNNING',
    };
    this.#book = openVenueBook(plan.currency, plan.initialBalance);
  }

  open(bars: readonly Bar[]): void {
    if (this.#book.working.length === 0) return;
    const trades = new Map(bars.map((bar) => [bar.symbol, { price: bar.open, time: bar.openTime }]));
    const match = matchOrders(this.#book, trades, this.#setup.plan.costs);
    this.#book = match.book;
    for (const execution of match.executions) this.#applyExecution(execution);
    for (const closed of match.closed) this.#closeOrder(closed, bars[0]?.openTime ?? 0);
  }

  close(bars: readonly Bar[], isLast: boolean): void {
    const [first] = bars;
    if (first === undefined) return;
    const { plan } = this.#setup;
    const marks = new Map<string, Mark>(bars.map((bar) => [bar.symbol, { price: bar.close, time: bar.closeTime }]));
    const marked = markAccount(this.#account, this.#positions, marks, first, onlySymbolOf(plan));
    this.#account = marked.account;
    for (const position of marked.positions) this.#positions.set(position.symbol, position);
    this.#snapshots.push(marked.snapshot);
    const signals = this.#step(bars);
    if (!isLast && signals.length > 0) this.#trade(signals, first.closeTime);
  }

  records(): SessionRecords {
    return { snapshots: this.#snapshots, fills: this.#fills, orders: [...this.#orders.values()] };
  }

  #step(bars: readonly Bar[]): RaisedSignal[] {
    const raised: RaisedSignal[] = [];
    for (const strategy of this.#setup.plan.strategies) {
      for (const bar of bars) {
        if (!strategy.symbols.includes(bar.symbol)) continue;
        const key = `${strategy.name}|${bar.symbol}`;
        const step = strategy.running.step(this.#states.get(key) ?? strategy.running.initial, bar);
        this.#states.set(key, step.state);
        if (step.signals.length > 0) raised.push(...raiseSignals(strategy.name, bar, step.signals));
      }
    }
    return raised;
  }

  #trade(signals: readonly RaisedSignal[], now: Instant): void {
    const { plan, sessionId } = this.#setup;
    const intents = planOrders(signals, {
      environment: plan.environment,
      account: this.#account,
      sessionId,
      positions: this.#positions,
      equity: this.#account.equity,
      sizing: plan.sizing,
      entryLifetime: entryLifetime(plan.timeframe),
    });
    for (const intent of intents) this.#place(intent, now);
  }

  #place(intent: OrderIntent, now: Instant): void {
    const { plan } = this.#setup;
    const rows = this.#rows(intent.symbol);
    const verdict = evaluateRisk({
      intent,
      ...rows,
      positions: this.#positions,
      limits: plan.limits,
      now,
      maxPriceAge: entryLifetime(plan.timeframe),
      maxAccountAge: maxAccountAge(plan.timeframe),
      existing: this.#orders.get(intent.clientOrderId) ?? null,
    });
    const created = createOrder(intent, now);
    if (verdict.kind === 'denied') {
      this.#orders.set(intent.clientOrderId, denyOrder(created, verdict.violations, now));
      return;
    }
    const submitted = submitOrder(created, 'replay', now);
    this.#setRows(authoriseOnRows(rows, submitted, now));
    this.#book = acceptIntoBook(this.#book, {
      clientOrderId: intent.clientOrderId,
      symbol: intent.symbol,
      side: intent.side,
      type: intent.type,
      quantity: intent.quantity,
      acceptedAt: now,
    });
    this.#orders.set(intent.clientOrderId, acknowledgeOrder(submitted, brokerOrderIdOf(intent.clientOrderId), now));
  }

  #applyExecution(execution: Execution): void {
    const order = this.#orderOf(execution.clientOrderId);
    const fill = toFill(execution, order.intent);
    const applied = applyFill(this.#rows(execution.symbol), order, fill, execution.time);
    this.#setRows(applied);
    if (applied.order !== null) this.#orders.set(execution.clientOrderId, applied.order);
    this.#fills.push(fill);
  }

  #closeOrder(closed: ClosedOrder, at: Instant): void {
    if (closed.status === 'filled') return;
    const before = this.#orderOf(closed.clientOrderId);
    const after = recordOrderEvent(before, 'cancel', at, closed.cause ?? 'cancelled by the venue');
    this.#setRows(moveReservation(this.#rows(before.intent.symbol), before, after));
    this.#orders.set(closed.clientOrderId, after);
  }

  #orderOf(clientOrderId: string): Order {
    const order = this.#orders.get(clientOrderId);
    if (order === undefined) throw new Error(`the venue executed ${clientOrderId}, which was never placed`);
    return order;
  }

  #rows(symbol: string): Rows {
    return { account: this.#account, position: this.#positions.get(symbol) ?? emptyPosition(symbol) };
  }

  #setRows({ account, position }: Rows): void {
    this.#account = account;
    this.#positions.set(position.symbol, position);
  }
}

function toFill(execution: Execution, intent: OrderIntent): Fill {
  return {
    account: intent.account,
    sessionId: intent.sessionId,
    clientOrderId: execution.clientOrderId,
    symbol: execution.symbol,
    id: execution.id,
    sequence: sequenceText(execution.sequence),
    side: execution.side,
    quantity: execution.quantity,
    price: execution.price,
    notional: execution.notional,
    fee: execution.fee,
    time: execution.time,
  };
}
