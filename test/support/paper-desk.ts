import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { SimBroker } from '#adapters/sim/sim-broker.ts';
import type { Table } from '#adapters/table/table.ts';
import { TableBrokerHealth } from '#adapters/table/table-broker-health.ts';
import { TableLedger } from '#adapters/table/table-ledger.ts';
import { advanceStop } from '#application/emergency/advance-stop.ts';
import { requestStop, type StopRequest } from '#application/emergency/request-stop.ts';
import type { OperatorDeps } from '#application/operator/operator-deps.ts';
import { cancelOrders } from '#application/orders/cancel-orders.ts';
import { type CarriedOut, carryOut } from '#application/orders/carry-out.ts';
import { type PlaceOrderOutcome, placeOrder } from '#application/orders/place-order.ts';
import type { Broker } from '#application/ports/broker.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import type { ReadBudget } from '#application/ports/read-budget.ts';
import type { SplitSource } from '#application/ports/split-source.ts';
import { monitorRisk } from '#application/risk/monitor-risk.ts';
import { type PromotionOverride, startSession } from '#application/sessions/start-session.ts';
import { stopSession } from '#application/sessions/stop-session.ts';
import { generateSignals } from '#application/signals/generate-signals.ts';
import { trackOrders } from '#application/tracking/track-orders.ts';
import { sessionIdOf } from '#domain/orders/client-order-id.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import type { SessionRecords } from '#domain/reporting/session-records.ts';
import { type Bar, exact } from '#domain/shared/bar.ts';
import { seriesOf } from '#domain/shared/bar-series.ts';
import { type Phase, phasesOf } from '#domain/simulation/phases.ts';
import type { VenueRules } from '#domain/simulation/venue-rules.ts';
import { findStrategy } from '#domain/strategies/registry.ts';
import { DEFAULT_EXECUTION } from '#domain/trading/execution-rules.ts';
import { NO_EXITS } from '#domain/trading/exit-rules.ts';
import type { CancelCommand, QueuedCommand } from '#domain/trading/order-command.ts';
import type { SizingRules } from '#domain/trading/size-entry.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { d, NO_LIMITS, PLAIN_VENUE, RECONCILIATION, SYMBOL, T0, UNGATED } from './builders.ts';
import { CrashPoints } from './faulty.ts';

export const SIZING: SizingRules = {
  positionSizePct: d('0.95'),
  minAmount: null,
  maxAmount: null,
  riskPerTrade: null,
  volatilityTarget: null,
  minRanking: 0,
};

/** 10 bps commission, 5 bps slippage. */
export const VENUE: VenueRules = {
  ...PLAIN_VENUE,
  lot: d('0.0001'),
  fees: [{ minVolume: d(0), maker: d('0.001'), taker: d('0.001') }],
  slippageRate: d('0.0005'),
};

export function aPlan(changes: Partial<TradingPlan> = {}): TradingPlan {
  const running = findStrategy('sma_fast_slow')?.create({ fast: 2, slow: 4 }, { symbols: [SYMBOL] });
  if (running === undefined) throw new Error('sma_fast_slow is not registered');
  const symbols = changes.symbols ?? [SYMBOL];
  return {
    environment: 'test',
    account: 'main',
    currency: 'USD',
    initialBalance: d(10_000),
    symbols,
    timeframe: 60_000,
    strategies: [{ name: 'sma', fingerprint: 'sma 2 4', symbols, running }],
    sizing: SIZING,
    exits: NO_EXITS,
    limits: NO_LIMITS,
    venue: VENUE,
    autoRestart: true,
    existing: 'refuse',
    cancelAfter: null,
    execution: DEFAULT_EXECUTION,
    dryRun: false,
    ...changes,
  };
}

/** The use cases around a ledger in memory and the simulated venue, on a clock that the test turns. */
export class PaperDesk {
  plan: TradingPlan;
  readonly table: MemoryTable;
  readonly ledger: TableLedger;
  /** What all functions know of the broker; the simulated venue does not ask. */
  readonly health: TableBrokerHealth;
  readBudget: ReadBudget | undefined;
  readonly venue: SimBroker;
  readonly queue: QueuedCommand[] = [];
  now = T0;
  /** Of a venue that splits shares. */
  splits: SplitSource | undefined;
  /** Of the session's start. */
  key = 'key';
  promotion = UNGATED;
  /** Of its sessions. */
  config = '{}';
  broker: Broker;
  readonly #bars: readonly Bar[];
  #phase: Phase['kind'] = 'OPEN';
  #requests = 0;

  /** Watched by `points` so that a test can count the calls and die at any of them. */
  readonly points = new CrashPoints();

  constructor(plan: TradingPlan, bars: readonly Bar[] = []) {
    this.plan = plan;
    this.#bars = bars;
    const { account, currency, initialBalance, timeframe, venue: rules } = plan;
    this.table = new MemoryTable(this.clock);
    const table = this.points.watch<Table>(this.table);
    this.health = new TableBrokerHealth({ table, account, clock: this.clock });
    this.ledger = new TableLedger(table, account, (record) => this.health.see(record));
    const { marketData } = this;
    this.venue = new SimBroker({
      table: this.table,
      account,
      currency,
      initialBalance,
      rules,
      timeframe,
      clock: this.clock,
      marketData,
    });
    this.broker = this.points.watch<Broker>(this.venue);
  }

