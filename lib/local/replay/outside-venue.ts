import { setTimeout as pause } from 'node:timers/promises';
import type { Order } from '#domain/orders/order.ts';
import { toPlain } from '#domain/shared/decimal.ts';
import { type Instant, SECOND } from '#domain/shared/instant.ts';

/** How the replay of bars waits for a venue that has a clock of its own. */
export interface OutsideVenueOptions {
  /** Orders that are not over, as the ledger has them. */
  readonly listOpenOrders: () => Promise<readonly Order[]>;
  /** Real milliseconds between two asks. @default 100 */
  readonly interval?: number;
  /** Real milliseconds that are waited for at one instant. @default 30000 */
  readonly patience?: number;
  /** Real milliseconds after the run for which nothing may be heard of the orders that go on resting. @default 3000 */
  readonly silence?: number;
  /** Real milliseconds that an order of unknown fate has to turn up at the venue before the replay's clock, whose minutes prove absences, goes on. @default 5000 */
  readonly lateness?: number;
}

/** What waiting needs of the driver: one tick of `track-orders`, and what follows from it, at an instant. */
export type TrackAt = (instant: Instant) => Promise<void>;

/** Somewhat more than the time for which nobody else takes up an order that may still be on its way. */
const TAKE_UP = 31 * SECOND;
/** Look-ups a minute apart that prove an absence, and some that are not answered. */
const MOST_ROUNDS = 30;

/**
 * A broker outside of the replay's time: its orders fill when it pleases. The replay stands still until no market order works and no outcome is
 * unknown, asking again and again; only its clock goes on a little, up to the next bar, where an order waits for that.
 */
export class OutsideVenue {
  readonly #options: OutsideVenueOptions;
  readonly #interval: number;
  readonly #patience: number;
  readonly #silence: number;
  readonly #lateness: number;
  /** Real times by client order id. */
  readonly #lostSince = new Map<string, number>();

  constructor(options: OutsideVenueOptions) {
    this.#options = options;
    this.#interval = options.interval ?? 100;
    this.#patience = options.patience ?? 30_000;
    this.#silence = options.silence ?? 3_000;
    this.#lateness = options.lateness ?? 5_000;
  }

  /** Waits at `instant`, and never beyond `next`. What has not come by then is asked for with the bars that follow. */
  async settle(instant: Instant, next: Instant, track: TrackAt): Promise<void> {
    const deadline = performance.now() + this.#patience;
    let now = instant;
    while (performance.now() < deadline) {
      const owed = await this.owed();
      if (owed.length === 0) return;
      await pause(this.#interval);
      const isLost = owed.some(isLostOrder) && !this.#mayTurnUp(owed.filter(isLostOrder));
      if (isLost && now + TAKE_UP < next) now += TAKE_UP;
      else if (isLost && owed.every(isLostOrder)) return;
      await track(now);
    }
  }

  /**
   * Waits after the last bar, with a minute of the replay's time for every ask, so that absences can be proven.
   * @returns what the venue still owes
   */
  async drain(instant: Instant, track: TrackAt): Promise<readonly Order[]> {
    let now = instant;
    for (let round = 1; round <= MOST_ROUNDS; round += 1) {
      if ((await this.owed()).length === 0) break;
      await pause(this.#interval * round);
      now += TAKE_UP;
      await track(now);
    }
    await this.#listenToResting(() => track(now));
    return this.owed();
  }

  /**
   * Before a message is delivered again: it failed because an order still works, or because its fills are not in. A queue would wait in real time, and the
   * orders would be asked for meanwhile.
   */
  async awaitNews(track: () => Promise<void>): Promise<void> {
    const deadline = performance.now() + this.#patience;
    const known = await this.#resting();
    let news = known;
    while (news === known && news !== '' && performance.now() < deadline) {
      await pause(this.#interval);
      await track();
      news = await this.#resting();
    }
    if (news !== known) await this.#listenToResting(track);
  }

  /** What rests may have begun to fill, and a venue may list that late. */
  async #listenToResting(track: () => Promise<void>): Promise<void> {
    const deadline = performance.now() + this.#patience;
    let heard = await this.#resting();
    let silentUntil = performance.now() + this.#silence;
    while (heard !== '' && performance.now() < Math.min(silentUntil, deadline)) {
      await pause(this.#interval);
      await track();
      const news = await this.#resting();
      if (news !== heard) silentUntil = performance.now() + this.#silence;
      heard = news;
    }
  }

  /** The open orders and how far they have filled. */
  async #resting(): Promise<string> {
    const open = await this.#options.listOpenOrders();
    return open.map(({ intent, filledQuantity }) => `${intent.clientOrderId} ${toPlain(filledQuantity)}`).join();
  }

  /** Whether one of these lost orders has been lost for so short a time that the venue may still be booking it. */
  #mayTurnUp(lost: readonly Order[]): boolean {
    const now = performance.now();
    const since = lost.map(({ intent: { clientOrderId } }) => {
      const first = this.#lostSince.get(clientOrderId) ?? now;
      this.#lostSince.set(clientOrderId, first);
      return first;
    });
    return since.some((first) => now - first < this.#lateness);
  }

  /** Orders whose fills or whose fate are still to come. What rests at its price is not owed. */
  async owed(): Promise<readonly Order[]> {
    const open = await this.#options.listOpenOrders();
    return open.filter((order) => isLostOrder(order) || order.intent.terms.type === 'market');
  }
}

/** Nobody knows whether the venue has it. */
function isLostOrder({ brokerOrderId, outcomeUnknown }: Order): boolean {
  return brokerOrderId === null || outcomeUnknown;
}
