import { Decimal } from '#domain/shared/decimal.ts';

/**
 * What must be added to each attribute to come from `before` to `after`; unchanged ones are left out. Shared rows
 * are only ever moved by such differences, so that concurrent writers never overwrite each other.
 */
export function differences<Name extends string>(
  names: readonly Name[],
  before: Readonly<Record<Name, Decimal | number>>,
  after: Readonly<Record<Name, Decimal | number>>,
): Readonly<Record<string, Decimal>> {
  const changed = names.map((name) => [name, new Decimal(after[name]).minus(before[name])] as const);
  return Object.fromEntries(changed.filter(([, difference]) => !difference.isZero()));
}
