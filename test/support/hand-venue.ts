import type { Broker, PlaceOrderOutcome, PlaceOrderRequest, VenueFill, VenueOrder } from '#application/ports/broker.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { type Decimal, ZERO } from '#domain/shared/decimal.ts';
import { PROTECTION_KINDS, type ProtectionKind } from '#domain/simulation/venue-rules.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { aBroker, EVERYTHING } from './broker-builders.ts';
import { anIntent, barsOf, d, SYMBOL } from './builders.ts';
import { aScript, aVenueFill } from './exit-desk.ts';
import { PaperDesk, VENUE } from './paper-desk.ts';

interface HandOrder {
  readonly request: PlaceOrderRequest;
  status: VenueOrder['status'];
  filled: Decimal;
}

/** A venue outside, on a clock of its own: it takes every order, cancels at once, and fills what the test says, when it says so. */
export class HandVenue {
  readonly orders = new Map<string, HandOrder>();
  readonly published: VenueFill[] = [];
  /** What it holds for a position. */
  protections: readonly ProtectionKind[] = PROTECTION_KINDS;
  readonly capabilities = { ...EVERYTHING, isOnOurClock: false };
  /** Its clock. */
  time = Date.UTC(2031, 0, 1);

  readonly broker: Broker = aBroker({
    capabilities: this.capabilities,
    getBalance: async () => ({ currency: 'USD', cash: d(10_000) }),
    listPositions: async () => [],
    listOpenOrders: async () => [...this.working('buy'), ...this.working('sell')].map(tell),
    listCashMovements: async () => [],
    getSymbolRules: async () => {
      const steps = { lot: d('0.0001'), tick: null, minNotional: null, isFractional: true };
      return { ...steps, protections: this.protections, wholeProtections: this.protections };
    },
    placeOrder: async (request) => this.#place(request),
    cancelOrder: async ({ clientOrderId }) => {
      const order = this.orders.get(clientOrderId);
      if (order?.status === 'working') order.status = 'cancelled';
      return { kind: order === undefined ? 'not_found' : 'requested' };
    },
    getOrder: async ({ clientOrderId }) => {
      const order = this.orders.get(clientOrderId);
      return order === undefined ? null : tell(order);
    },
    listFills: async (cursor) => {
      const cursorNow = this.published.length === 0 ? cursor : String(this.published.length);
      return { fills: this.published.slice(Number(cursor ?? '0')), cursor: cursorNow };
    },
  });

  /** Whatever the order's state. */
  fill(clientOrderId: string, quantity: string | number, price: string | number = 100): void {
    const order = this.orders.get(clientOrderId);
    if (order === undefined) throw new Error(`the venue has no order ${clientOrderId}`);
    const { side, symbol } = order.request;
    order.filled = order.filled.plus(quantity);
    if (order.filled.gte(order.request.quantity) && order.status === 'working') order.status = 'filled';
    const id = `x${this.published.length + 1}`.padStart(8, '0');
    const { time } = this;
    this.published.push({
      ...aVenueFill(id, 0),
      clientOrderId,
      symbol,
      side,
      quantity: d(quantity),
      price: d(price),
      time,
    });
  }

  /** What works on one side, in the order of acceptance. */
  working(side: 'buy' | 'sell'): readonly HandOrder[] {
    return [...this.orders.values()].filter(({ request, status }) => status === 'working' && request.side === side);
  }

  /** What working exits may still sell. */
  get offered(): Decimal {
    return this.working('sell').reduce((sum, { request, filled }) => sum.plus(request.quantity).minus(filled), ZERO);
  }

  /** Bought less sold. */
  get held(): Decimal {
    return this.published.reduce(
      (sum, { side, quantity }) => (side === 'buy' ? sum.plus(quantity) : sum.minus(quantity)),
      ZERO,
    );
  }

  #place(request: PlaceOrderRequest): PlaceOrderOutcome {
    if (this.orders.has(request.clientOrderId)) return { kind: 'duplicate' };
    this.orders.set(request.clientOrderId, { request, status: 'working', filled: ZERO });
    return { kind: 'accepted', brokerOrderId: `v${this.orders.size}` };
  }
}

function tell({ request, status, filled }: HandOrder): VenueOrder {
  const { clientOrderId, symbol, side, quantity } = request;
  const cause = status === 'cancelled' ? 'CANCELLED' : null;
  return {
    brokerOrderId: `v-${clientOrderId}`,
    clientOrderId,
    symbol,
    side,
    quantity,
    status,
    filledQuantity: filled,
    cause,
  };
}

export const ENTRY = anIntent().clientOrderId;

/** A desk that trades at such a venue, with an entry of ten at work there (`null`: none) and a stop loss of 10 %. */
export async function aHandDesk(
  changes: Partial<TradingPlan> = {},
  entry: Partial<OrderIntent> | null = {},
  venue = new HandVenue(),
): Promise<{ readonly desk: PaperDesk; readonly venue: HandVenue }> {
  const desk = new PaperDesk(aScript([], { venue: { ...VENUE, fees: [] }, ...changes }), barsOf([100, 101, 102]));
  desk.broker = desk.points.watch<Broker>(venue.broker);
  await desk.start();
  if (entry !== null) await desk.place(anIntent({ sessionId: desk.sessionId, symbol: SYMBOL, ...entry }));
  return { desk, venue };
}
