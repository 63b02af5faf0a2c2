import type { Account } from '../accounts/account.ts';
import { applyFill, authoriseOnRows, moveReservation, openAccount, type Rows } from '../accounts/account-accounting.ts';
import { AccountValuation, closeOf } from '../accounts/account-valuation.ts';
import type { ClosedTrade } from '../accounts/closed-trade.ts';
import type { EquitySnapshot } from '../accounts/equity-snapshot.ts';
import { markPosition } from '../accounts/mark-position.ts';
import type { Position } from '../accounts/position.ts';
import { emptyPosition } from '../accounts/position-accounting.ts';
import type { Fill } from '../orders/fill.ts';
import type { Order, OrderEvent } from '../orders/order.ts';
import type { OrderIntent } from '../orders/order-intent.ts';
import { acknowledgeOrder, createOrder, denyOrder, recordOrderEvent, submitOrder } from '../orders/order-lifecycle.ts';
import { evaluateRisk, type Verdict } from '../risk/evaluate-risk.ts';
import type { DatedEvent } from '../risk/ladder.ts';
import { restrictAccount } from '../risk/restrict-account.ts';
import { type Bar, exact } from '../shared/bar.ts';
import type { BarWindow } from '../shared/bar-series.ts';
import type { Instant } from '../shared/instant.ts';
import { cancelRestrictedEntries, decideExits, marginExits, restrictingMode } from '../trading/decide-exits.ts';
import { hasExits } from '../trading/exit-rules.ts';
import { fitExit } from '../trading/fit-exit.ts';
import { isMeant } from '../trading/is-meant.ts';
import { judgeCommands, riskInputOf } from '../trading/judge-commands.ts';
import { marketWindow, readMarket } from '../trading/market-window.ts';
import type { CancelCommand, OrderCommand } from '../trading/order-command.ts';
import { isOverseen, overseeRisk } from '../trading/oversee-risk.ts';
import { planOrders } from '../trading/plan-orders.ts';
import { isAttached } from '../trading/protection.ts';
import type { RaisedSignal } from '../trading/raise-signals.ts';
import { tradeLookBack } from '../trading/trade-look-back.ts';
import { onlySymbolOf, type TradingPlan } from '../trading/trading-plan.ts';
import { acceptOrder } from './accept-order.ts';
import { cancelWorking } from './cancel-working.ts';
import { fillOfExecution } from './fill-of-execution.ts';
import { matchBars } from './match-bars.ts';
import type { MatchResult } from './match-result.ts';
import { matchTrades } from './match-trades.ts';
import type { Phase } from './phases.ts';
import { ReplayedOrders } from './replayed-orders.ts';
import { ReplayedStrategies } from './replayed-strategies.ts';
import { brokerOrderIdOf, type Execution, openVenueBook, type VenueBook } from './venue-book.ts';
import { wantsBars } from './wants-bars.ts';

export interface ReplaySetup {
  readonly plan: TradingPlan;
  readonly sessionId: string;
}

/** What a replayed session leaves, beside its snapshots. */
export interface ReplayOutcome {
  /** In the order in which the venue made them. */
  readonly fills: readonly Fill[];
  /** All of them, or those that have not ended where the others were handed out. */
  readonly orders: readonly Order[];
  readonly events: readonly DatedEvent[];
}

/** The rows and the venue's book of one replay. */
export class ReplayedSession {
  readonly #setup: ReplaySetup;
  readonly #series: ReadonlyMap<string, BarWindow>;
  readonly #strategies: ReplayedStrategies;
  readonly #positions = new Map<string, Position>();
  readonly #ended: Order[] = [];
  readonly #orders: ReplayedOrders;
  readonly #fills: Fill[] = [];
  /** Closed within the look-back of the limits, and maybe a few before. */
  readonly #trades: ClosedTrade[] = [];
  readonly #lookBack: number;
  /** By id: what is found again is told once. */
  readonly #events = new Map<string, DatedEvent>();
  readonly #valuation: AccountValuation;
  readonly #isOverseen: boolean;
  /** Exit rules or limits look at every position at every close. */
  readonly #isWatched: boolean;
  readonly #unmarked = new Map<string, Bar>();
  /** The account that what is carried out now was judged by: while it stands, judging again would say the same. */
  #judgedBy: Account | null = null;
  /** As of the last fill or order; the valuation has equity, peak and day. */
  #account: Account;
  #book: VenueBook;