  readonly clock: Clock = { now: () => this.now };

  marketData: MarketData = {
    getBars: async (symbol, _timeframe, from, now) =>
      this.#bars.filter((bar) => bar.symbol === symbol && bar.openTime >= from && bar.closeTime <= now),
    getLatestPrice: async (symbol) => {
      const closed = this.#bars.filter((bar) => bar.symbol === symbol && bar.closeTime <= this.now).at(-1);
      const opening = this.#bars.find((bar) => bar.symbol === symbol && bar.openTime === this.now);
      if (this.#phase === 'OPEN' && opening !== undefined)
        return { price: exact(opening, 'open'), time: opening.openTime };
      return closed === undefined ? null : { price: exact(closed, 'close'), time: closed.closeTime - 1 };
    },
  };

  readonly orders: OrderQueue = {
    send: async (commands) => {
      this.queue.push(...commands);
    },
  };

  get sessionId(): string {
    return sessionIdOf(this.plan.environment, this.plan.account, this.key);
  }

  start(until?: number, override?: PromotionOverride, dryRun?: boolean) {
    const deps = { ...this.#deps(), config: this.config, promotion: this.promotion };
    return startSession(deps, { idempotencyKey: this.key, until, override, dryRun });
  }

  stop(flatten = false) {
    return stopSession(this.#deps(), this.sessionId, { reason: 'operator', flatten });
  }

  track() {
    this.#requests += 1;
    const requestId = `request-${this.#requests}`;
    const queue = this.broker.capabilities.isOnOurClock ? null : this.orders;
    return trackOrders({ ...this.#deps(), sleep: async () => {}, requestId, readBudget: this.readBudget, queue });
  }

  monitor() {
    return monitorRisk({ ...this.#deps(), queue: this.orders });
  }

  cancel(command: CancelCommand) {
    return cancelOrders({ ...this.#deps(), sleep: async () => {} }, command);
  }

  /** One delivery of an intent to the queue's consumer. */
  place(
    intent: OrderIntent,
    sleep: (milliseconds: number) => Promise<void> = async () => {},
  ): Promise<PlaceOrderOutcome> {
    this.#requests += 1;
    return placeOrder({ ...this.#deps(), sleep, requestId: `request-${this.#requests}` }, intent);
  }

  /** One delivery of a command to the queue's consumer. */
  carryOut(command: QueuedCommand): Promise<CarriedOut> {
    this.#requests += 1;
    return carryOut({ ...this.#deps(), sleep: async () => {}, requestId: `request-${this.#requests}` }, command);
  }

  /** What an operator's orders are made with. */
  get operator(): OperatorDeps {
    return { ...this.#deps(), queue: this.orders };
  }

  /** Names of the workflows started. */
  readonly workflows: string[] = [];

  /** Asks for an emergency stop. */
  emergencyStop(changes: Partial<StopRequest> = {}) {
    const workflows = { start: async (name: string) => void this.workflows.push(name) };
    const request = { reason: 'test', requestedBy: 'tester', flatten: false, cancelAll: false, idempotencyKey: 'stop' };
    return requestStop({ ...this.#deps(), workflows }, { ...request, ...changes });
  }

  /** One step of a stop's workflow. */
  advance(id: string) {
    this.#requests += 1;
    const deps = { ...this.#deps(), reconciliation: RECONCILIATION, sleep: async () => {} };
    return advanceStop({ ...deps, requestId: `request-${this.#requests}` }, id);
  }

  /** Delivers everything in the queue, each command `times` times. What a consumer dies over stays and comes again. */
  async consume(times = 1): Promise<void> {
    for (let command = this.queue[0]; command !== undefined; command = this.queue[0]) {
      const next = command;
      await repeat(times, () => this.carryOut(next));
      this.queue.shift();
    }
  }

  /** Goes to a phase of the bars' cycle; `times` delivers every tick and every message that often. */
  async run(phase: Phase, times = 1): Promise<void> {
    this.now = phase.instant;
    this.#phase = phase.kind;
    await repeat(times, () => this.track());
    if (phase.kind === 'OPEN') return;
    await repeat(times, () => this.monitor());
    await repeat(times, () => generateSignals({ ...this.#deps(), queue: this.orders }));
    await this.consume(times);
  }

  async runAll(times = 1): Promise<SessionRecords> {
    const phases = [...phasesOf(seriesOf(this.#bars, this.plan.timeframe))];
    await this.start(phases.at(-1)?.instant);
    for (const phase of phases) await this.run(phase, times);
    await this.stop();
    return this.records();
  }

  async records(): Promise<SessionRecords> {
    const [snapshots, fills, orders, events] = await Promise.all([
      this.ledger.listSnapshots(this.sessionId),
      this.ledger.listFills(this.sessionId),
      this.ledger.listOrders(this.sessionId),
      this.ledger.listRiskEvents(),
    ]);
    return { snapshots, fills, orders, events };
  }

  #deps() {
    return {
      ledger: this.ledger,
      broker: this.broker,
      clock: this.clock,
      plan: this.plan,
      marketData: this.marketData,
      splits: this.splits,
    };
  }
}

async function repeat(times: number, act: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < times; n++) await act();
}
