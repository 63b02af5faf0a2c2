import type { Fill } from '../orders/fill.ts';
import type { Order } from '../orders/order.ts';
import type { Violation } from '../orders/violation.ts';
import { LADDER_EVENTS } from '../risk/ladder.ts';
import { toPlain } from '../shared/decimal.ts';
import { type Instant, toIso } from '../shared/instant.ts';
import { csvCell } from './csv-cell.ts';
import type { RiskNotice } from './session-records.ts';

const COLUMNS = [
  'type',
  'severity',
  'rule',
  'limit',
  'value',
  'unit',
  'mode',
  'symbol',
  'side',
  'quantity',
  'price',
  'purpose',
  'strategy',
  'client_order_id',
  'event_id',
] as const;

/** A row of `risk.csv` but for its timestamp, which is the instant. What does not apply is absent. */
export interface RiskRow extends Readonly<Partial<Record<(typeof COLUMNS)[number], string>>> {
  readonly at: Instant;
}

/** Where a row has rule, limit, value and unit, which tell the rows of one order apart. */
const RULE_CELLS = 1 + COLUMNS.indexOf('rule');

/** Rows of one instant, as text. */
interface RiskEntry {
  readonly at: Instant;
  /** Sorts what is of one instant: events go before the orders that they may have denied. */
  readonly key: string;
  readonly text: string;
}

/** What a limit that acts by itself is measured in; else the account's currency. */
const UNITS: Readonly<Record<string, string>> = {
  max_daily_loss_pct: 'of the day’s first equity',
  max_drawdown: 'of the highest equity',
  margin_ratio: 'of equity',
};

const TOLD: ReadonlySet<string> = new Set(LADDER_EVENTS);

/** Keeps the denials of a session as text, which is all that is left of a denied order. */
export class RiskLog {
  readonly #currency: string;
  readonly #denials: RiskEntry[] = [];

  constructor(currency: string) {
    this.#currency = currency;
  }

  /** Takes in an order that has ended; most have not been denied. */
  addOrder(order: Order): void {
    if (order.cause !== 'RISK') return;
    const { clientOrderId, signalTime, symbol } = order.intent;
    this.#denials.push({ at: signalTime, key: `1${symbol}|${clientOrderId}`, text: denialText(order) });
  }

  get deniedOrders(): number {
    return this.#denials.length;
  }

  /** As they were added. */
  get denials(): readonly RiskEntry[] {
    return this.#denials;
  }

  /**
   * What the limits did by themselves, and what the venue did without an order of ours, by time. Only kinds that follow from bars and settings: what a
   * lost answer or a crash has left in the ledger is no part of a result.
   */
  events(notices: readonly RiskNotice[], fills: readonly Fill[]): readonly RiskRow[] {
    const told = notices.filter(({ kind }) => TOLD.has(kind)).map((notice) => this.#noticeRow(notice));
    const external = fills.filter(isExternal).map(externalRow);
    return [...told, ...external].sort((a, b) => a.at - b.at || compare(a.event_id ?? '', b.event_id ?? ''));
  }

  #noticeRow({ at, detail, id, kind, severity }: RiskNotice): RiskRow {
    const { rule = '', mode = '', limit = '', value = detail['ratio'] ?? '' } = detail;
    const unit = value === '' ? '' : (UNITS[rule] ?? this.#currency);
    return { at, type: kind, severity, rule, limit, value, unit, mode, event_id: id };
  }
}

/** Content of `risk.csv`: by time, at one instant events first, then the denials by symbol and client order id. */
export function renderRiskCsv(log: RiskLog, events: readonly RiskRow[]): string {
  const told = events.map((event) => ({ at: event.at, key: `0${event.event_id ?? ''}`, text: rowText(event) }));
  const entries = [...told, ...log.denials].sort((a, b) => a.at - b.at || compare(a.key, b.key));
  return `timestamp,${COLUMNS.join(',')}\n${entries.map(({ text }) => text).join('')}`;
}

function denialText({ intent, violations }: Order): string {
  const order = {
    at: intent.signalTime,
    type: 'OrderDenied',
    severity: 'warning',
    symbol: intent.symbol,
    side: intent.side,
    quantity: toPlain(intent.quantity),
    price: toPlain(intent.referencePrice),
    purpose: intent.purpose,
    strategy: intent.strategy,
    client_order_id: intent.clientOrderId,
  };
  const cells = cellsOf(order);
  const before = cells.slice(0, RULE_CELLS).join(',');
  const after = cells.slice(RULE_CELLS + 4).join(',');
  const rowOf = ({ rule, limit, value, unit }: Violation): string =>
    `${before},${rule},${csvCell(limit)},${csvCell(value)},${csvCell(unit)},${after}\n`;
  return violations.map(rowOf).join('');
}

/** Everything that the venue did and the account did not order, but funding. */
function isExternal({ clientOrderId, explanation, provenance }: Fill): boolean {
  return clientOrderId === null && provenance === undefined && explanation?.trigger !== 'funding';
}

function externalRow(fill: Fill): RiskRow {
  return {
    at: fill.time,
    type: fill.explanation?.trigger === 'liquidation' ? 'Liquidation' : 'ExternalFill',
    severity: 'critical',
    mode: 'REDUCE_ONLY',
    symbol: fill.symbol,
    side: fill.side,
    quantity: toPlain(fill.quantity),
    price: toPlain(fill.price),
    event_id: `fill#${fill.symbol}#${fill.id}`,
  };
}

function rowText(row: RiskRow): string {
  return `${cellsOf(row).join(',')}\n`;
}

function cellsOf(row: RiskRow): readonly string[] {
  return [toIso(row.at), ...COLUMNS.map((column) => csvCell(row[column] ?? ''))];
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
