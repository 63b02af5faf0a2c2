import type { Broker, SentOrder, VenueFill, VenueOrder } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import type { Order } from '#domain/orders/order.ts';
import { isWorking } from '#domain/orders/reservation.ts';
import type { CashMovement } from '#domain/reconciliation/cash-movement.ts';
import type { Decimal } from '#domain/shared/decimal.ts';

/** A broker that says what a ledger says, until a test changes its mind. */
export class BrokerTwin {
  readonly fills: VenueFill[] = [];
  readonly movements: CashMovement[] = [];
  readonly open: VenueOrder[];
  /** What has ended there. */
  readonly ended = new Map<string, VenueOrder>();
  readonly held: Map<string, Decimal>;
  cash: Decimal;
  /** What happens at the same moment. */
  whenCancelled: () => void = () => {};
  /** Methods that do not answer. */
  readonly silent = new Set<string>();
  readonly #from: string | null;

  private constructor(cash: Decimal, held: Map<string, Decimal>, open: VenueOrder[], from: string | null) {
    this.cash = cash;
    this.held = held;
    this.open = open;
    this.#from = from;
  }

  /** One of which no ledger knows. */
  static that({ cash, held, open }: Pick<BrokerTwin, 'cash' | 'held' | 'open'>): BrokerTwin {
    return new BrokerTwin(cash, held, open, null);
  }

  static async of(ledger: Ledger): Promise<BrokerTwin> {
    const view = await ledger.readAccount();
    if (view === null) throw new Error('the account has no row');
    const held = [...view.positions.values()].filter(({ quantity }) => !quantity.isZero());
    const open = (await ledger.listOpenOrders()).filter(isWorking).map(venueOrder);
    const quantities = new Map(held.map(({ quantity, symbol }) => [symbol, quantity]));
    return new BrokerTwin(view.account.cash, quantities, open, view.account.fillCursor);
  }

  /** The broker that `like` would be if it said what this one does. */
  over(like: Broker): Broker {
    const answers: Partial<Broker> = {
      listFills: async (cursor) => {
        const seen = cursor === this.#from || cursor === null ? 0 : Number(cursor.slice('twin '.length));
        const fills = this.fills.slice(seen);
        return { fills, cursor: fills.length === 0 ? cursor : `twin ${this.fills.length}` };
      },
      listOpenOrders: async () => [...this.open],
      getOrder: async (sent: SentOrder) => this.ended.get(sent.clientOrderId) ?? this.#find(sent) ?? null,
      listCashMovements: async () => [...this.movements],
      listPositions: async () => [...this.held].map(([symbol, quantity]) => ({ symbol, quantity })),
      getBalance: async () => ({ currency: 'USD', cash: this.cash }),
      cancelOrder: async ({ brokerOrderId }) => {
        const index = this.open.findIndex((order) => order.brokerOrderId === brokerOrderId);
        if (index < 0) return { kind: 'not_found' };
        const [gone] = this.open.splice(index, 1);
        this.whenCancelled();
        if (gone?.clientOrderId != null) this.ended.set(gone.clientOrderId, { ...gone, status: 'cancelled' });
        return { kind: 'requested' };
      },
    };
    return new Proxy(like, {
      get: (target, name) => {
        if (this.silent.has(String(name)))
          return async () => {
            throw new BrokerError('UNAVAILABLE', 'down');
          };
        const value = Reflect.get(name in answers ? answers : target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  /** A trade there, with what it moves. */
  trade(fill: VenueFill): void {
    this.fills.push(fill);
    const signed = fill.side === 'buy' ? fill.quantity : fill.quantity.negated();
    this.hold(fill.symbol, signed);
    this.cash = this.cash.minus(signed.times(fill.price)).minus(fill.fee);
  }

  hold(symbol: string, more: Decimal): void {
    const quantity = more.plus(this.held.get(symbol) ?? 0);
    if (quantity.isZero()) this.held.delete(symbol);
    else this.held.set(symbol, quantity);
  }

  #find({ clientOrderId }: SentOrder): VenueOrder | undefined {
    return this.open.find((order) => order.clientOrderId === clientOrderId);
  }
}

/** An order of the ledger as its broker tells it. */
export function venueOrder({ brokerOrderId, filledQuantity, intent }: Order): VenueOrder {
  const { clientOrderId, quantity, side, symbol } = intent;
  return {
    brokerOrderId: brokerOrderId ?? `broker ${clientOrderId}`,
    clientOrderId,
    symbol,
    side,
    quantity,
    status: 'working',
    filledQuantity,
    cause: null,
  };
}
