import type { BrokerHealthStore } from '#application/ports/broker-health.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { BrokerHealth } from '#domain/brokers/broker-health.ts';
import { type Instant, SECOND } from '#domain/shared/instant.ts';
import { decodeBrokerHealth, encodeBrokerHealth, type StoredBrokerHealth, UNRECORDED } from './broker-health-record.ts';
import { IS_NEW, isStill } from './conditions.ts';
import { brokerHealthKey } from './keys.ts';
import type { Item, Table } from './table.ts';

export interface TableBrokerHealthOptions {
  readonly table: Table;
  readonly account: string;
  readonly clock: Clock;
}

/** How long what was seen is good for: the way of one order. */
const FRESH = 10 * SECOND;
const MAX_RACES = 8;

/**
 * The health as one record of the account's partition, written whole on condition of its version. Whoever reads the account has read it, too, and hands it in by
 * `see`: a healthy order costs no call for it.
 */
export class TableBrokerHealth implements BrokerHealthStore {
  readonly #options: TableBrokerHealthOptions;
  #seen: StoredBrokerHealth = UNRECORDED;
  #seenAt: Instant | null = null;

  constructor(options: TableBrokerHealthOptions) {
    this.#options = options;
  }

  /** Takes the record as somebody has just read it; `null`: there is none. */
  see(item: Item | null): void {
    this.#seen = item === null ? UNRECORDED : decodeBrokerHealth(item);
    this.#seenAt = this.#options.clock.now();
  }

  async current(): Promise<BrokerHealth> {
    const { account, clock, table } = this.#options;
    const isFresh = this.#seenAt !== null && clock.now() - this.#seenAt < FRESH;
    if (!isFresh) this.see(await table.get(brokerHealthKey(account)));
    return this.#seen.health;
  }

  /** Begins with what was seen last, however old: a write that this misleads finds the record changed, and what it finds is what it goes on with. */
  async update(change: (current: BrokerHealth) => BrokerHealth): Promise<BrokerHealth> {
    if (this.#seenAt === null) await this.current();
    for (let race = 0; race < MAX_RACES; race++) {
      const { health, version } = this.#seen;
      const next = change(health);
      if (next === health || (await this.#put({ health: next, version: version + 1 }))) return this.#seen.health;
    }
    throw new Error(`the broker's health kept changing: ${MAX_RACES} writes in a row lost`);
  }

  /** @returns false when another writer was first; then its record has been seen. */
  async #put(next: StoredBrokerHealth): Promise<boolean> {
    const { account, table } = this.#options;
    const item = encodeBrokerHealth(account, next);
    const isFirst = next.version === 1;
    const outcome = await table.write({
      kind: 'put',
      item,
      when: isFirst ? IS_NEW : [isStill('version', next.version - 1)],
    });
    this.see(outcome.ok ? item : (outcome.failed[0]?.item ?? null));
    return outcome.ok;
  }
}
