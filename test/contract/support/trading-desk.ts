import type { Table } from '#adapters/table/table.ts';
import { TableLedger } from '#adapters/table/table-ledger.ts';
import type {
  ApplyFillOutcome,
  AuthorisationBounds,
  AuthoriseOutcome,
  Ledger,
  RiskEvent,
} from '#application/ports/ledger.ts';
import type { Account, TradingMode } from '#domain/accounts/account.ts';
import { applyFill } from '#domain/accounts/account-accounting.ts';
import { emptyPosition } from '#domain/accounts/position-accounting.ts';
import type { Fill } from '#domain/orders/fill.ts';
import { UNKNOWN_MARKET } from '#domain/orders/market-facts.ts';
import type { Order } from '#domain/orders/order.ts';
import { NOTHING_ATTACHED, type OrderIntent } from '#domain/orders/order-intent.ts';
import { createOrder, submitOrder } from '#domain/orders/order-lifecycle.ts';
import { MARKET } from '#domain/orders/order-terms.ts';
import { newSession } from '#domain/sessions/new-session.ts';
import type { Session, SessionStatus } from '#domain/sessions/session.ts';
import { Decimal, toMoney } from '#domain/shared/decimal.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { NOW, type TableFactory } from './each-table.ts';

export const ACCOUNT = 'paper';
export const OPENING = { currency: 'USD', cash: new Decimal(100_000) };

export const UNBOUND: AuthorisationBounds = {
  maxReservedBefore: null,
  maxEntryReservedBefore: null,
  maxOpenPositions: null,
  maxOrdersPerMinute: null,
};

export const d = (value: string | number) => new Decimal(value);

export function sessionOf(id: string, overrides: Partial<Session> = {}): Session {
  const beginning = {
    id,
    account: ACCOUNT,
    environment: 'test',
    strategies: ['sma'],
    symbols: ['BTC/USD', 'ETH/USD'],
    startedAt: NOW,
    endsAt: null,
    steps: null,
    config: '{"environment":"test"}',
    configHash: 'c0ffee',
  };
  return { ...newSession(beginning), ...overrides };
}

/** An authorised entry (or what `overrides` make of it), not yet in the ledger. */
export function orderOf(id: string, overrides: Partial<OrderIntent> = {}, at = NOW, requestId = 'request-1'): Order {
  const intent: OrderIntent = {
    clientOrderId: id.padStart(32, '0'),
    account: ACCOUNT,
    sessionId: 's1',
    strategy: 'sma',
    symbol: 'BTC/USD',
    kind: 'entry',
    purpose: 'entry',
    side: 'buy',
    quantity: d(2),
    terms: MARKET,
    attached: NOTHING_ATTACHED,
    market: UNKNOWN_MARKET,
    referencePrice: d('100.5'),
    referenceTime: NOW,
    signalTime: NOW,
    expiresAt: NOW + MINUTE,
    ranking: 50,
    reason: 'fast average crossed above slow average',
    ...overrides,
  };
  return submitOrder(createOrder(intent, at), requestId, at);
}

export function exitOf(id: string, quantity: number, overrides: Partial<OrderIntent> = {}): Order {
  return orderOf(id, {
    kind: 'exit',
    purpose: 'strategy_exit',
    side: 'sell',
    quantity: d(quantity),
    expiresAt: null,
    ...overrides,
  });
}

export function fillOf(order: Order, id: string, quantity: string | number, overrides: Partial<Fill> = {}): Fill {
  const { intent } = order;
  const price = overrides.price ?? d(100);
  return {
    account: intent.account,
    symbol: intent.symbol,
    id,
    sequence: `${NOW}#${id}`,
    clientOrderId: intent.clientOrderId,
    sessionId: intent.sessionId,
    side: intent.side,
    quantity: d(quantity),
    price,
    notional: toMoney(price.times(quantity)),
    fee: d('0.1'),
    baseFee: d(0),
    otherFees: [],
    time: NOW,
    reason: null,
    explanation: null,
    venueTime: null,
    ...overrides,
  };
}

