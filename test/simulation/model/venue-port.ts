import type {
  Broker,
  BrokerCapabilities,
  CancelOrderOutcome,
  FillPage,
  PlaceOrderOutcome,
  PlaceOrderRequest,
  SentOrder,
  VenueFill,
  VenueOrder,
} from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { ORDER_TYPES, TIMES_IN_FORCE } from '#domain/orders/order-terms.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { PROTECTION_KINDS } from '#domain/simulation/venue-rules.ts';
import type { Engine } from '../engine/engine.ts';
import type { Effect, Invocation } from '../engine/invocation.ts';
import type { DuplicateIds, Venue } from './venue.ts';
import { tell } from './venue-order.ts';

/** What the checkers are told of the talk with the venue. */
export interface Witness {
  posted(request: PlaceOrderRequest, invocation: Invocation): void;
  answered(clientOrderId: string, outcome: PlaceOrderOutcome): void;
  lookedUp(clientOrderId: string, seen: VenueOrder | null): void;
}

export interface VenuePortOptions {
  readonly engine: Engine;
  readonly venue: Venue;
  readonly duplicateIds: DuplicateIds;
  readonly cash: { readonly currency: string; readonly cash: Decimal };
  readonly lot: Decimal;
  readonly witness: Witness;
}

const LATENCY = [20, 400] as const;
const TIMEOUT = 5 * SECOND;
const MAX_PAGE = 50;
const POST_FAULTS = ['post_lost', 'post_answer_lost', 'post_late', 'post_server_error', 'post_not_sent'] as const;

export function capabilitiesOf(duplicateIdsRefused: DuplicateIds): BrokerCapabilities {
  return {
    orderTypes: ORDER_TYPES,
    timesInForce: TIMES_IN_FORCE,
    postOnly: true,
    reduceOnly: true,
    oco: true,
    replace: false,
    fractional: true,
    lookUpByClientId: true,
    cancelAfter: true,
    duplicateIdsRefused,
    isOnOurClock: false,
  };
}

/** The way from one invocation to the venue, on which requests and answers get lost. */
export class VenuePort implements Broker {
  readonly capabilities: BrokerCapabilities;
  readonly #invocation: Invocation;
  readonly #options: VenuePortOptions;

  constructor(invocation: Invocation, options: VenuePortOptions) {
    this.capabilities = capabilitiesOf(options.duplicateIds);
    this.#invocation = invocation;
    this.#options = options;
  }

  /** Keys and markets, asked for while the venue may be away: what it does not change needs no faults of its own. */
  open(): Promise<void> {
    return this.#invocation.call('broker.open', LATENCY, () => ({ answer: undefined }));
  }

