import { Decimal } from '#domain/shared/decimal.ts';
import type { Condition } from './table.ts';

/** Of any item: that there is none under the key. */
export const IS_NEW: readonly Condition[] = [['absent', 'pk']];

/** `name` is exactly `value`, where an attribute that never had an ADD counts as zero. */
export function isStill(name: string, value: Decimal | number): Condition {
  const expected = new Decimal(value);
  const equal: Condition = ['=', name, expected];
  return expected.isZero() ? ['any', [['absent', name], equal]] : equal;
}

/** `name` is at most `limit`, where an attribute that never had an ADD counts as zero. */
export function isAtMost(name: string, limit: Decimal): Condition {
  const within: Condition = ['<=', name, limit];
  return limit.isNegative() && !limit.isZero() ? within : ['any', [['absent', name], within]];
}

/** `name` has a value other than `value`: the alternatives to put into an `any`. */
export function isOther(name: string, value: string): readonly Condition[] {
  return [
    ['<', name, value],
    ['>', name, value],
  ];
}