/** What an odd fill brings with it, and the rows that it was computed on. */
export interface OddFill {
  readonly mode?: TradingMode;
  readonly riskEvent?: RiskEvent;
  readonly on?: { readonly account: Account };
}

/** A ledger on an empty table, and the few moves that most tests begin with. */
export class TradingDesk {
  readonly ledger: Ledger;
  readonly table: Table;

  private constructor(table: Table) {
    this.table = table;
    this.ledger = new TableLedger(table, ACCOUNT);
  }

  static async create(createTable: TableFactory): Promise<TradingDesk> {
    return new TradingDesk(await createTable());
  }

  /** With session `s1` RUNNING on the account. */
  static async running(createTable: TableFactory): Promise<TradingDesk> {
    const desk = await TradingDesk.create(createTable);
    await desk.ledger.openSession(sessionOf('s1'), OPENING);
    await desk.moveSession('RUNNING');
    return desk;
  }

  async view(symbol = 'BTC/USD') {
    const view = await this.ledger.readAccount();
    if (view === null) {
      throw new Error('the account has no session');
    }
    return {
      account: view.account,
      position: view.positions.get(symbol) ?? emptyPosition(symbol),
      session: view.session,
    };
  }

  async authorise(order: Order, bounds: Partial<AuthorisationBounds> = {}): Promise<AuthoriseOutcome> {
    return this.ledger.authorise(order, await this.view(order.intent.symbol), { ...UNBOUND, ...bounds });
  }

  async moveSession(status: SessionStatus): Promise<Session> {
    const { session } = await this.view();
    if (session === null) {
      throw new Error('no session holds the account');
    }
    const moved = { ...session, status, version: session.version + 1 };
    await this.ledger.commitSession(session, moved);
    return moved;
  }

  /** Applies a fill once, on whatever the rows and the order are now. */
  async tryFill(fill: Fill, odd: OddFill = {}): Promise<ApplyFillOutcome> {
    const [view, before] = await Promise.all([this.view(fill.symbol), this.#orderOfFill(fill)]);
    const rows = { ...view, ...odd.on };
    const after = applyFill(rows, before, fill, NOW);
    return this.ledger.applyFill({
      fill: after.fill,
      order: before === null || after.order === null ? null : { before, after: after.order },
      position: { before: rows.position, after: after.position },
      account: { before: rows.account, after: { ...after.account, mode: odd.mode ?? after.account.mode } },
      trade: after.trade,
      riskEvent: odd.riskEvent ?? null,
    });
  }

  /** Leaves the account in REDUCE_ONLY, as a fill on another symbol that no order explains does. */
  async restrict(): Promise<ApplyFillOutcome> {
    const order = orderOf('9', { symbol: 'DOGE/USD' });
    const fill = fillOf(order, 'external', 1, { clientOrderId: null, sessionId: null, symbol: 'DOGE/USD' });
    return this.tryFill(fill, { mode: 'REDUCE_ONLY' });
  }

  /** As a tracker does: reads again and computes again while the rows change. */
  async fill(fill: Fill): Promise<ApplyFillOutcome> {
    for (;;) {
      const outcome = await this.tryFill(fill);
      if (outcome !== 'changed') {
        return outcome;
      }
    }
  }

  /** Opens a position of that quantity by an order that fills at once. */
  async buy(id: string, quantity: number, symbol = 'BTC/USD'): Promise<Order> {
    const order = orderOf(id, { quantity: d(quantity), symbol });
    await this.authorise(order);
    await this.fill(fillOf(order, `fill-${id}`, quantity));
    return order;
  }

  #orderOfFill({ clientOrderId }: Fill): Promise<Order | null> {
    return clientOrderId === null ? Promise.resolve(null) : this.ledger.readOrder(clientOrderId);
  }
}
