import type { PlaceOrderRequest, SentOrder, VenueFill, VenueOrderStatus } from '#application/ports/broker.ts';
import type { Side } from '#domain/orders/order-intent.ts';
import { Decimal, floorToStep, ZERO } from '#domain/shared/decimal.ts';
import { SECOND } from '#domain/shared/instant.ts';
import type { Engine } from '../engine/engine.ts';
import type { Market } from './market.ts';
import { tradesAt } from './trades-at.ts';
import { type BookedOrder, tell, type VenueExecution } from './venue-order.ts';

export type DuplicateIds = 'forever' | 'while_open' | 'never';

export type Acceptance =
  | { readonly kind: 'accepted'; readonly order: BookedOrder }
  | { readonly kind: 'rejected' | 'duplicate' };

export interface VenueOptions {
  readonly engine: Engine;
  readonly market: Market;
  readonly duplicateIds: DuplicateIds;
  readonly lot: Decimal;
  /** Added to our time: its clock runs in another year. */
  readonly clockOffset: number;
  readonly onAccepted: (order: BookedOrder) => void;
  readonly onFill: (execution: VenueExecution) => void;
}

const STEP = 1 * SECOND;
const FEE = new Decimal('0.001');
/** An honest venue shows an order well within the minute that proves an absence. */
const LATEST_SIGHT = 35 * SECOND;
const LATEST_FILL = 75 * SECOND;

/** A venue of our own: it books, fills by the market's path, and publishes fills later than it makes them. It has no connection to lose: that is the port's. */
export class Venue {
  readonly orders: BookedOrder[] = [];
  readonly executions: VenueExecution[] = [];
  /** In the order in which they became visible: a cursor counts these. */
  readonly published: VenueFill[] = [];
  readonly held = new Map<string, Decimal>();
  /** For everything that it has traded, fees included. */
  paid = ZERO;
  readonly #options: VenueOptions;
  readonly #engine: Engine;
  #working: BookedOrder[] = [];
  #isTicking = false;
  /** When it takes our silence for our end. */
  #silentAt = Number.POSITIVE_INFINITY;

  constructor(options: VenueOptions) {
    this.#options = options;
    this.#engine = options.engine;
  }

