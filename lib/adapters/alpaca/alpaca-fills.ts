import type { FillPage, SentOrder, VenueFill } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { type Instant, toIso } from '#domain/shared/instant.ts';
import { type FillOwner, momentOf, toVenueFill } from './alpaca-fill.ts';
import type { AlpacaOwners } from './alpaca-owners.ts';
import { isMissing } from './alpaca-refusal.ts';
import type { AlpacaTradingHttp } from './alpaca-trading-http.ts';
import { type AlpacaActivity, activitiesAnswer, clockAnswer } from './alpaca-trading-schemas.ts';
import { digestOf, type FillCursor, LATE_WINDOW, readCursor, writeCursor } from './fill-cursor.ts';

const PAGE_SIZE = 100;

/** The executions of an account, from its list of activities: the one source of fills. */
export class AlpacaFills {
  readonly #http: AlpacaTradingHttp;
  readonly #owners: AlpacaOwners;

  constructor(http: AlpacaTradingHttp, owners: AlpacaOwners) {
    this.#http = http;
    this.#owners = owners;
  }

  /** @see Broker.listFills */
  async list(text: string | null, orders: readonly SentOrder[]): Promise<FillPage> {
    const cursor = text === null ? await this.#begin(orders) : readCursor(text);
    const isFresh = text === null && orders.length === 0;
    const activities = isFresh ? [] : await this.#activitiesAfter(cursor.time - LATE_WINDOW);
    const seen = new Set(cursor.seen);
    const fills: VenueFill[] = [];
    for (const activity of activities) {
      const isOurTime = timeOf(activity) > cursor.floor;
      if (seen.has(digestOf(activity.id)) || (!isOurTime && orders.length === 0)) continue;
      const owner = await this.#owners.ownerOf(activity, orders);
      if (isOurTime || isAwaited(owner, orders)) fills.push(toVenueFill(activity, owner));
    }
    return { fills, cursor: writeCursor(advance(cursor, activities)) };
  }

  /**
   * The venue's present is where the account begins with us: its clock, or the last execution where that is later or the only time told. What orders of ours did
   * before is looked for from the oldest one on. The list begins at an execution, never at the clock: the two may disagree.
   */
  async #begin(orders: readonly SentOrder[]): Promise<FillCursor> {
    const clock = await this.#http.find('/v2/clock', {}, clockAnswer, isMissing);
    const [latest] = await this.#page({ direction: 'desc', page_size: '1' });
    const last = latest === undefined ? LATE_WINDOW : timeOf(latest);
    const created = await Promise.all(orders.map((order) => this.#owners.creationOf(order)));
    const times = created.filter((instant) => instant !== null);
    const floor = clock === null ? Math.min(last, ...times.map((time) => time - 1)) : Math.max(clock.timestamp, last);
    return { floor, time: Math.min(last, ...times), seen: [] };
  }

  /** A page may be shorter than was asked for and yet not the last: that is one which brings nothing new. */
  async #activitiesAfter(after: Instant): Promise<readonly AlpacaActivity[]> {
    const query = { direction: 'asc', page_size: String(PAGE_SIZE), after: toIso(after) };
    const found = new Map<string, AlpacaActivity>();
    let token: Readonly<Record<string, string>> = {};
    for (;;) {
      const page = await this.#page({ ...query, ...token });
      const before = found.size;
      for (const activity of page) found.set(activity.id, activity);
      const last = page.at(-1);
      if (last === undefined) break;
      const isRepeated = found.size === before;
      if (isRepeated && page.length >= PAGE_SIZE)
        throw new BrokerError('UNREADABLE', `fills: the page after ${last.id} repeats itself`);
      if (isRepeated) break;
      token = { page_token: last.id };
    }
    return [...found.values()].sort((a, b) => momentOf(a).localeCompare(momentOf(b)));
  }

  #page(query: Readonly<Record<string, string>>): Promise<readonly AlpacaActivity[]> {
    return this.#http.get('/v2/account/activities/FILL', query, activitiesAnswer);
  }
}

function isAwaited({ clientOrderId }: FillOwner, orders: readonly SentOrder[]): boolean {
  return orders.some((order) => order.clientOrderId === clientOrderId);
}

function advance(cursor: FillCursor, activities: readonly AlpacaActivity[]): FillCursor {
  const time = Math.max(cursor.time, ...activities.map(timeOf));
  const recent = activities.filter((activity) => timeOf(activity) > time - LATE_WINDOW);
  return { floor: cursor.floor, time, seen: recent.map(({ id }) => digestOf(id)) };
}

function timeOf({ transaction_time: time }: AlpacaActivity): Instant {
  return Date.parse(time);
}
