import { setTimeout as pause } from 'node:timers/promises';
import type { Order } from '#domain/orders/order.ts';
import { type Instant, SECOND } from '#domain/shared/instant.ts';

/** How the replay of bars waits for a venue that has a clock of its own. */
export interface OutsideVenueOptions {
  /** Orders that are not over, as the ledger has them. */
  readonly listOpenOrders: () => Promise<readonly Order[]>;
  /** Real milliseconds between two asks. @default 100 */
  readonly interval?: number;
  /** Real milliseconds that are waited for at one instant. @default 30000 */
  readonly patience?: number;
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
  readonly #lateness: number;
  /** Real times by client order id. */
  readonly #lostSince = new Map<string, number>();

  constructor(options: OutsideVenueOptions) {
    this.#options = options;
    this.#interval = options.interval ?? 100;
    this.#patience = options.patience ?? 30_000;
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
    for (let round = 1; round <= MOST_ROUNDS; round += 1) {
      if ((await this.owed()).length === 0) return [];
      await pause(this.#interval * round);
      await track(instant + round * TAKE_UP);
    }
    return this.owed();
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
