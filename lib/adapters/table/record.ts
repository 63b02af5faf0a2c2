import { Decimal, ZERO } from '#domain/shared/decimal.ts';
import type { Item, Value } from './table.ts';

/** Version of the record layouts in this folder; stands on every record. */
export const SCHEMA_VERSION = new Decimal(1);

/** A stored record is not what this program writes: a broken invariant, never repaired silently. */
export class CorruptRecordError extends Error {
  readonly code = 'CORRUPT_RECORD';
  override readonly name = 'CorruptRecordError';
}

/** The attributes of a record: `null` is stored as no attribute, a number as an exact Number. */
export function attributes(fields: Readonly<Record<string, Value | number | null>>): Item {
  const item: Record<string, Value> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null) {
      item[name] = typeof value === 'number' ? new Decimal(value) : value;
    }
  }
  return item;
}

/** Reads a record back, attribute by attribute. Throws `CorruptRecordError` where the type is not the expected one. */
export class RecordReader {
  readonly #item: Item;

  constructor(item: Item) {
    this.#item = item;
  }

  text(name: string): string {
    return this.textOrNull(name) ?? this.#fail(name, 'a string');
  }

  textOrNull(name: string): string | null {
    const value = this.#item[name];
    if (value === undefined) {
      return null;
    }
    return typeof value === 'string' ? value : this.#fail(name, 'a string');
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    return this.oneOfOrNull(name, choices) ?? this.#fail(name, choices.join(' | '));
  }

  oneOfOrNull<Choice extends string>(name: string, choices: readonly Choice[]): Choice | null {
    const text = this.textOrNull(name);
    if (text === null) {
      return null;
    }
    return choices.find((choice) => choice === text) ?? this.#fail(name, choices.join(' | '));
  }

  decimal(name: string): Decimal {
    return this.decimalOrNull(name) ?? this.#fail(name, 'a number');
  }

  decimalOrNull(name: string): Decimal | null {
    const value = this.#item[name];
    if (value === undefined) {
      return null;
    }
    return Decimal.isDecimal(value) ? value : this.#fail(name, 'a number');
  }

  /** For attributes that come into being by their first ADD. */
  decimalOrZero(name: string): Decimal {
    return this.decimalOrNull(name) ?? ZERO;
  }

  integer(name: string): number {
    return this.integerOrNull(name) ?? this.#fail(name, 'a whole number');
  }

  integerOrNull(name: string): number | null {
    const number = this.decimalOrNull(name)?.toNumber() ?? null;
    return number === null || Number.isSafeInteger(number) ? number : this.#fail(name, 'a whole number');
  }

  /** `false` is stored as no attribute. */
  flag(name: string): boolean {
    const value = this.#item[name] ?? false;
    return typeof value === 'boolean' ? value : this.#fail(name, 'a boolean');
  }

  /** A string set; the empty one is stored as no attribute. */
  texts(name: string): ReadonlySet<string> {
    const value = this.#item[name] ?? new Set<string>();
    return value instanceof Set ? value : this.#fail(name, 'a string set');
  }

  /** A list of strings. */
  textList(name: string): readonly string[] {
    return this.#list(name).map((member) => (typeof member === 'string' ? member : this.#fail(name, 'strings')));
  }

  /** A list of maps; the empty one may be stored as no attribute. */
  records(name: string): readonly RecordReader[] {
    return this.#list(name).map((member) =>
      isMap(member) ? new RecordReader(member) : this.#fail(name, 'a list of maps'),
    );
  }

  map(name: string): Item {
    const value = this.#item[name];
    return value !== undefined && isMap(value) ? value : this.#fail(name, 'a map');
  }

  #list(name: string): readonly Value[] {
    const value = this.#item[name] ?? [];
    return Array.isArray(value) ? value : this.#fail(name, 'a list');
  }

  #fail(name: string, expected: string): never {
    const { pk, sk } = this.#item;
    const received = this.#item[name];
    throw new CorruptRecordError(
      `record ${String(pk)} / ${String(sk)}: attribute ${name} is ${received === undefined ? 'absent' : String(received)}, expected ${expected}`,
    );
  }
}

function isMap(value: Value): value is { readonly [name: string]: Value } {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Set) && !Decimal.isDecimal(value);
}
