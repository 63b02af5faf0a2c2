import { decodeAccount, isOpened } from '#adapters/table/account-record.ts';
import { decodeEmergencyStop } from '#adapters/table/emergency-stop-record.ts';
import { decodeFill } from '#adapters/table/fill-record.ts';
import { decodeOrder } from '#adapters/table/order-record.ts';
import { decodePosition } from '#adapters/table/symbol-record.ts';
import type { Item } from '#adapters/table/table.ts';
import type { Account } from '#domain/accounts/account.ts';
import type { Position } from '#domain/accounts/position.ts';
import type { EmergencyStop } from '#domain/emergency/emergency-stop.ts';
import type { Order } from '#domain/orders/order.ts';
import { isTerminal } from '#domain/orders/order-state-machine.ts';
import { checkAuthorisation } from './authorisations.ts';
import type { Evidence } from './evidence.ts';
import type { Findings } from './findings.ts';
import type { Money } from './money.ts';
import { checkHistory } from './order-history.ts';
import type { Reservations } from './reservations.ts';

export interface WatchOptions {
  readonly findings: Findings;
  readonly evidence: Evidence;
  readonly money: Money;
  readonly reservations: Reservations;
  readonly now: () => number;
  readonly maxOpenPositions: number;
}

/** Sees every item that a write has changed, right after the write, and has all checkers look at it. */
export class LedgerWatch {
  readonly orders = new Map<string, Order>();
  readonly positions = new Map<string, Position>();
  readonly stops = new Map<string, EmergencyStop>();
  /** Kinds and ids of the risk events. */
  readonly alarms = new Set<string>();
  account: Account | null = null;
  /** The operator was told that the kill is in. */
  isKilled = false;
  readonly #options: WatchOptions;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  written(items: readonly Item[]): void {
    const [account, positions] = [this.account, new Map(this.positions)];
    const kindOf = (item: Item) => String(item.pk).split('#')[0];
    for (const item of items) {
      const kind = kindOf(item);
      if (kind === 'RISK') this.alarms.add(String(item.sk));
      if (kind === 'FILLS') this.#fill(item);
      if (kind === 'STOPS') this.stops.set(item.sk as string, decodeEmergencyStop(item));
    }
    for (const item of items) if (kindOf(item) === 'ORDERS') this.#order(decodeOrder(item), account, positions);
    for (const item of items) if (kindOf(item) === 'ACCOUNT') this.#row(item);
    const isForeign = items.some((item) => kindOf(item) === 'FILLS' && item.clientOrderId === undefined);
    const { findings } = this.#options;
    findings.expect(!isForeign || this.account?.mode !== 'NORMAL', 'G2', () => 'an external fill left the mode NORMAL');
  }

  #order(order: Order, account: Account | null, positions: ReadonlyMap<string, Position>): void {
    const { findings, evidence, money, reservations, now, maxOpenPositions } = this.#options;
    const before = this.orders.get(order.intent.clientOrderId) ?? null;
    if (before?.version === order.version && before.attempt === order.attempt) return;
    const position = positions.get(order.intent.symbol) ?? null;
    this.orders.set(order.intent.clientOrderId, order);
    money.checkOrder(order);
    checkHistory(before, order, findings);
    const isHolding = [...positions.values()].some(({ quantity }) => !quantity.isZero());
    const standing = { now: now(), isKilled: this.isKilled, isHolding, account, position, maxOpenPositions };
    checkAuthorisation(before, order, standing, findings);
    evidence.moved(before, order);
    const isFilled = before !== null && order.filledQuantity.gt(before.filledQuantity);
    const isSurprise = isFilled && (isTerminal(before.state) || order.overfilled || isOutOfOrder(order, position));
    if (isSurprise) reservations.surprised(order.intent.symbol);
    reservations.moved(order);
  }

  #fill(item: Item): void {
    const fill = decodeFill(item);
    if (fill.clientOrderId === null) this.#options.reservations.surprised(fill.symbol);
    this.#options.money.applied(fill);
  }

  #row(item: Item): void {
    const { money, reservations } = this.#options;
    if (item.sk === 'ACCOUNT' && isOpened(item)) {
      this.account = decodeAccount(item);
      money.checkAccount(this.account);
      reservations.checkAccount(this.account);
    }
    if (!String(item.sk).startsWith('SYMBOL#')) return;
    const position = decodePosition(item);
    this.positions.set(position.symbol, position);
    money.checkSymbol(position);
    reservations.checkSymbol(position);
  }
}

/** An entry's fill that comes after those of the exit that followed it: until then the position looked like one of the other side. */
function isOutOfOrder({ intent }: Order, position: Position | null): boolean {
  if (intent.kind !== 'entry' || position === null || position.quantity.isZero()) return false;
  return position.quantity.isNegative() === (intent.side === 'buy');
}
