import type { AliveLog } from '#application/ports/alive-log.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { aliveKey } from './keys.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Table } from './table.ts';

/** One row of the ledger's table. */
export class TableAliveLog implements AliveLog {
  readonly #table: Table;
  readonly #account: string;

  constructor(table: Table, account: string) {
    this.#table = table;
    this.#account = account;
  }

  async note(at: Instant): Promise<void> {
    await this.#table.write({
      kind: 'update',
      key: aliveKey(this.#account),
      set: attributes({ schemaVersion: SCHEMA_VERSION, notedAt: at }),
      when: [
        [
          'any',
          [
            ['absent', 'notedAt'],
            ['<', 'notedAt', new Decimal(at)],
          ],
        ],
      ],
    });
  }

  async lastNoted(): Promise<Instant | null> {
    const item = await this.#table.get(aliveKey(this.#account));
    return item === null ? null : new RecordReader(item).integer('notedAt');
  }
}
