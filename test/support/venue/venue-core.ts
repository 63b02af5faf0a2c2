import { createHash } from 'node:crypto';
import { Decimal, ZERO } from '#domain/shared/decimal.ts';
import { type Instant, SECOND } from '#domain/shared/instant.ts';
import { parseSymbol } from '#domain/shared/symbol.ts';
import {
  isOver,
  type ModelExecution,
  type ModelOrder,
  type ModelOrderRequest,
  type PlaceAnswer,
  type Refusal,
} from './venue-records.ts';

export interface VenueOptions {
  /** The venue's clock when it opens. @default the year 2031, which is not ours */
  readonly start?: Instant;
  /** How long it refuses a client order id that it has seen. @default 'forever' */
  readonly duplicateIds?: 'forever' | 'while_open' | 'never';
  /** Cash by currency. @default 10,000 USD */
  readonly cash?: Readonly<Record<string, string>>;
  /** Positions by symbol. */
  readonly positions?: Readonly<Record<string, string>>;
  /** Fraction of the notional, in the quote currency. @default '0' */
  readonly feeRate?: string;
  /** Whether it lets sell what is not held. @default false */
  readonly allowShort?: boolean;
}

/** How market orders of a symbol fill. */
interface MarketRule {
  readonly price: Decimal;
  /** Requests of whatever kind that pass before the first part. */
  readonly after: number;
  /** Equal parts, one a request. */
  readonly parts: number;
}

interface PendingFill {
  readonly order: ModelOrder;
  readonly rule: MarketRule;
  wait: number;
  partsLeft: number;
}

/**
 * A venue in memory, without a wire: what a real one remembers of orders, executions and money. Front ends word it as some venue's REST
 * interface; tests move it by the methods from `setPrice` on. Its clock moves by a second with each request.
 */
export class VenueCore {
  readonly #options: Required<VenueOptions>;
  readonly #orders: ModelOrder[] = [];
  readonly #executions: ModelExecution[] = [];
  readonly #cash = new Map<string, Decimal>();
  readonly #positions = new Map<string, Decimal>();
  readonly #rules = new Map<string, MarketRule>();
  readonly #refusals: Refusal[] = [];
  #pending: PendingFill[] = [];
  #now: Instant;
  #cancelDelay = 0;
  /** When it takes silence for the end of whoever trades here. */
  #silentAt = Number.POSITIVE_INFINITY;
  #isOpen = true;