  placeOrder(request: PlaceOrderRequest): Promise<PlaceOrderOutcome> {
    const { witness } = this.#options;
    return this.#invocation.call('broker.placeOrder', LATENCY, () => {
      witness.posted(request, this.#invocation);
      const effect = this.#post(request);
      witness.answered(request.clientOrderId, effect.answer);
      return { ...effect, note: `${request.clientOrderId.slice(0, 8)} ${effect.note ?? effect.answer.kind}` };
    });
  }

  #post(request: PlaceOrderRequest): Effect<PlaceOrderOutcome> & { readonly answer: PlaceOrderOutcome } {
    const { engine, venue } = this.#options;
    const unknown = (cause: string, delay: number) => ({
      answer: { kind: 'unknown', cause } as const,
      delay,
      note: cause,
    });
    // The network repeats requests, too; only venues that refuse the id can live with that.
    const doubled = this.#options.duplicateIds === 'forever' ? (['post_doubled'] as const) : [];
    const fault = engine.faults.firstOf(...doubled, ...POST_FAULTS);
    switch (fault) {
      case 'post_not_sent': {
        const retryAfter = engine.pick(3) === 0 ? engine.pick(3_000) : null;
        return { answer: { kind: 'not_sent', code: 'RATE_LIMITED', cause: 'slow down', retryAfter } };
      }
      case 'post_lost':
        return unknown('lost', TIMEOUT);
      case 'post_late':
        engine.time.schedule(engine.pick(8 * SECOND), () => venue.accept(request));
        return unknown('late', TIMEOUT);
      case 'post_answer_lost':
        venue.accept(request);
        return unknown('answer lost', TIMEOUT);
      case 'post_server_error':
        if (engine.pick(2) === 0) venue.accept(request);
        return unknown('503', engine.draw(LATENCY));
      case 'post_doubled':
        return venue.accept(request).kind === 'rejected' ? this.#tell(request) : { answer: { kind: 'duplicate' } };
      case null:
        return this.#tell(request);
    }
  }

  #tell(request: PlaceOrderRequest): { readonly answer: PlaceOrderOutcome } {
    const acceptance = this.#options.venue.accept(request);
    switch (acceptance.kind) {
      case 'accepted':
        return { answer: { kind: 'accepted', brokerOrderId: acceptance.order.brokerOrderId } };
      case 'rejected':
        return { answer: { kind: 'rejected', code: 'INVALID_ORDER', cause: 'refused' } };
      case 'duplicate':
        return { answer: { kind: 'duplicate' } };
    }
  }

  cancelOrder(order: SentOrder): Promise<CancelOrderOutcome> {
    const { engine, venue } = this.#options;
    return this.#invocation.call<CancelOrderOutcome>('broker.cancelOrder', LATENCY, () => {
      const fault = engine.faults.firstOf('cancel_lost', 'cancel_answer_lost');
      const kind = fault === 'cancel_lost' ? 'requested' : venue.cancel(order);
      const note = `${order.clientOrderId.slice(0, 8)} ${fault ?? kind}`;
      return fault === null
        ? { answer: { kind }, note }
        : { answer: { kind: 'unknown', cause: fault }, delay: TIMEOUT, note };
    });
  }

  replaceOrder(): Promise<PlaceOrderOutcome> {
    return Promise.resolve({ kind: 'rejected', code: 'NOT_SUPPORTED', cause: 'no replace' });
  }

  cancelAllAfter(milliseconds: number): Promise<void> {
    const { engine, venue } = this.#options;
    return this.#invocation.call<void>('broker.cancelAllAfter', LATENCY, () => {
      const fault = engine.faults.firstOf('timer_lost', 'timer_answer_lost');
      if (fault !== 'timer_lost') venue.cancelAllAfter(milliseconds);
      return fault === null ? { answer: undefined } : unreachable('cancelAllAfter');
    });
  }

  getOrder(order: SentOrder): Promise<VenueOrder | null> {
    const { engine, venue, witness } = this.#options;
    return this.#invocation.call<VenueOrder | null>('broker.getOrder', LATENCY, () => {
      if (engine.faults.strikes('look_up_unreachable')) return unreachable('getOrder');
      const found = venue.find(order);
      const isStale = found?.before != null && engine.faults.strikes('look_up_stale');
      const seen = found === null ? null : isStale ? found.before : tell(found);
      witness.lookedUp(order.clientOrderId, seen);
      return { answer: seen, note: `${order.clientOrderId.slice(0, 8)} ${seen === null ? 'absent' : seen.status}` };
    });
  }

  listFills(cursor: string | null): Promise<FillPage> {
    const { engine, venue } = this.#options;
    return this.#invocation.call<FillPage>('broker.listFills', LATENCY, () => {
      if (engine.faults.strikes('fills_unreachable')) return unreachable('listFills');
      const after = Number(cursor ?? '0');
      const isNews = venue.published.length > after;
      const overlap = after > 0 && engine.faults.strikes('page_overlap') ? 1 + engine.pick(3) : 0;
      const size = isNews && engine.faults.strikes('page_short') ? 1 : MAX_PAGE;
      const end = Math.min(venue.published.length, after + size);
      const fills: VenueFill[] = venue.published.slice(Math.max(0, after - overlap), end);
      if (fills.length > 1 && engine.faults.strikes('page_shuffled')) fills.reverse();
      const page = { fills, cursor: end === after ? cursor : String(end) };
      return { answer: page, note: `${fills.length} after ${cursor}` };
    });
  }

  listOpenOrders(): Promise<readonly VenueOrder[]> {
    const open = this.#options.venue.orders.filter(({ status }) => status === 'working');
    return this.#invocation.call('broker.listOpenOrders', LATENCY, () => ({ answer: open.map(tell) }));
  }

  getBalance() {
    const { cash, venue } = this.#options;
    return this.#invocation.call('broker.getBalance', LATENCY, () => ({
      answer: { ...cash, cash: cash.cash.minus(venue.paid) },
    }));
  }

  /** Of a venue whose cash is not looked at. */
  listCashMovements() {
    return Promise.resolve([]);
  }

  listPositions() {
    const positions = [...this.#options.venue.held].map(([symbol, quantity]) => ({ symbol, quantity }));
    return this.#invocation.call('broker.listPositions', LATENCY, () => ({ answer: positions }));
  }

  getSymbolRules() {
    const protections = PROTECTION_KINDS;
    const answer = {
      lot: this.#options.lot,
      tick: null,
      minNotional: null,
      isFractional: true,
      protections,
      wholeProtections: protections,
    };
    return this.#invocation.call('broker.getSymbolRules', LATENCY, () => ({ answer }));
  }

  getMarketClock() {
    return this.#invocation.call('broker.getMarketClock', LATENCY, () => ({ answer: null }));
  }
}

function unreachable<T>(method: string): Effect<T> {
  const error = new BrokerError('NETWORK', `fault: ${method} was not answered`);
  return { answer: null as never, error, note: 'unreachable' };
}
