import { Decimal, toPlain } from '../../shared/decimal.ts';

/** What a fact tells of a field: `null` and `false` are left out. */
export type Word = string | number | boolean | Decimal | null;

/** Fields in words. */
export function inWords(fields: Readonly<Record<string, Word>>): Readonly<Record<string, string>> {
  const words = Object.entries(fields).flatMap(([name, value]) =>
    value === null || value === false ? [] : [[name, wordOf(value)] as const],
  );
  return Object.fromEntries(words);
}

function wordOf(value: Exclude<Word, null>): string {
  return Decimal.isDecimal(value) ? toPlain(value) : String(value);
}
