import { Decimal } from '#domain/shared/decimal.ts';
import type { VenueCall } from './faults.ts';
import type { VenueCore } from './venue-core.ts';
import { isOver, type ModelOrder, type Refusal } from './venue-records.ts';
import type { FrontEnd, VenueAnswer, VenueRequest } from './venue-server.ts';

interface Body {
  readonly type?: string;
  readonly oid?: number | string;
  readonly startTime?: number;
  readonly signature?: { readonly r: string; readonly s: string };
  readonly action?: {
    readonly type: string;
    readonly builder?: unknown;
    readonly orders?: readonly WireOrder[];
    readonly cancels?: readonly { readonly o?: number; readonly cloid?: string }[];
  };
}

interface WireOrder {
  readonly b: boolean;
  readonly p: string;
  readonly s: string;
  readonly r: boolean;
  readonly c?: string;
  readonly t: {
    readonly limit?: { readonly tif: string };
    readonly trigger?: { readonly triggerPx: string; readonly isMarket: boolean };
  };
}

const INFO_CALLS: Readonly<Record<string, VenueCall>> = {
  orderStatus: 'order',
  frontendOpenOrders: 'open_orders',
  userFills: 'fills',
  userFillsByTime: 'fills',
  clearinghouseState: 'balance',
  metaAndAssetCtxs: 'symbol',
};

const REFUSALS: Partial<Record<Refusal, string>> = {
  insufficient_funds: 'Insufficient margin to place order. asset=0',
  insufficient_position: 'Reduce only order would increase position. asset=0',
  invalid_order: 'Price must be divisible by tick size. asset=0',
  liquidity: 'Order could not immediately match against any resting orders. asset=0',
};

const STATUSES: Readonly<Record<ModelOrder['status'], string>> = {
  working: 'open',
  held: 'open',
  pending_cancel: 'open',
  filled: 'filled',
  cancelled: 'canceled',
  rejected: 'rejected',
  expired: 'canceled',
  replaced: 'canceled',
};

/** Hyperliquid perpetuals: https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api. Orders have numbers; signatures are there, not verified. */
export class HyperliquidFront implements FrontEnd {
  /** Actions that are no orders: there must be none. */
  readonly strange: string[] = [];
  readonly #venue: VenueCore;

  constructor(venue: VenueCore) {
    this.#venue = venue;
  }

  classify({ url, body }: VenueRequest): VenueCall {
    const { type, action } = JSON.parse(body) as Body;
    if (url.pathname === '/info') return INFO_CALLS[type ?? ''] ?? 'other';
    return action?.type === 'order' ? 'place' : action?.type.startsWith('cancel') ? 'cancel' : 'other';
  }

  errorBody(): unknown {
    return null;
  }

  answer({ url, body: text }: VenueRequest): VenueAnswer {
    const body = JSON.parse(text) as Body;
    this.#venue.tick();
    if (url.pathname === '/info') return { status: 200, body: this.#info(body) };
    if (body.signature?.r === undefined) return ok('err', 'User or API Wallet does not exist.');
    const { action } = body;
    if (action?.type === 'order' && action.builder === undefined) return this.#place(action.orders?.[0] as WireOrder);
    if (action?.type.startsWith('cancel')) return this.#cancel(action.cancels?.[0] ?? {});
    this.strange.push(action?.type ?? 'nothing');
    return ok('err', 'unexpected action');
  }

  #info({ type, oid, startTime = 0 }: Body): unknown {
    const { orders, executions, cash, positions } = this.#state();
    switch (type) {
      case 'metaAndAssetCtxs':
        return [{ universe: [{ name: 'BTC', szDecimals: 3, maxLeverage: 40 }] }, [{ markPx: '100.0', midPx: '100.0' }]];
      case 'l2Book':
        return {
          coin: 'BTC',
          time: this.#venue.now,
          levels: [[{ px: '99.0', sz: '5', n: 1 }], [{ px: '101.0', sz: '5', n: 1 }]],
        };
      case 'orderStatus': {
        const order = orders.findLast(
          ({ number, clientOrderId }) => number === oid || (oid !== undefined && clientOrderId === oid),
        );
        if (order === undefined) return { status: 'unknownOid' };
        return {
          status: 'order',
          order: { order: wireOrder(order), status: STATUSES[order.status], statusTimestamp: order.updatedAt },
        };
      }
      case 'frontendOpenOrders':
        return orders.filter((order) => !isOver(order)).map(wireOrder);
      case 'clearinghouseState':
        return {
          marginSummary: { accountValue: '0', totalRawUsd: cash, totalMarginUsed: '0' },
          assetPositions: positions,
        };
      default:
        return executions.filter(({ time }) => time >= startTime);
    }
  }

