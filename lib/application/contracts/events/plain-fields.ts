import { type Decimal, toPlain } from '#domain/shared/decimal.ts';
import { type Instant, toIso } from '#domain/shared/instant.ts';

export function plainOrNull(value: Decimal | null): string | null {
  return value === null ? null : toPlain(value);
}

export function isoOrNull(value: Instant | null): string | null {
  return value === null ? null : toIso(value);
}

/** A bus takes no more than 256 KB at a time: what is told of is told in full, what went wrong on the way in short. */
const MOST_TROUBLES = 20;
const LONGEST_TROUBLE = 300;

export function inShort(troubles: readonly string[]): readonly string[] {
  return troubles.slice(0, MOST_TROUBLES).map((trouble) => trouble.slice(0, LONGEST_TROUBLE));
}
