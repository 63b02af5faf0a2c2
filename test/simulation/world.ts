import { MemoryTable } from '#adapters/memory/memory-table.ts';
import type { Key } from '#adapters/table/table.ts';
import { TableAuditTrail } from '#adapters/table/table-audit-trail.ts';
import { TableLedger } from '#adapters/table/table-ledger.ts';
import type { Broker } from '#application/ports/broker.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import { DAY, MINUTE } from '#domain/shared/instant.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import type { TrackerRuntime } from '../../lambdas/track-orders/track-on-tick.ts';
import { RECONCILIATION, T0, UNGATED } from '../support/builders.ts';
import { Evidence } from './checks/evidence.ts';
import { Findings } from './checks/findings.ts';
import { LedgerWatch } from './checks/ledger-watch.ts';
import { Money } from './checks/money.ts';
import { ObservedTable } from './checks/observed-table.ts';
import { Reservations } from './checks/reservations.ts';
import { Engine } from './engine/engine.ts';
import type { Invocation } from './engine/invocation.ts';
import { faultyTable, type LaggingIndex } from './model/faulty-table.ts';
import { Market, marketDataOf } from './model/market.ts';
import { readBudgetOf } from './model/read-budget.ts';
import { Venue } from './model/venue.ts';
import { VenuePort } from './model/venue-port.ts';
import { naiveBroker } from './naive-broker.ts';
import type { RunOptions } from './run-options.ts';
import { MAX_OPEN_POSITIONS, SYMBOLS, simulatedPlan } from './simulated-plan.ts';

/** How long a run goes on without faults, so that everything can come to rest. */
export const QUIET = 15 * MINUTE;

/** The whole of one run: the real ledger and handlers on one side, models of everything else on the other, checkers in between. */
export class World {
  readonly engine: Engine;
  readonly options: RunOptions;
  readonly plan: TradingPlan;
  readonly table: ObservedTable;
  readonly market: Market;
  readonly venue: Venue;
  readonly findings: Findings;
  readonly evidence: Evidence;
  readonly money: Money;
  readonly watch: LedgerWatch;
  readonly activeUntil: number;
  readonly end: number;
  readonly #index: LaggingIndex = laggingIndex();

  constructor(options: RunOptions) {
    const { seed } = options;
    this.options = options;
    this.activeUntil = T0 + options.minutes * MINUTE;
    this.end = this.activeUntil + QUIET;
    this.engine = new Engine({ ...options, start: T0 });
    const { time } = this.engine;
    const now = () => time.now;
    this.plan = simulatedPlan(seed, this.activeUntil);
    this.findings = new Findings(now);
    this.money = new Money(this.findings, this.plan.initialBalance);
    this.evidence = new Evidence(this.findings, options.venue, now, (id) => this.watch.orders.get(id));
    this.watch = new LedgerWatch({
      findings: this.findings,
      evidence: this.evidence,
      money: this.money,
      reservations: new Reservations(this.findings),
      now,
      maxOpenPositions: MAX_OPEN_POSITIONS,
    });
    const onWrite = () => time.resumed();
    this.table = new ObservedTable(new MemoryTable({ now }), onWrite, (items) => this.watch.written(items));
    this.market = new Market(seed, SYMBOLS, T0, this.end);
    this.venue = new Venue({
      engine: this.engine,
      market: this.market,
      duplicateIds: options.venue,
      lot: this.plan.venue.lot,
      clockOffset: (seed % 2 === 0 ? 1 : -1) * 365 * DAY,
      onAccepted: (order) => this.evidence.accepted(order),
      onFill: (execution) => this.money.made(execution),
    });
  }

  /** What the handlers are given, every port of it watched, for one invocation. */
  runtimeOf(invocation: Invocation): TrackerRuntime {
    const { engine, plan } = this;
    const skew = engine.faults.strikes('clock_skewed') ? engine.pick(400) - 200 : 0;
    return {
      environment: {
        tableName: 'simulated',
        ordersQueueUrl: null,
        marketDataSecretId: null,
        brokerSecretId: null,
        webhookSecretId: null,
        emergencyStopArn: null,
        reconcileArn: null,
        eventBusName: null,
        noticeSecretId: null,
        noticeTopicArn: null,
      },
      plan,
      config: '{}',
      // Asked for, and never gone on with: the checkers are to find what tracking alone does not bring together.
      reconciliation: RECONCILIATION,
      promotion: UNGATED,
      clock: { now: () => engine.time.now + skew },
      ledger: this.ledgerOf(invocation),
      // Beside the table that is watched: the trail is off the order path, and not what is simulated.
      audit: new TableAuditTrail(new MemoryTable({ now: () => engine.time.now }), plan.account),
      broker: this.#brokerOf(invocation),
      readBudget: readBudgetOf(invocation, engine),
      marketData: marketDataOf(invocation, engine, this.market),
      sleep: (milliseconds) => invocation.call('sleep', [0, 0], () => ({ answer: undefined, delay: milliseconds })),
    };
  }

  /** A ledger whose table calls carry the name of the ledger's method that makes them. */
  ledgerOf(invocation: Invocation): Ledger {
    const { account } = this.plan;
    const base = new TableLedger(this.table, account);
    return new Proxy(base, {
      get: (_target, name) => {
        const label = `ledger.${String(name)}`;
        const table = faultyTable(invocation, this.engine, this.table, this.#index, label);
        const ledger = new TableLedger(table, account);
        const method: unknown = Reflect.get(ledger, name);
        return typeof method === 'function' ? method.bind(ledger) : method;
      },
    });
  }

  #brokerOf(invocation: Invocation): Broker {
    const { engine, venue, evidence, plan } = this;
    const cash = { currency: plan.currency, cash: plan.initialBalance };
    const { lot } = plan.venue;
    const duplicateIds = this.options.venue;
    const port = new VenuePort(invocation, { engine, venue, duplicateIds, cash, lot, witness: evidence });
    return this.options.naive ? naiveBroker(port) : port;
  }
}

function laggingIndex(): LaggingIndex {
  const seen: (readonly Key[])[] = [];
  return {
    lookBack: () => seen[0] ?? null,
    remember: (keys) => {
      seen.push(keys);
      if (seen.length > 2) seen.shift();
    },
  };
}