  /** @param onOrder gets each order when it has ended; without it they are kept for the outcome */
  constructor(setup: ReplaySetup, series: readonly BarWindow[], onOrder?: (order: Order) => void) {
    const { plan, sessionId } = setup;
    this.#orders = new ReplayedOrders(onOrder ?? ((order) => this.#ended.push(order)));
    this.#setup = setup;
    this.#series = new Map(series.map((one) => [one.symbol, one]));
    this.#strategies = new ReplayedStrategies(plan);
    this.#account = {
      ...openAccount(plan.account, plan.currency, plan.initialBalance),
      sessionId,
      sessionStatus: 'RUNNING',
      dryRun: plan.dryRun,
    };
    this.#book = openVenueBook(plan.currency, plan.initialBalance);
    this.#valuation = new AccountValuation(this.#account, [], onlySymbolOf(plan));
    this.#isOverseen = isOverseen(plan);
    this.#lookBack = tradeLookBack(plan);
    this.#isWatched = this.#isOverseen || hasExits(plan.exits);
  }

  /** Lets strategies step over what was before the session, without trading on it. */
  warmUp(symbol: string, history: readonly Bar[]): void {
    this.#strategies.warmUp(symbol, history);
  }

  open(bars: readonly Bar[]): void {
    if (this.#book.working.length === 0) return;
    const trades = new Map(bars.map((bar) => [bar.symbol, { price: exact(bar, 'open'), time: bar.openTime }]));
    this.#apply(matchTrades(this.#book, trades, this.#setup.plan.venue), bars[0]?.openTime ?? 0);
  }

  close({ bars, instant, isLast }: Phase): EquitySnapshot {
    const { plan } = this.#setup;
    if (wantsBars(this.#book, plan.venue)) this.#apply(matchBars(this.#book, bars, plan.venue), instant);
    const before = this.#account;
    for (const bar of bars) this.#mark(bar);
    const snapshot = this.#valuation.close(bars[0]?.openTime ?? instant, instant);
    if (this.#isOverseen) this.#oversee(before, instant);
    const signals = this.#strategies.step(bars);
    if (!isLast) this.#trade(signals, instant);
    return snapshot;
  }

  /** The rows as they are now, equity and peak as of the last close. */
  get rows(): { readonly account: Account; readonly positions: ReadonlyMap<string, Position> } {
    this.#catchUpMarks();
    return { account: this.#valuation.marked(this.#account), positions: this.#positions };
  }

  outcome(): ReplayOutcome {
    return {
      fills: this.#fills,
      orders: [...this.#ended, ...this.#orders.live.values()],
      events: [...this.#events.values()],
    };
  }

  #mark(bar: Bar): void {
    const position = this.#positions.get(bar.symbol);
    if (position === undefined || position.quantity.isZero()) return;
    this.#valuation.price(bar.symbol, closeOf(bar));
    if (this.#isWatched || isAttached(position)) this.#positions.set(bar.symbol, markPosition(position, bar));
    else this.#unmarked.set(bar.symbol, bar);
  }

  /** Marks that nobody has asked for since: without exit rules and limits, positions are looked at when an order is planned. */
  #catchUpMarks(): void {
    for (const bar of this.#unmarked.values()) {
      const position = this.#positions.get(bar.symbol);
      if (position !== undefined) this.#positions.set(bar.symbol, markPosition(position, bar));
    }
    this.#unmarked.clear();
  }

  #recentTrades(now: Instant): readonly ClosedTrade[] {
    while ((this.#trades[0]?.closedAt ?? now) < now - this.#lookBack) this.#trades.shift();
    return this.#trades;
  }

  #oversee(before: Account, close: Instant): void {
    const { plan } = this.#setup;
    const account = this.#valuation.marked(this.#account);
    const seen = overseeRisk({
      before,
      account,
      positions: this.#positions,
      plan,
      trades: this.#recentTrades(close),
      close,
    });
    this.#account = seen.account;
    for (const event of seen.events)
      if (!this.#events.has(event.id)) this.#events.set(event.id, { ...event, at: close });
    for (const position of seen.positions.values()) this.#positions.set(position.symbol, position);
  }

  /** Exits and signals are decided and judged on the same rows, then carried out one after the other, as the queue does. */
  #trade(signals: readonly RaisedSignal[], now: Instant): void {
    const exits = this.#exits(now);
    if (signals.length === 0 && exits.length === 0) return;
    this.#catchUpMarks();
    const { plan, sessionId } = this.#setup;
    this.#account = this.#valuation.marked(this.#account);
    const rows = { account: this.#account, positions: this.#positions };
    const plannedBy = {
      plan,
      ...rows,
      sessionId,
      equity: this.#valuation.equity,
      marketOf: this.#marketOf(signals, now),
    };
    const terms = { plan, now, trades: this.#recentTrades(now) };
    const judged = [exits, planOrders(signals, plannedBy)].map((commands) => judgeCommands(commands, rows, terms));
    for (const { intent, violations } of judged.flatMap(({ denied }) => denied)) {
      if (!this.#orders.has(intent.clientOrderId))
        this.#orders.put(denyOrder(createOrder(intent, now), violations, now));
    }
    this.#judgedBy = this.#account;
    for (const command of judged.flatMap(({ passed }) => passed)) this.#carryOut(command, now);
  }

  #exits(closeTime: Instant): readonly OrderCommand[] {
    const { plan, sessionId } = this.#setup;
    const positions = this.#positions;
    const restriction = restrictingMode(this.#account);
    const restricted = cancelRestrictedEntries({ plan, sessionId, restriction, positions, closeTime });
    if (this.#account.mode === 'HALTED' || !(this.#isWatched || this.#hasAttached())) return restricted;
    const account = this.#valuation.marked(this.#account);
    const forcedOut = marginExits({ account, positions, limits: plan.limits, venue: plan.venue });
    const context = { plan, sessionId, positions, closeTime, exitOrders: this.#orders.live, forcedOut };
    return [...restricted, ...decideExits(context)];
  }

  #hasAttached(): boolean {
    for (const position of this.#positions.values()) if (isAttached(position)) return true;
    return false;
  }

  #marketOf(signals: readonly RaisedSignal[], now: Instant) {
    const { plan } = this.#setup;
    const { symbols, from } = marketWindow(signals, this.#positions, plan);
    const windows = symbols.map((symbol) => [symbol, this.#series.get(symbol)?.between(from, now) ?? []] as const);
    return readMarket(new Map(windows), this.#positions, plan);
  }

  #carryOut(command: OrderCommand, now: Instant): void {
    if (command.kind === 'cancel') this.#cancel(command, now);
    else this.#place(command.intent, now);
  }

  #cancel(command: CancelCommand, now: Instant): void {
    const position = this.#positions.get(command.symbol);
    if (position === undefined || (this.#account.mode === 'HALTED' && command.scope !== 'entries')) return;
    for (const id of [...position.entryOrders, ...position.exitOrders].sort()) {
      if (!isMeant(this.#orders.get(id), command)) continue;
      const { book, closed } = cancelWorking(this.#book, id);
      this.#book = book;
      if (closed !== null) this.#endOrder(id, 'cancel', closed.cause ?? CANCELLED, now);
    }
  }

  #place(wanted: OrderIntent, now: Instant): void {
    const { plan } = this.#setup;
    const fit = fitExit(wanted, this.#rows(wanted.symbol).position, plan.venue.lot);
    if (fit.kind === 'busy') throw new Error(`exit ${wanted.clientOrderId}: other exits hold the whole position`);
    const { intent } = fit;
    const terms = { plan, now, trades: this.#recentTrades(now) };
    if (this.#orders.has(intent.clientOrderId)) return;
    const rows = { account: this.#account, positions: this.#positions };
    const isJudged = this.#account === this.#judgedBy && intent === wanted;
    const verdict = isJudged ? APPROVED : evaluateRisk(riskInputOf(intent, rows, terms));
    const created = createOrder(intent, now);
    if (verdict.kind === 'denied') {
      this.#orders.put(denyOrder(created, verdict.violations, now));
      return;
    }
    const submitted = submitOrder(created, 'replay', now);
    this.#setRows(authoriseOnRows(this.#rows(intent.symbol), submitted, now));
    this.#orders.put(submitted);
    const { clientOrderId, symbol, side, terms: orderTerms, quantity } = intent;
    const order = { clientOrderId, symbol, side, terms: orderTerms, quantity, acceptedAt: now };
    const outcome = acceptOrder(this.#book, order, plan.venue);
    if (outcome.kind === 'rejected') {
      this.#endOrder(clientOrderId, 'reject', outcome.cause, now);
      return;
    }
    this.#book = outcome.book;
    this.#orders.put(acknowledgeOrder(submitted, brokerOrderIdOf(clientOrderId), now));
  }

  #apply({ book, executions, closed }: MatchResult, at: Instant): void {
    this.#book = book;
    for (const execution of executions) this.#applyExecution(execution);
    for (const { clientOrderId, status, cause } of closed) {
      if (status !== 'filled') this.#endOrder(clientOrderId, END_EVENTS[status], cause ?? `${status} by the venue`, at);
    }
  }

  #applyExecution(execution: Execution): void {
    const { plan, sessionId } = this.#setup;
    const id = execution.clientOrderId;
    const order = id === null ? null : this.#orders.get(id);
    const fill = fillOfExecution(execution, order, plan.account, order?.intent.sessionId ?? sessionId);
    const applied = applyFill(this.#rows(execution.symbol), order, fill, execution.time, plan.venue.lot);
    const isExternal = id === null && execution.explanation.trigger !== 'funding';
    const account = isExternal ? restrictAccount(applied.account) : applied.account;
    this.#setRows({ account, position: applied.position });
    if (applied.order !== null && applied.order !== order) this.#orders.put(applied.order);
    if (applied.trade !== null && this.#lookBack > 0) this.#trades.push(applied.trade);
    this.#fills.push(applied.fill);
    this.#valuation.follow(this.#account, this.#positions.values());
  }

  #endOrder(clientOrderId: string, event: OrderEvent, cause: string, at: Instant): void {
    const before = this.#orders.get(clientOrderId);
    const after = recordOrderEvent(before, event, at, cause);
    this.#setRows(moveReservation(this.#rows(before.intent.symbol), before, after, this.#setup.plan.venue.lot));
    this.#orders.put(after);
  }

  #rows(symbol: string): Rows {
    return { account: this.#account, position: this.#positions.get(symbol) ?? emptyPosition(symbol) };
  }

  #setRows({ account, position }: Rows): void {
    this.#account = account;
    this.#positions.set(position.symbol, position);
  }
}

const APPROVED: Verdict = { kind: 'approved' };
const CANCELLED = 'cancelled by the venue';
const END_EVENTS = { cancelled: 'cancel', rejected: 'reject', expired: 'expire' } as const;