  #place({ b, p, s, c, t }: WireOrder): VenueAnswer {
    const isMarket = t.limit?.tif === 'Ioc';
    const stop = t.trigger?.triggerPx;
    const answer = this.#venue.place({
      clientOrderId: c ?? null,
      symbol: 'BTC/USDC',
      side: b ? 'buy' : 'sell',
      quantity: new Decimal(s),
      type: stop !== undefined ? 'stop' : isMarket ? 'market' : 'limit',
      timeInForce: 'gtc',
      limitPrice: new Decimal(p),
      stopPrice: stop === undefined ? null : new Decimal(stop),
      trailPct: null,
    });
    if (answer.kind === 'refused') return statuses({ error: REFUSALS[answer.refusal] ?? 'Order has invalid size.' });
    const { number: oid, filled, quantity } = answer.order;
    return statuses(filled.eq(quantity) ? { filled: { totalSz: s, avgPx: p, oid } } : { resting: { oid, cloid: c } });
  }

  #cancel({ o, cloid }: { readonly o?: number; readonly cloid?: string }): VenueAnswer {
    const order = this.#venue.orders.findLast(({ number, clientOrderId }) => number === o || clientOrderId === cloid);
    if (order === undefined || this.#venue.cancel(order.id) !== 'requested')
      return statuses({ error: 'Order was never placed, already canceled, or filled. asset=0' });
    return statuses('success');
  }

  #state() {
    const { orders, executions, positions } = this.#venue;
    const numberOf = (id: string) => this.#venue.order(id)?.number ?? 0;
    const held = positions.get('BTC/USDC') ?? new Decimal(0);
    const position = {
      coin: 'BTC',
      szi: held.toFixed(),
      entryPx: '100.0',
      positionValue: '0',
      unrealizedPnl: '0',
      marginUsed: '1',
    };
    return {
      orders,
      executions: executions.map(({ number, orderId, side, price, quantity, fee, time }) => ({
        coin: 'BTC',
        px: price.toFixed(),
        sz: quantity.toFixed(),
        side: side === 'buy' ? 'B' : 'A',
        time,
        dir: 'Open Long',
        crossed: true,
        fee: fee.toFixed(),
        tid: number,
        oid: numberOf(orderId),
        feeToken: 'USDC',
      })),
      cash: this.#venue.cash('USDC').toFixed(),
      positions: held.isZero()
        ? []
        : [{ type: 'oneWay', position: { ...position, leverage: { type: 'cross', value: 1 } } }],
    };
  }
}

function wireOrder({ number, clientOrderId, side, quantity, filled, limitPrice, createdAt }: ModelOrder) {
  return {
    coin: 'BTC',
    side: side === 'buy' ? 'B' : 'A',
    limitPx: (limitPrice ?? new Decimal(0)).toFixed(),
    sz: quantity.minus(filled).toFixed(),
    oid: number,
    timestamp: createdAt,
    origSz: quantity.toFixed(),
    cloid: clientOrderId,
    tif: 'Gtc',
    orderType: 'Limit',
    isTrigger: false,
    reduceOnly: false,
  };
}

function statuses(status: unknown): VenueAnswer {
  return ok('ok', { type: 'order', data: { statuses: [status] } });
}

function ok(status: string, response: unknown): VenueAnswer {
  return { status: 200, body: { status, response } };
}
