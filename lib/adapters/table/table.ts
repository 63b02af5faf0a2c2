import type { Decimal } from '#domain/shared/decimal.ts';

/** Attribute values of a record. Every number is a `Decimal` (a DynamoDB Number, ≤ 38 digits), never a JS number. */
export type Value =
  | string
  | boolean
  | Decimal
  | ReadonlySet<string>
  | readonly Value[]
  | { readonly [name: string]: Value };
export type Item = Readonly<Record<string, Value>>;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** The part of DynamoDB's condition language that the ledger needs, as data. */
export type Condition =
  | readonly ['absent', string]
  | readonly ['present', string]
  | readonly ['=' | '<' | '<=' | '>' | '>=', string, Decimal | string | boolean]
  | readonly ['contains', string, string]
  | readonly ['size<', string, number]
  | readonly ['any', readonly Condition[]];

/** Puts a whole item. */
export interface Put {
  readonly kind: 'put';
  readonly item: Item & Key;
  readonly when?: readonly Condition[];
}

/** Changes some attributes of an item, which comes into being if absent. */
export interface Update {
  readonly kind: 'update';
  readonly key: Key;
  readonly set?: Item;
  /** Keeps what is there. */
  readonly setIfAbsent?: Item;
  /** Numbers only; an absent attribute counts as 0. */
  readonly add?: Readonly<Record<string, Decimal>>;
  readonly addTo?: Readonly<Record<string, string>>;
  readonly removeFrom?: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
  readonly when?: readonly Condition[];
}

/** Changes nothing; it only has conditions. */
export interface Check {
  readonly kind: 'check';
  readonly key: Key;
  readonly when: readonly Condition[];
}

/** One conditional write of one item; all conditions must hold. An absent item satisfies only `absent`. */
export type Write = Put | Update | Check;

/** `index` of the write whose condition failed, and the item as it was (`null`: absent). */
export interface FailedCondition {
  readonly index: number;
  readonly item: Item | null;
}

export type WriteOutcome = { readonly ok: true } | { readonly ok: false; readonly failed: readonly FailedCondition[] };

/** Name of the sparse keys-only index over the attributes `openPk`, `openSk`. */
export const OPEN_ORDERS_INDEX = 'open-orders';

/**
 * One table of items under (pk, sk), as little of DynamoDB as the ledger needs. Reads are strongly
 * consistent, but for the index. A transaction that meets another one is retried inside, a bounded number of times.
 */
export interface Table {
  get(key: Key): Promise<Item | null>;
  getMany(keys: readonly Key[]): Promise<readonly Item[]>;
  /** Ascending by sort key, all pages; `from`: only sort keys that are not before it. */
  query(pk: string, from?: string): Promise<readonly Item[]>;
  queryOpenOrders(openPk: string): Promise<readonly Key[]>;
  write(write: Write): Promise<WriteOutcome>;
  /** All or nothing. `token` makes a repeat within ten minutes harmless. */
  transact(writes: readonly Write[], token: string): Promise<WriteOutcome>;
}
