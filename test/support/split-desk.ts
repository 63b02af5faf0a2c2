import { readRecords } from '#application/audit/read-records.ts';
import type { Broker, VenueFill } from '#application/ports/broker.ts';
import { MarketDataError } from '#application/ports/market-data.ts';
import type { SplitSource } from '#application/ports/split-source.ts';
import { advanceReconciliation } from '#application/reconciliation/advance-reconciliation.ts';
import { requestReconciliation } from '#application/reconciliation/request-reconciliation.ts';
import { generateSignals } from '#application/signals/generate-signals.ts';
import type { AuditFault } from '#domain/audit/audit-fault.ts';
import { checkRecords } from '#domain/audit/check-records.ts';
import { entryOfChange } from '#domain/audit/entry-of-change.ts';
import { ledgerRecords } from '#domain/audit/ledger-records.ts';
import { newYorkMidnight } from '#domain/calendar/new-york-time.ts';
import type { Order } from '#domain/orders/order.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import type { ReconciliationMode } from '#domain/reconciliation/reconciliation.ts';
import { type Bar, barNumbers } from '#domain/shared/bar.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { DAY, MINUTE, SECOND } from '#domain/shared/instant.ts';
import type { Split } from '#domain/splits/split.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { BrokerTwin } from './broker-twin.ts';
import { d, RECONCILIATION, T0 } from './builders.ts';
import { aHandDesk, ENTRY, type HandVenue } from './hand-venue.ts';
import type { PaperDesk } from './paper-desk.ts';
import { type ScriptedSignal, scripted } from './scripted-strategy.ts';
import { changesOf } from './told-trail.ts';

export const SHARE = 'ACME';
/** Tuesday, 6 January 2026: the day after `T0`. */
export const EX_DAY = Date.UTC(2026, 0, 6) / DAY;
export const MIDNIGHT = newYorkMidnight(EX_DAY);
/** Nine thirty in New York. */
export const OPEN = MIDNIGHT + 570 * MINUTE;

/** `aSplit(4, 1)`: four new shares for an old one. */
export function aSplit(newRate: number, oldRate: number, changes: Partial<Split> = {}): Split {
  return { symbol: SHARE, exDay: EX_DAY, newRate: d(newRate), oldRate: d(oldRate), ...changes };
}

/** The venue's word on splits, until a test changes its mind. */
export class ToldSplits implements SplitSource {
  readonly told: Split[] = [];
  readonly asked: string[] = [];
  isSilent = false;
  isAdjusted = true;

  async listSplits(symbols: readonly string[], from: number, to: number): Promise<readonly Split[]> {
    this.asked.push(`${symbols.join(',')} ${from - EX_DAY}..${to - EX_DAY}`);
    if (this.isSilent) throw new MarketDataError('the service is down');
    return this.told.filter(({ exDay, symbol }) => symbols.includes(symbol) && exDay >= from && exDay <= to);
  }

  async isInHistory(): Promise<boolean> {
    if (this.isSilent) throw new MarketDataError('the service is down');
    return this.isAdjusted;
  }
}

/** A session that holds shares bought at 100 the day before a split, with a stop of 10 % resting at a venue outside. */
export class SplitDesk {
  readonly desk: PaperDesk;
  readonly venue: HandVenue;
  readonly source = new ToldSplits();
  readonly bars: Bar[] = [];

  private constructor(desk: PaperDesk, venue: HandVenue) {
    this.desk = desk;
    this.venue = venue;
    desk.splits = this.source;
    desk.marketData = {
      getBars: async (symbol, _timeframe, from, now) =>
        this.bars.filter((bar) => bar.symbol === symbol && bar.openTime >= from && bar.closeTime <= now),
      getLatestPrice: async () => ({ price: d(100), time: desk.now }),
    };
  }

  static async holding(
    quantity: number,
    script: readonly (ScriptedSignal | null)[] = [],
    changes: Partial<TradingPlan> = {},
    asked: Partial<OrderIntent> = {},
  ): Promise<SplitDesk> {
    const strategies = [{ name: 'script', fingerprint: 'f', symbols: [SHARE], running: scripted(script) }];
    const intent = quantity === 0 ? null : { symbol: SHARE, quantity: d(quantity), ...asked };
    const opened = await aHandDesk({ symbols: [SHARE], strategies, ...changes }, intent);
    const split = new SplitDesk(opened.desk, opened.venue);
    split.venue.time = T0 + MINUTE;
    split.addBar(T0, 100);
    if (quantity !== 0) split.venue.fill(ENTRY, quantity);
    await split.tickAt(T0 + MINUTE);
    split.addBar(T0 + MINUTE, 100, 102);
    await split.tickAt(T0 + 2 * MINUTE);
    return split;
  }

