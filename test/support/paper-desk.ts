import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { SimBroker } from '#adapters/sim/sim-broker.ts';
import type { Table } from '#adapters/table/table.ts';
import { TableLedger } from '#adapters/table/table-ledger.ts';
import { generateSignals } from '#application/generate-signals.ts';
import { monitorRisk } from '#application/monitor-risk.ts';
import { type PlaceOrderOutcome, placeOrder } from '#application/place-order.ts';
import type { Broker } from '#application/ports/broker.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import { startSession } from '#application/start-session.ts';
import { stopSession } from '#application/stop-session.ts';
import { trackOrders } from '#application/track-orders.ts';
import { sessionIdOf } from '#domain/orders/client-order-id.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import type { SessionRecords } from '#domain/reporting/session-records.ts';
import type { Bar } from '#domain/shared/bar.ts';
import { type Phase, phasesOf } from '#domain/simulation/phases.ts';
import { findStrategy } from '#domain/strategies/registry.ts';
import type { TradingPlan } from '#domain/strategies/trading-plan.ts';
import { d, NO_LIMITS, SYMBOL, T0 } from './builders.ts';
import { CrashPoints } from './faulty.ts';

export function aPlan(changes: Partial<TradingPlan> = {}): TradingPlan {
  const running = findStrategy('sma_fast_slow')?.create({ fast: 2, slow: 4 });
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
    sizing: { positionSizePct: d('0.95'), lot: d('0.0001') },
    limits: NO_LIMITS,
    costs: { commissionRate: d('0.001'), slippageRate: d('0.0005'), lot: d('0.0001'), tick: null },
    ...changes,
  };
}

/** The use cases around a ledger in memory and the simulated venue, on a clock that the test turns. */
export class PaperDesk {
  plan: TradingPlan;
  readonly table: MemoryTable;
  readonly ledger: TableLedger;
  readonly venue: SimBroker;
  readonly queue: OrderIntent[] = [];
  now = T0;
  broker: Broker;
  readonly #bars: readonly Bar[];
  #phase: Phase['kind'] = 'OPEN';
  #requests = 0;

  /** Watched by `points` so that a test can count the calls and die at any of them. */
  readonly points = new CrashPoints();

  constructor(plan: TradingPlan, bars: readonly Bar[] = []) {
    this.plan = plan;
    this.#bars = bars;
    const { account, currency, initialBalance, costs } = plan;
    this.table = new MemoryTable(this.clock);
    this.ledger = new TableLedger(this.points.watch<Table>(this.table), account);
    const { marketData } = this;
    this.venue = new SimBroker({
      table: this.table,
      account,
      currency,
      initialBalance,
      costs,
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
      if (this.#phase === 'OPEN' && opening !== undefined) return { price: opening.open, time: opening.openTime };
      return closed === undefined ? null : { price: closed.close, time: closed.closeTime - 1 };
    },
  };

  readonly orders: OrderQueue = {
    send: async (intents) => {
      this.queue.push(...intents);
    },
  };

  get sessionId(): string {
    return sessionIdOf(this.plan.environment, this.plan.account, 'key');
  }

  start() {
    return startSession({ ...this.#deps(), config: '{}' }, { idempotencyKey: 'key' });
  }

  stop() {
    return stopSession(this.#deps(), this.sessionId);
  }

  track() {
    this.#requests += 1;
    return trackOrders({ ...this.#deps(), sleep: async () => {}, requestId: `request-${this.#requests}` });
  }

  /** One delivery of an intent to the queue's consumer. */
  place(
    intent: OrderIntent,
    sleep: (milliseconds: number) => Promise<void> = async () => {},
  ): Promise<PlaceOrderOutcome> {
    this.#requests += 1;
    return placeOrder({ ...this.#deps(), sleep, requestId: `request-${this.#requests}` }, intent);
  }

  /** Goes to a phase of the bars' cycle; `times` delivers every tick and every message that often. */
  async run(phase: Phase, times = 1): Promise<void> {
    this.now = phase.instant;
    this.#phase = phase.kind;
    if (phase.kind === 'OPEN') return repeat(times, () => this.track());
    await repeat(times, () => monitorRisk(this.#deps()));
    if (phase.isLast) return;
    await repeat(times, () => generateSignals({ ...this.#deps(), queue: this.orders }));
    for (const intent of this.queue.splice(0)) await repeat(times, () => this.place(intent));
  }

  async runAll(times = 1): Promise<SessionRecords> {
    await this.start();
    for (const phase of phasesOf(this.#bars)) await this.run(phase, times);
    await this.stop();
    return this.records();
  }

  async records(): Promise<SessionRecords> {
    const [snapshots, fills, orders] = await Promise.all([
      this.ledger.listSnapshots(this.sessionId),
      this.ledger.listFills(this.sessionId),
      this.ledger.listOrders(this.sessionId),
    ]);
    return { snapshots, fills, orders };
  }

  #deps() {
    return {
      ledger: this.ledger,
      broker: this.broker,
      clock: this.clock,
      plan: this.plan,
      marketData: this.marketData,
    };
  }
}

async function repeat(times: number, act: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < times; n++) await act();
}
