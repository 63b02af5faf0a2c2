import { createHmac } from 'node:crypto';
import { Decimal } from '#domain/shared/decimal.ts';
import type { VenueCall } from './faults.ts';
import type { VenueCore } from './venue-core.ts';
import { isOver, type Refusal } from './venue-records.ts';
import type { FrontEnd, VenueAnswer, VenueRequest } from './venue-server.ts';

const CALLS: Readonly<Record<string, VenueCall>> = {
  trade: 'place',
  cancel_order: 'cancel',
  active_orders: 'open_orders',
  trade_history: 'fills',
  get_info: 'balance',
};

const REFUSALS: Partial<Record<Refusal, string>> = {
  insufficient_funds: 'insufficient funds',
  invalid_order: 'invalid price parameter',
  auth_failed: 'invalid signature',
  unknown_order: 'order not found',
  market_closed: 'trade temporarily unavailable.',
};

/** Zaif: https://zaif-api-document.readthedocs.io. No client ids, numbers that are JSON numbers, seconds, every refusal a 200 with a text. */
export class ZaifFront implements FrontEnd {
  readonly #venue: VenueCore;
  readonly #secret: string;
  #nonce = 0;

  constructor(venue: VenueCore, secret: string) {
    this.#venue = venue;
    this.#secret = secret;
  }

  classify({ url, body }: VenueRequest): VenueCall {
    return url.pathname === '/tapi' ? (CALLS[new URLSearchParams(body).get('method') ?? ''] ?? 'other') : 'symbol';
  }

  errorBody(): unknown {
    return { success: 0, error: 'server error' };
  }

  answer(request: VenueRequest): VenueAnswer {
    const { headers, body } = request;
    const call = this.classify(request);
    if (call === 'symbol') return { status: 200, body: [PAIR] };
    const query = new URLSearchParams(body);
    if (createHmac('sha512', this.#secret).update(body).digest('hex') !== headers['sign'])
      return refusal('invalid signature');
    if (Number(query.get('nonce')) <= this.#nonce) return refusal('nonce not incremented');
    this.#nonce = Number(query.get('nonce'));
    this.#venue.tick();
    switch (call) {
      case 'place':
        return this.#place(query);
      case 'cancel':
        return this.#cancel(Number(query.get('order_id')));
      case 'open_orders':
        return ok(this.#active());
      case 'fills':
        return ok(this.#history(query));
      default:
        return ok({
          funds: { jpy: 1, btc: 0 },
          deposit: { jpy: this.#venue.cash('JPY').toNumber(), btc: this.#held() },
        });
    }
  }

  #place(query: URLSearchParams): VenueAnswer {
    const answer = this.#venue.place({
      clientOrderId: null,
      symbol: 'BTC/JPY',
      side: query.get('action') === 'bid' ? 'buy' : 'sell',
      quantity: new Decimal(query.get('amount') ?? '0'),
      type: 'limit',
      timeInForce: 'gtc',
      limitPrice: new Decimal(query.get('price') ?? '0'),
      stopPrice: null,
      trailPct: null,
    });
    if (answer.kind === 'refused') return refusal(REFUSALS[answer.refusal] ?? 'unknown');
    return ok({ received: 0, remains: answer.order.quantity.toNumber(), order_id: answer.order.number, funds: {} });
  }

  #cancel(number: number): VenueAnswer {
    const order = this.#venue.orders.find((one) => one.number === number);
    if (order === undefined || this.#venue.cancel(order.id) !== 'requested') return refusal('order not found');
    return ok({ order_id: number, funds: {} });
  }

  #active(): unknown {
    const working = this.#venue.orders.filter((order) => !isOver(order));
    return Object.fromEntries(
      working.map(({ number, side, quantity, filled, limitPrice, createdAt }) => [
        number,
        {
          currency_pair: 'btc_jpy',
          action: side === 'buy' ? 'bid' : 'ask',
          amount: quantity.minus(filled).toNumber(),
          price: limitPrice?.toNumber(),
          timestamp: String(Math.floor(createdAt / 1_000)),
          comment: '',
        },
      ]),
    );
  }

  #history(query: URLSearchParams): unknown {
    const since = Number(query.get('since') ?? '0');
    const count = Number(query.get('count') ?? '1000');
    const listed = this.#venue.executions.filter(({ time }) => Math.floor(time / 1_000) >= since);
    const page = query.get('order') === 'ASC' ? listed.slice(0, count) : listed.toReversed().slice(0, count);
    return Object.fromEntries(
      page.map(({ number, side, price, quantity, fee, time }) => [
        number,
        {
          currency_pair: 'btc_jpy',
          action: side === 'buy' ? 'ask' : 'bid',
          your_action: side === 'buy' ? 'bid' : 'ask',
          amount: quantity.toNumber(),
          price: price.toNumber(),
          fee_amount: fee.toNumber(),
          timestamp: String(Math.floor(time / 1_000)),
        },
      ]),
    );
  }

  #held(): number {
    return this.#venue.positions.get('BTC/JPY')?.toNumber() ?? 0;
  }
}

const PAIR = {
  id: 1,
  name: 'BTC/JPY',
  currency_pair: 'btc_jpy',
  item_unit_min: 0.001,
  item_unit_step: 0.0001,
  aux_unit_min: 5,
  aux_unit_step: 5,
  aux_unit_point: 0,
};

function ok(result: unknown): VenueAnswer {
  return { status: 200, body: { success: 1, return: result } };
}

function refusal(error: string): VenueAnswer {
  return { status: 200, body: { success: 0, error } };
}
