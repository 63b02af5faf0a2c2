import type { Broker, VenueFill, VenueOrder } from '#application/ports/broker.ts';
import { openSessionReconciliation } from '#application/reconciliation/reconcile-session.ts';
import { finishStarting } from '#application/sessions/finish-starting.ts';
import { startSession } from '#application/sessions/start-session.ts';
import type { ReconciliationMode } from '#domain/reconciliation/reconciliation.ts';
import type { ExistingPolicy } from '#domain/sessions/existing.ts';
import type { Session } from '#domain/sessions/session.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { BrokerTwin } from './broker-twin.ts';
import { d, RECONCILIATION, SYMBOL, UNGATED } from './builders.ts';
import { aPlan, PaperDesk } from './paper-desk.ts';
import { OTHER, ReconcileDesk } from './reconcile-desk.ts';

/** The owner's. */
export const ORDER: VenueOrder = {
  brokerOrderId: 'v-before',
  clientOrderId: 'by hand',
  symbol: SYMBOL,
  side: 'sell',
  quantity: d(5),
  status: 'working',
  filledQuantity: d(0),
  cause: null,
};

/** Nothing is declared by it: what the tests see was done by the start. */
const MODE: ReconciliationMode = 'HALT_ON_MISMATCH';

export interface Standing {
  readonly held?: Readonly<Record<string, string>>;
  readonly orders?: readonly VenueOrder[];
  readonly cash?: number;
}

/** A ledger without an account, before a broker that has a clock of its own, and an owner. */
export class BeforeDesk {
  readonly desk: PaperDesk;
  readonly twin: BrokerTwin;

  constructor(
    existing: ExistingPolicy,
    { cash = 10_000, held = {}, orders = [] }: Standing,
    changes: Partial<TradingPlan> = {},
  ) {
    this.desk = new PaperDesk(aPlan({ existing, symbols: [SYMBOL, OTHER], ...changes }));
    this.desk.marketData = {
      ...this.desk.marketData,
      getLatestPrice: async () => ({ price: d(100), time: this.desk.now }),
    };
    const positions = new Map(Object.entries(held).map(([symbol, quantity]) => [symbol, d(quantity)]));
    this.twin = BrokerTwin.that({ cash: d(cash), held: positions, open: [...orders] });
    const capabilities = { ...this.desk.venue.capabilities, isOnOurClock: false };
    const outside = new Proxy(this.twin.over(this.desk.venue), {
      get: (target, name) => (name === 'capabilities' ? capabilities : Reflect.get(target, name)),
    }) satisfies Broker;
    this.desk.broker = this.desk.points.watch<Broker>(outside);
  }

  get deps() {
    const { broker, clock, ledger, marketData, plan, splits } = this.desk;
    return { broker, clock, ledger, marketData, plan, splits, reconciliation: { ...RECONCILIATION, mode: MODE } };
  }

  start(symbols?: readonly string[], idempotencyKey = 'first') {
    const reconcile = (session: Session) =>
      openSessionReconciliation(this.deps, session, { mode: MODE, requestedBy: 'tester' });
    const deps = { ...this.deps, config: '{}', promotion: UNGATED, reconcile };
    return startSession(deps, { idempotencyKey, symbols });
  }

  /** The workflow of its reconciliation, if it has one. @returns the session and its account */
  async settle() {
    const [latest] = await this.desk.ledger.listReconciliations(0);
    if (latest !== undefined) await new ReconcileDesk(this.desk, this.twin, '').finish(latest.id);
    const view = await this.desk.ledger.readAccount();
    return { latest: await this.latest(), view };
  }

  async latest() {
    return (await this.desk.ledger.listReconciliations(0))[0];
  }

  async events(): Promise<readonly string[]> {
    return (await this.desk.ledger.listRiskEvents()).map(({ kind }) => kind).sort();
  }

  /** One tick of the monitor, as far as starts go. */
  async tick(): Promise<void> {
    this.desk.now += MINUTE;
    const reconciliations = { start: async () => {} };
    const view = await this.desk.ledger.readAccount();
    await finishStarting({ ...this.deps, reconciliations }, view?.account ?? null);
  }

  /** A trade of the account's owner, listed by the broker. */
  trade(side: 'buy' | 'sell', quantity: number): void {
    const id = `owner ${this.twin.fills.length}`;
    const money = { price: d(100), fee: d(1), baseFee: d(0), otherFees: [] };
    const fill: VenueFill = {
      id,
      sequence: `00000000000${this.twin.fills.length}`,
      clientOrderId: null,
      symbol: SYMBOL,
      side,
      quantity: d(quantity),
      time: this.desk.now,
      explanation: null,
      ...money,
    };
    this.twin.trade(fill);
  }

  async quantity(symbol = SYMBOL): Promise<string> {
    return (await this.desk.ledger.readAccount())?.positions.get(symbol)?.quantity.toFixed() ?? '0';
  }
}