  constructor(options: VenueOptions = {}) {
    this.#options = {
      start: Date.UTC(2031, 4, 6, 14, 30),
      duplicateIds: 'forever',
      cash: { USD: '10000' },
      positions: {},
      feeRate: '0',
      allowShort: false,
      ...options,
    };
    this.#now = this.#options.start;
    for (const [currency, amount] of Object.entries(this.#options.cash)) this.#cash.set(currency, new Decimal(amount));
    for (const [symbol, held] of Object.entries(this.#options.positions))
      this.#positions.set(symbol, new Decimal(held));
  }

  get now(): Instant {
    return this.#now;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** In the order of acceptance. */
  get orders(): readonly ModelOrder[] {
    return this.#orders;
  }

  /** Those that are listed, in the order of execution. */
  get executions(): readonly ModelExecution[] {
    return this.#executions.filter(({ isHidden }) => !isHidden);
  }

  get positions(): ReadonlyMap<string, Decimal> {
    return this.#positions;
  }

  cash(currency: string): Decimal {
    return this.#cash.get(currency) ?? ZERO;
  }

  order(id: string): ModelOrder | null {
    return this.#orders.find((order) => order.id === id) ?? null;
  }

  /** The last one, where several have had the id. */
  orderByClientId(clientOrderId: string): ModelOrder | null {
    return this.#orders.findLast((order) => order.clientOrderId === clientOrderId) ?? null;
  }

  /** Every request passes here first: the clock moves, fills and cancels that are due happen. */
  tick(): void {
    this.#now += SECOND;
    if (this.#now >= this.#silentAt) this.#takeSilence();
    for (const order of this.#orders) {
      if (order.cancelIn === null || isOver(order)) continue;
      if (order.cancelIn <= 0) this.#end(order, 'cancelled');
      else order.cancelIn -= 1;
    }
    for (const pending of this.#pending) this.#fillPart(pending);
    this.#pending = this.#pending.filter(({ order, partsLeft }) => partsLeft > 0 && !isOver(order));
  }

  place(
    request: ModelOrderRequest,
    pair: { readonly parentId?: string; readonly replaces?: string } = {},
  ): PlaceAnswer {
    const refusal = this.#refusals.shift() ?? this.#refusalOf(request, pair);
    if (refusal !== null) return { kind: 'refused', refusal };
    const number = this.#orders.length + 1;
    const order: ModelOrder = {
      ...request,
      id: idOf('order', number),
      number,
      createdAt: this.#now,
      updatedAt: this.#now,
      status: pair.parentId === undefined ? 'working' : 'held',
      filled: ZERO,
      value: ZERO,
      cancelIn: null,
      replaces: pair.replaces ?? null,
      replacedBy: null,
      parentId: pair.parentId ?? null,
    };
    this.#orders.push(order);
    this.#startFilling(order);
    return { kind: 'placed', order };
  }

  /** `over`: there is nothing left to cancel. */
  cancel(id: string): 'requested' | 'over' | 'unknown' {
    const order = this.order(id);
    if (order === null) return 'unknown';
    if (isOver(order)) return 'over';
    if (this.#cancelDelay === 0) this.#end(order, 'cancelled');
    else {
      order.status = 'pending_cancel';
      order.cancelIn ??= this.#cancelDelay;
    }
    return 'requested';
  }

  /** Everything that works then is cancelled, once, unless this is called again before. */
  cancelAllAfter(milliseconds: number): void {
    this.#silentAt = this.#now + milliseconds;
  }

  /** Ends an order and puts another in its place. */
  replace(id: string, by: ModelOrderRequest): PlaceAnswer {
    const old = this.order(id);
    if (old === null) return { kind: 'refused', refusal: 'unknown_order' };
    if (isOver(old)) return { kind: 'refused', refusal: 'invalid_order' };
    const answer = this.place(by, { replaces: id });
    if (answer.kind === 'placed') {
      old.replacedBy = answer.order.id;
      this.#end(old, 'replaced');
    }
    return answer;
  }

  /** From now on market orders of the symbol fill at this price: at once, or `after` so many requests, in one or more `parts`. */
  setPrice(symbol: string, price: string, { after = 0, parts = 1 }: { after?: number; parts?: number } = {}): void {
    this.#rules.set(symbol, { price: new Decimal(price), after, parts });
  }

  /** One execution, whatever the order's state. `isHidden`: it has happened, but is listed only after `reveal`. */
  fill(orderId: string, quantity: string, price: string, { isHidden = false } = {}): ModelExecution {
    const order = this.order(orderId);
    if (order === null) throw new Error(`fill: the venue has no order ${orderId}`);
    return this.#execute(order, new Decimal(quantity), new Decimal(price), isHidden);
  }

  /** Hidden executions are listed from now on, at their own place and time. */
  reveal(): void {
    for (const execution of this.#executions) execution.isHidden = false;
  }

  /** A cancel is carried out only after so many further requests. */
  cancelSlowly(requests: number): void {
    this.#cancelDelay = requests;
  }

  /** The next orders are refused for these causes, one each. */
  refuseNext(...causes: readonly Refusal[]): void {
    this.#refusals.push(...causes);
  }

  /** The venue itself ends an order. */
  endOrder(orderId: string, status: 'expired' | 'rejected' | 'cancelled'): void {
    const order = this.order(orderId);
    if (order === null) throw new Error(`endOrder: the venue has no order ${orderId}`);
    this.#end(order, status);
  }

  /** Time in which nobody asks for anything. */
  pass(milliseconds: number): void {
    this.#now += milliseconds;
    if (this.#now >= this.#silentAt) this.#takeSilence();
  }

  /** At `at` shares are split: what is held becomes new ones, in whole, and what works on them ends. */
  split(symbol: string, { newRate, oldRate }: { newRate: number; oldRate: number }, at: Instant): void {
    this.#now = at;
    const held = this.#positions.get(symbol) ?? ZERO;
    this.#positions.set(symbol, held.times(newRate).div(oldRate).trunc());
    for (const order of this.#orders) if (order.symbol === symbol && !isOver(order)) this.#end(order, 'cancelled');
  }

  closeMarket(): void {
    this.#isOpen = false;
  }

  #takeSilence(): void {
    this.#silentAt = Number.POSITIVE_INFINITY;
    for (const order of this.#orders) if (!isOver(order)) this.#end(order, 'cancelled');
  }

  #refusalOf(
    request: ModelOrderRequest,
    pair: { readonly parentId?: string; readonly replaces?: string },
  ): Refusal | null {
    if (!request.quantity.gt(0)) return 'invalid_order';
    if (this.#isDuplicate(request.clientOrderId)) return 'duplicate';
    if (pair.parentId !== undefined || pair.replaces !== undefined) return null;
    const { base, quote, isPair, symbol } = parseSymbol(request.symbol);
    const price = request.limitPrice ?? request.stopPrice ?? this.#rules.get(request.symbol)?.price ?? ZERO;
    if (request.side === 'buy') return request.quantity.times(price).gt(this.cash(quote)) ? 'insufficient_funds' : null;
    const held = this.#positions.get(symbol) ?? (isPair ? this.cash(base) : ZERO);
    return request.quantity.gt(held) && !this.#options.allowShort ? 'insufficient_position' : null;
  }

  #isDuplicate(clientOrderId: string | null): boolean {
    const seen = clientOrderId === null ? null : this.orderByClientId(clientOrderId);
    if (seen === null || this.#options.duplicateIds === 'never') return false;
    return this.#options.duplicateIds === 'forever' || !isOver(seen);
  }

  #startFilling(order: ModelOrder): void {
    const rule = this.#rules.get(order.symbol);
    if (order.type !== 'market' || rule === undefined) return;
    const pending: PendingFill = { order, rule, wait: rule.after, partsLeft: rule.parts };
    this.#fillPart(pending);
    if (pending.partsLeft > 0) this.#pending.push(pending);
  }

  #fillPart(pending: PendingFill): void {
    const { order, rule, wait } = pending;
    if (isOver(order)) return;
    pending.wait -= 1;
    if (wait > 0) return;
    const rest = order.quantity.minus(order.filled);
    const part = pending.partsLeft === 1 ? rest : rest.div(pending.partsLeft).toDecimalPlaces(9);
    pending.partsLeft -= 1;
    this.#execute(order, part, rule.price, false);
  }

  #execute(order: ModelOrder, quantity: Decimal, price: Decimal, isHidden: boolean): ModelExecution {
    const number = this.#executions.length + 1;
    const { id: orderId, clientOrderId, symbol, side } = order;
    const fee = quantity.times(price).times(this.#options.feeRate);
    const id = idOf('execution', number);
    const execution = {
      number,
      id,
      orderId,
      clientOrderId,
      symbol,
      side,
      quantity,
      price,
      fee,
      time: this.#now,
      isHidden,
    };
    this.#executions.push(execution);
    this.#book(execution);
    order.filled = order.filled.plus(quantity);
    order.value = order.value.plus(quantity.times(price));
    order.updatedAt = this.#now;
    if (order.filled.gte(order.quantity) && !isOver(order)) this.#end(order, 'filled');
    return execution;
  }

  #book({ symbol, side, quantity, price, fee }: ModelExecution): void {
    const { quote } = parseSymbol(symbol);
    const signed = side === 'buy' ? quantity : quantity.neg();
    this.#positions.set(symbol, (this.#positions.get(symbol) ?? ZERO).plus(signed));
    this.#cash.set(quote, this.cash(quote).minus(signed.times(price)).minus(fee));
  }

  #end(order: ModelOrder, status: ModelOrder['status']): void {
    order.status = status;
    order.updatedAt = this.#now;
    order.cancelIn = null;
    for (const other of this.#siblingsOf(order)) if (!isOver(other)) this.#end(other, 'cancelled');
  }

  #siblingsOf({ id, parentId }: ModelOrder): readonly ModelOrder[] {
    return this.#orders.filter((other) => other.parentId === id || (parentId !== null && other.id === parentId));
  }
}

/** A UUID that depends on nothing but its place. */
function idOf(kind: string, number: number): string {
  const hex = createHash('sha256').update(`${kind}#${number}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
