import type { TableLedger } from '#adapters/table/table-ledger.ts';
import { placeByHand } from '#application/operator/place-by-hand.ts';
import type { Broker } from '#application/ports/broker.ts';
import { advanceReconciliation } from '#application/reconciliation/advance-reconciliation.ts';
import { decideReconciliation } from '#application/reconciliation/decide-reconciliation.ts';
import type { ReconcileDeps } from '#application/reconciliation/reconcile-deps.ts';
import { requestReconciliation } from '#application/reconciliation/request-reconciliation.ts';
import { NOTHING_ATTACHED } from '#domain/orders/order-intent.ts';
import { orderTerms } from '#domain/orders/order-terms.ts';
import type { Reconciliation, ReconciliationMode } from '#domain/reconciliation/reconciliation.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { BrokerTwin } from './broker-twin.ts';
import { d, RECONCILIATION, SYMBOL } from './builders.ts';
import { aDeskAfter, aScript, BUY } from './exit-desk.ts';
import { aPlan, type PaperDesk } from './paper-desk.ts';

export const OTHER = 'BBB/USD';

/** A ledger that holds 47 of one symbol with a protective stop, and has a limit order on another; and a broker that says the same. */
export class ReconcileDesk {
  readonly desk: PaperDesk;
  readonly twin: BrokerTwin;
  /** Client order id of the limit order. */
  readonly limitId: string;
  #requests = 0;

  constructor(desk: PaperDesk, twin: BrokerTwin, limitId: string) {
    this.desk = desk;
    this.twin = twin;
    this.limitId = limitId;
  }

  static async open(): Promise<ReconcileDesk> {
    const { sizing } = aPlan();
    const plan = aScript([BUY], { symbols: [SYMBOL, OTHER], sizing: { ...sizing, positionSizePct: d('0.47') } });
    const [desk] = await aDeskAfter(4, plan);
    desk.marketData = { ...desk.marketData, getLatestPrice: async () => ({ price: d(100), time: desk.now }) };
    const terms = orderTerms({ type: 'limit', limitPrice: d(90) });
    const wish = { symbol: OTHER, side: 'buy', quantity: d(10), terms, attached: NOTHING_ATTACHED } as const;
    const outcome = await placeByHand(desk.operator, { ...wish, idempotencyKey: 'one' });
    if (outcome.kind !== 'queued') throw new Error(`received ${outcome.kind}, expected it queued`);
    await desk.consume();
    const twin = await BrokerTwin.of(desk.ledger);
    desk.broker = desk.points.watch<Broker>(twin.over(desk.venue));
    return new ReconcileDesk(desk, twin, outcome.clientOrderId);
  }

  get ledger(): TableLedger {
    return this.desk.ledger;
  }

  get deps(): ReconcileDeps {
    const { broker, clock, ledger, marketData, plan } = this.desk;
    return { broker, clock, ledger, marketData, plan, reconciliation: RECONCILIATION };
  }

  request(mode: ReconciliationMode): Promise<Reconciliation> {
    this.#requests += 1;
    const request = { key: `request ${this.#requests}`, trigger: 'operator', requestedBy: 'tester', mode } as const;
    return requestReconciliation(this.deps, request);
  }

  advance(id: string) {
    return advanceReconciliation(this.deps, id);
  }

  /** From its request to its end, on a clock that the workflow turns; what waits for an operator is decided. */
  async reconcile(mode: ReconciliationMode, verdict: 'approved' | 'denied' = 'approved'): Promise<Reconciliation> {
    const { id } = await this.request(mode);
    return this.finish(id, verdict);
  }

  async finish(id: string, verdict: 'approved' | 'denied' | null = null): Promise<Reconciliation> {
    for (let step = 0; step < 400; step += 1) {
      const outcome = await this.advance(id);
      if (outcome.kind === 'done') return this.stored(id);
      this.desk.now += Math.max(outcome.seconds * SECOND, 1);
      const { phase } = await this.stored(id);
      if (phase === 'waiting' && verdict !== null) await decideReconciliation(this.deps, id, verdict, 'tester');
    }
    throw new Error(`reconciliation ${id} does not come to its end`);
  }

  async stored(id: string): Promise<Reconciliation> {
    const found = await this.ledger.readReconciliation(id);
    if (found === null) throw new Error(`there is no reconciliation ${id}`);
    return found;
  }
}