  /** One minute, between `low` and `high`, closing at `close`. */
  addBar(openTime: number, close: number, high = close, low = close, closeTime = openTime + MINUTE): void {
    const prices = { open: d(close), high: d(high), low: d(low), close: d(close), volume: d(1_000) };
    this.bars.push({ symbol: SHARE, openTime, closeTime, ...barNumbers(prices) });
  }

  /** Every function once, and what they have queued. */
  async tickAt(now: number): Promise<void> {
    this.desk.now = now;
    await this.desk.track();
    await this.desk.monitor();
    await this.generate();
    await this.desk.consume();
  }

  generate() {
    const { clock, ledger, marketData, orders: queue, plan, splits } = this.desk;
    return generateSignals({ clock, ledger, marketData, queue, plan, splits });
  }

  async position() {
    const view = await this.desk.ledger.readAccount();
    const position = view?.positions.get(SHARE);
    if (view === null || position === undefined) throw new Error('there is no position');
    return { ...position, account: view.account, splits: view.splits };
  }

  /** What rests at the venue: `sell 40 @ 22.5`. */
  resting(): readonly string[] {
    return [...this.venue.working('buy'), ...this.venue.working('sell')].map(
      ({ request: { quantity, side, terms } }) => `${side} ${quantity} @ ${terms.stopPrice ?? terms.limitPrice}`,
    );
  }

  async events(): Promise<readonly string[]> {
    return (await this.desk.ledger.listRiskEvents()).map(({ kind }) => kind);
  }

  /** A fill of the venue's own time, of the entry unless the test says otherwise. */
  listLate(id: string, quantity: number, price: number, time: number, changes: Partial<VenueFill> = {}): void {
    const money = { price: d(price), fee: d(0), baseFee: d(0), otherFees: [], explanation: null };
    const own = { clientOrderId: ENTRY, symbol: SHARE, side: 'buy', quantity: d(quantity), time } as const;
    this.venue.published.push({ id, sequence: id, ...own, ...money, ...changes });
  }

  /** Puts a broker there that says what the ledger says, until it is changed. */
  async twin(): Promise<BrokerTwin> {
    const twin = await BrokerTwin.of(this.desk.ledger);
    this.desk.broker = this.desk.points.watch<Broker>(twin.over(this.venue.broker));
    return twin;
  }

  async reconcile(mode: ReconciliationMode, key: string) {
    const { broker, clock, ledger, marketData, plan, splits } = this.desk;
    const deps = { broker, clock, ledger, marketData, plan, splits, reconciliation: RECONCILIATION };
    const request = { key, trigger: 'operator', requestedBy: 'tester', mode } as const;
    const { id } = await requestReconciliation(deps, request);
    for (let step = 0; step < 400; step += 1) {
      const outcome = await advanceReconciliation(deps, id);
      if (outcome.kind === 'done') break;
      this.desk.now += Math.max(outcome.seconds * SECOND, 1);
    }
    const found = await ledger.readReconciliation(id);
    if (found?.phase !== 'done') throw new Error(`reconciliation ${id} does not come to its end`);
    return found;
  }

  /** What an audit finds. */
  async faults(): Promise<readonly AuditFault[]> {
    const trail = changesOf(this.desk.table.dump(), this.desk.now).map(entryOfChange);
    const ledger = ledgerRecords(await readRecords(this.desk.ledger));
    if (ledger === null) throw new Error('there is no account');
    return checkRecords(ledger, trail);
  }

  async order(id: string): Promise<Order> {
    const order = await this.desk.ledger.readOrder(id);
    if (order === null) throw new Error(`there is no order ${id}`);
    return order;
  }
}

/** Equal but for what a division has cut off. */
export function isNear(one: Decimal, other: Decimal): boolean {
  return one.minus(other).abs().lt(new Decimal('1e-6'));
}
