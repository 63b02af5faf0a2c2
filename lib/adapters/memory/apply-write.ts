import { Decimal, ZERO } from '#domain/shared/decimal.ts';
import type { Item, Key, Update, Value, Write } from '../table/table.ts';
import { assertStorable, exactSum } from './stored-number.ts';

/** The item after a write whose conditions hold; `null` stays absent. Never changes `current`. */
export function applyWrite(write: Write, current: Item | null): Item | null {
  switch (write.kind) {
    case 'check':
      return current;
    case 'put':
      return freezeItem(write.item);
    case 'update':
      return freezeItem(updated(write, current ?? { pk: write.key.pk, sk: write.key.sk }));
  }
}

/** The key that a write is about. */
export function keyOf(write: Write): Key {
  return write.kind === 'put' ? write.item : write.key;
}

/** A deep, frozen copy. Refuses what DynamoDB refuses: empty sets and numbers of more than 38 digits. */
export function freezeItem(item: Item): Item {
  return Object.freeze(Object.fromEntries(Object.entries(item).map(([name, value]) => [name, frozen(value)])));
}

function frozen(value: Value): Value {
  if (Decimal.isDecimal(value)) {
    return assertStorable(value);
  }
  if (typeof value !== 'object') {
    return value;
  }
  if (isSet(value)) {
    if (value.size === 0) {
      throw new Error('item: received an empty set, expected a set with members or no attribute');
    }
    return new Set(value);
  }
  if (isList(value)) {
    return Object.freeze(value.map(frozen));
  }
  return freezeItem(value);
}

function updated(update: Update, current: Item): Item {
  const item: Record<string, Value> = { ...update.setIfAbsent, ...current, ...update.set };
  for (const [name, amount] of Object.entries(update.add ?? {})) {
    item[name] = exactSum(numberAt(item, name), amount);
  }
  for (const [name, member] of Object.entries(update.addTo ?? {})) {
    item[name] = new Set([...membersAt(item, name), member]);
  }
  const emptied = Object.entries(update.removeFrom ?? {}).filter(([name, member]) => {
    const rest = new Set(membersAt(item, name));
    rest.delete(member);
    item[name] = rest;
    return rest.size === 0;
  });
  const removed = new Set([...(update.remove ?? []), ...emptied.map(([name]) => name)]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => !removed.has(name)));
}

function numberAt(item: Item, name: string): Decimal {
  const value = item[name] ?? ZERO;
  if (!Decimal.isDecimal(value)) {
    throw new TypeError(`ADD ${name}: received ${typeof value}, expected a number`);
  }
  return value;
}

function membersAt(item: Item, name: string): ReadonlySet<string> {
  const value = item[name] ?? new Set<string>();
  if (typeof value !== 'object' || !isSet(value)) {
    throw new TypeError(`set ${name}: received ${typeof value}, expected a string set`);
  }
  return value;
}

function isSet(value: object): value is ReadonlySet<string> {
  return value instanceof Set;
}

function isList(value: object): value is readonly Value[] {
  return Array.isArray(value);
}
