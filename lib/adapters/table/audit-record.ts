import type { AuditEntry } from '#domain/audit/audit-entry.ts';
import type { ChainHead, Seal } from '#domain/audit/seal.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Item, Key } from './table.ts';

/** Where the trail of an account lives; also the index key of what is not sealed yet. */
export function auditPartition(account: string): string {
  return `AUDIT#${account}`;
}

export function auditEntryKey(account: string, id: string): Key {
  return { pk: auditPartition(account), sk: id };
}

/** By number, at fixed width. */
export function sealKey(account: string, number: number): Key {
  return { pk: `SEALS#${account}`, sk: String(number).padStart(12, '0') };
}

export function chainHeadKey(account: string): Key {
  return { pk: `SEALS#${account}`, sk: 'HEAD' };
}

/** With the two attributes of the index, which go when it is sealed. */
export function encodeAuditEntry({ id, ...fields }: AuditEntry): Item & Key {
  return {
    ...auditEntryKey(fields.account, id),
    ...attributes({ schemaVersion: SCHEMA_VERSION, ...fields }),
    openPk: auditPartition(fields.account),
    openSk: id,
  };
}

export function decodeAuditEntry(item: Item): AuditEntry {
  const reader = new RecordReader(item);
  const words = reader.map('detail');
  const detail = new RecordReader(words);
  return {
    id: reader.text('sk'),
    account: reader.text('account'),
    at: reader.integer('at'),
    kind: reader.text('kind'),
    subject: reader.text('subject'),
    sessionId: reader.textOrNull('sessionId'),
    actor: reader.text('actor'),
    cause: reader.text('cause'),
    detail: Object.fromEntries(Object.keys(words).map((name) => [name, detail.text(name)])),
  };
}

export function isUnsealed(item: Item): boolean {
  return item.openPk !== undefined;
}

export function encodeSeal(seal: Seal): Item & Key {
  const entries = seal.entries.map(({ id, hash }) => ({ id, hash }));
  return { ...sealKey(seal.account, seal.number), ...attributes({ schemaVersion: SCHEMA_VERSION, ...seal, entries }) };
}

export function decodeSeal(item: Item): Seal {
  const reader = new RecordReader(item);
  return {
    account: reader.text('account'),
    number: reader.integer('number'),
    at: reader.integer('at'),
    previousHash: reader.text('previousHash'),
    entries: reader.records('entries').map((entry) => ({ id: entry.text('id'), hash: entry.text('hash') })),
    hash: reader.text('hash'),
  };
}

export function decodeHead(item: Item): ChainHead {
  const reader = new RecordReader(item);
  return { number: reader.integer('number'), hash: reader.text('hash') };
}