  accept(request: PlaceOrderRequest): Acceptance {
    const { faults, time } = this.#engine;
    // Funds are looked at before ids: a refusal says nothing of an earlier request.
    if (faults.strikes('post_rejected')) return { kind: 'rejected' };
    if (this.#isDuplicate(request.clientOrderId)) return { kind: 'duplicate' };
    const isMarket = request.terms.type === 'market';
    const order: BookedOrder = {
      request,
      brokerOrderId: `v${this.orders.length + 1}`,
      acceptedAt: time.now,
      visibleAt: time.now + (faults.strikes('order_invisible') ? this.#engine.pick(LATEST_SIGHT) : 0),
      tradesFrom: time.now + (isMarket ? this.#engine.pick(3 * SECOND) : STEP),
      status: 'working',
      filled: ZERO,
      cause: null,
      cancelAt: null,
      before: null,
    };
    this.orders.push(order);
    this.#working.push(order);
    this.#options.onAccepted(order);
    this.#tickSoon();
    return { kind: 'accepted', order };
  }

  find({ brokerOrderId, clientOrderId }: SentOrder): BookedOrder | null {
    const isIt = (order: BookedOrder) =>
      order.visibleAt <= this.#engine.time.now &&
      (brokerOrderId === null ? order.request.clientOrderId === clientOrderId : order.brokerOrderId === brokerOrderId);
    return this.orders.findLast(isIt) ?? null;
  }

  cancel(sent: SentOrder): 'requested' | 'not_found' {
    const order = this.find(sent);
    if (order === null) return 'not_found';
    const { faults, time } = this.#engine;
    order.cancelAt ??= time.now + this.#engine.pick(faults.strikes('cancel_slow') ? 20_000 : 600);
    this.#tickSoon();
    return 'requested';
  }

  /** Set anew by each call; when it has run out it is over. */
  cancelAllAfter(milliseconds: number): void {
    this.#silentAt = this.#engine.time.now + milliseconds;
  }

  /** Something of which our ledger knows nothing. */
  tradeElsewhere(symbol: string, side: Side, quantity: Decimal): void {
    this.#execute({ clientOrderId: null, symbol, side, brokerOrderId: null }, quantity);
  }

  #isDuplicate(id: string): boolean {
    const { duplicateIds } = this.#options;
    if (duplicateIds === 'never') return false;
    const known = duplicateIds === 'forever' ? this.orders : this.#working;
    return known.some(({ request }) => request.clientOrderId === id);
  }

  #tickSoon(): void {
    if (this.#isTicking) return;
    this.#isTicking = true;
    this.#engine.time.schedule(STEP, () => this.#tick());
  }

  #tick(): void {
    this.#isTicking = false;
    if (this.#engine.time.now >= this.#silentAt) this.#takeSilence();
    for (const order of this.#working) this.#trade(order);
    this.#working = this.#working.filter(({ status }) => status === 'working');
    if (this.#working.length > 0) this.#tickSoon();
  }

  #takeSilence(): void {
    this.#engine.note('venue cancels after silence');
    for (const order of this.#working) order.cancelAt ??= this.#silentAt;
    this.#silentAt = Number.POSITIVE_INFINITY;
  }

  #trade(order: BookedOrder): void {
    const { faults, time } = this.#engine;
    if (order.cancelAt !== null && time.now >= order.cancelAt) {
      const isLate = faults.strikes('fill_after_cancel');
      this.#end(order, 'cancelled', 'CANCEL_REQUESTED');
      if (isLate) time.schedule(this.#engine.pick(LATEST_SIGHT), () => this.#fill(order, this.#part(order)));
      return;
    }
    const { request } = order;
    if (time.now < order.tradesFrom || !tradesAt(request, this.#options.market.priceAt(request.symbol, time.now)))
      return;
    if (faults.strikes('order_forgotten')) {
      this.#end(order, 'cancelled', 'FORGOTTEN');
      order.visibleAt = Number.POSITIVE_INFINITY;
      return;
    }
    if (faults.strikes('order_ended_by_venue')) {
      this.#end(order, this.#engine.pick(2) === 0 ? 'expired' : 'cancelled', 'BY_THE_VENUE');
      return;
    }
    const allowed = this.#allowed(order);
    if (allowed.isZero()) this.#end(order, 'cancelled', 'REDUCE_ONLY');
    else this.#fill(order, faults.strikes('fill_partial') ? Decimal.min(allowed, this.#part(order)) : allowed);
  }

  /** What is left of it; of a reduce-only order no more than the position. */
  #allowed({ request, filled }: BookedOrder): Decimal {
    const leaves = request.quantity.minus(filled);
    if (!request.terms.reduceOnly) return leaves;
    const held = this.held.get(request.symbol) ?? ZERO;
    const most = Decimal.max(ZERO, request.side === 'sell' ? held : held.negated());
    return Decimal.min(leaves, floorToStep(most, this.#options.lot));
  }

  #part({ request, filled }: BookedOrder): Decimal {
    const { lot } = this.#options;
    const leaves = request.quantity.minus(filled);
    const part = floorToStep(leaves.times(1 + this.#engine.pick(9)).div(10), lot);
    return part.isZero() ? leaves : part;
  }

  #fill(order: BookedOrder, quantity: Decimal): void {
    const { request } = order;
    const { clientOrderId, symbol, side } = request;
    order.before = tell(order);
    order.filled = order.filled.plus(quantity);
    this.#execute({ clientOrderId, symbol, side, brokerOrderId: order.brokerOrderId }, quantity);
    if (order.status !== 'working' || order.filled.lt(request.quantity)) return;
    order.status = 'filled';
    if (!this.#engine.faults.strikes('overfill')) return;
    const extra = this.#options.lot;
    order.filled = order.filled.plus(extra);
    this.#execute({ clientOrderId, symbol, side, brokerOrderId: order.brokerOrderId }, extra);
  }

  #end(order: BookedOrder, status: VenueOrderStatus, cause: string): void {
    order.before = tell(order);
    order.status = status;
    order.cause = cause;
    this.#engine.note(`venue ${order.brokerOrderId} ${status}`);
  }

  #execute(
    trade: Pick<VenueFill, 'clientOrderId' | 'symbol' | 'side'> & { readonly brokerOrderId: string | null },
    quantity: Decimal,
  ): void {
    const { brokerOrderId, ...told } = trade;
    const { time, faults } = this.#engine;
    const price = this.#options.market.priceAt(told.symbol, time.now);
    const number = this.executions.length + 1;
    const isPaidInBase = told.side === 'buy' && told.symbol.startsWith('BBB');
    const baseFee = isPaidInBase ? quantity.times(FEE) : ZERO;
    const fill: VenueFill = {
      ...told,
      id: `f${number}`,
      sequence: String(number).padStart(8, '0'),
      quantity,
      price,
      fee: quantity.times(price).times(FEE),
      baseFee,
      otherFees: [],
      time: time.now + this.#options.clockOffset,
      explanation: null,
    };
    const sign = told.side === 'buy' ? 1 : -1;
    this.held.set(told.symbol, (this.held.get(told.symbol) ?? ZERO).plus(quantity.minus(baseFee).times(sign)));
    this.paid = this.paid.plus(quantity.minus(baseFee).times(price).times(sign)).plus(fill.fee);
    const execution = { fill, brokerOrderId };
    this.executions.push(execution);
    this.#options.onFill(execution);
    this.#engine.note(`venue ${brokerOrderId} ${told.side} ${quantity.toFixed()} at ${price.toFixed()}`);
    const delay = faults.strikes('fill_late') ? this.#engine.pick(LATEST_FILL) : this.#engine.pick(SECOND);
    time.schedule(delay, () => this.published.push(fill));
  }
}
