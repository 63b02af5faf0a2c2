import type { NoticeLog } from '#application/ports/notice-log.ts';
import type { NoticeChannelName, Severity } from '#domain/notices/notice.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { DAY, type Instant, MINUTE, SECOND } from '#domain/shared/instant.ts';
import { IS_NEW } from './conditions.ts';
import { noticeCountKey, noticeKey, sortableIso } from './keys.ts';
import { attributes, SCHEMA_VERSION } from './record.ts';
import type { Table } from './table.ts';

const HOUR = 60 * MINUTE;
/** A bus repeats an event for a day. */
const KEPT = 3 * DAY;

/** Notices in the ledger's table, for some days. */
export class TableNoticeLog implements NoticeLog {
  readonly #table: Table;
  readonly #account: string;

  constructor(table: Table, account: string) {
    this.#table = table;
    this.#account = account;
  }

  async isSent(id: string, channel: NoticeChannelName): Promise<boolean> {
    return (await this.#table.get(noticeKey(this.#account, channel, id))) !== null;
  }

  async noteSent(id: string, channel: NoticeChannelName, at: Instant): Promise<void> {
    const item = {
      ...noticeKey(this.#account, channel, id),
      ...attributes({ schemaVersion: SCHEMA_VERSION, sentAt: at, ttl: expiry(at) }),
    };
    await this.#table.write({ kind: 'put', item, when: IS_NEW });
  }

  async takeSlot(channel: NoticeChannelName, severity: Severity, at: Instant, most: number): Promise<boolean> {
    const hour = Math.floor(at / HOUR) * HOUR;
    const outcome = await this.#table.write({
      kind: 'update',
      key: noticeCountKey(this.#account, channel, severity, sortableIso(hour)),
      set: attributes({ schemaVersion: SCHEMA_VERSION, ttl: expiry(at) }),
      add: { sent: new Decimal(1) },
      when: [
        [
          'any',
          [
            ['absent', 'sent'],
            ['<', 'sent', new Decimal(most)],
          ],
        ],
      ],
    });
    return outcome.ok;
  }
}

function expiry(at: Instant): number {
  return Math.ceil((at + KEPT) / SECOND);
}
