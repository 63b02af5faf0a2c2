import type { AuditTrail } from '#application/ports/audit-trail.ts';
import type { CommitOutcome } from '#application/ports/ledger.ts';
import type { AuditEntry } from '#domain/audit/audit-entry.ts';
import { CHAIN_START, type ChainHead, type Seal } from '#domain/audit/seal.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import {
  auditEntryKey,
  auditPartition,
  chainHeadKey,
  decodeAuditEntry,
  decodeHead,
  decodeSeal,
  encodeAuditEntry,
  encodeSeal,
  isUnsealed,
  sealKey,
} from './audit-record.ts';
import { requestToken } from './canonical-text.ts';
import { IS_NEW, isStill } from './conditions.ts';
import { CorruptRecordError, SCHEMA_VERSION } from './record.ts';
import type { Item, Table, Update, Write } from './table.ts';

/** The audit trail of one account in the table of its ledger. */
export class TableAuditTrail implements AuditTrail {
  readonly #table: Table;
  readonly #account: string;

  constructor(table: Table, account: string) {
    this.#table = table;
    this.#account = account;
  }

  async record(entry: AuditEntry): Promise<void> {
    await this.#table.write({ kind: 'put', item: encodeAuditEntry(entry), when: IS_NEW });
  }

  async listUnsealed(): Promise<readonly AuditEntry[]> {
    const keys = await this.#table.queryOpenOrders(auditPartition(this.#account));
    const items = keys.length === 0 ? [] : await this.#table.getMany(keys);
    return items.filter(isUnsealed).map(decodeAuditEntry).sort(byTime);
  }

  async readHead(): Promise<ChainHead> {
    const item = await this.#table.get(chainHeadKey(this.#account));
    return item === null ? CHAIN_START : decodeHead(item);
  }

  /** A seal whose answer was lost is recognised by the head that it left. */
  async seal(before: ChainHead, seal: Seal): Promise<CommitOutcome> {
    const writes: readonly Write[] = [
      moveHead(this.#account, before, seal),
      { kind: 'put', item: encodeSeal(seal), when: IS_NEW },
      ...seal.entries.map(({ id }) => takeOff(this.#account, id)),
    ];
    const outcome = await this.#table.transact(writes, requestToken(writes));
    if (outcome.ok) return 'committed';
    const head = outcome.failed.find(({ index }) => index === 0)?.item;
    return head?.hash === seal.hash ? 'committed' : 'changed';
  }

  async readSeals(from: number, to: number): Promise<readonly Seal[]> {
    const keys = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => sealKey(this.#account, from + index));
    const items = keys.length === 0 ? [] : await this.#table.getMany(keys);
    return items.flatMap(readableSeal).sort((a, b) => a.number - b.number);
  }

  async readEntries(ids: readonly string[]): Promise<readonly AuditEntry[]> {
    if (ids.length === 0) return [];
    const items = await this.#table.getMany(ids.map((id) => auditEntryKey(this.#account, id)));
    return items.map((item) => readableEntry(this.#account, item));
  }
}

/** A seal that cannot be read, or says that it is another, is not there: verification says which one is missing. */
function readableSeal(item: Item): readonly Seal[] {
  try {
    const seal = decodeSeal(item);
    return sealKey(seal.account, seal.number).sk === item.sk ? [seal] : [];
  } catch (error) {
    if (error instanceof CorruptRecordError) return [];
    throw error;
  }
}

/** An entry that cannot be read is not what was sealed: verification says where it stands. */
function readableEntry(account: string, item: Item): AuditEntry {
  try {
    return decodeAuditEntry(item);
  } catch (error) {
    if (!(error instanceof CorruptRecordError)) throw error;
    const nothing = { subject: '', sessionId: null, actor: '', detail: {} };
    return { ...nothing, id: String(item.sk), account, at: 0, kind: 'unreadable', cause: error.message };
  }
}

function moveHead(account: string, before: ChainHead, { number, hash }: Seal): Update {
  return {
    kind: 'update',
    key: chainHeadKey(account),
    set: { schemaVersion: SCHEMA_VERSION, number: new Decimal(number), hash },
    when: before.number === 0 ? IS_NEW : [isStill('number', before.number), ['=', 'hash', before.hash]],
  };
}

function takeOff(account: string, id: string): Update {
  const key = auditEntryKey(account, id);
  return { kind: 'update', key, remove: ['openPk', 'openSk'], when: [['present', 'openPk']] };
}

function byTime(a: AuditEntry, b: AuditEntry): number {
  return a.at - b.at || (a.id < b.id ? -1 : 1);
}
