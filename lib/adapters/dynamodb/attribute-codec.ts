import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { Decimal, toPlain } from '#domain/shared/decimal.ts';
import type { Item, Value } from '../table/table.ts';

/** Numbers travel as decimal text, digit by digit: no JS number is ever in between. */
export function toAttributes(item: Item): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toAttribute(value)]));
}

export function toAttribute(value: Value): AttributeValue {
  if (typeof value === 'string') {
    return { S: value };
  }
  if (typeof value === 'boolean') {
    return { BOOL: value };
  }
  if (Decimal.isDecimal(value)) {
    return { N: toPlain(value) };
  }
  if (value instanceof Set) {
    return { SS: [...value] };
  }
  return Array.isArray(value) ? { L: value.map(toAttribute) } : { M: toAttributes(value as Item) };
}

export function fromAttributes(attributes: Readonly<Record<string, AttributeValue>>): Item {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, fromAttribute(value)]));
}

/** Throws for a type that no record of ours has. */
function fromAttribute(attribute: AttributeValue): Value {
  if (attribute.S !== undefined) {
    return attribute.S;
  }
  if (attribute.N !== undefined) {
    return new Decimal(attribute.N);
  }
  if (attribute.BOOL !== undefined) {
    return attribute.BOOL;
  }
  if (attribute.SS !== undefined) {
    return new Set(attribute.SS);
  }
  if (attribute.L !== undefined) {
    return attribute.L.map(fromAttribute);
  }
  if (attribute.M !== undefined) {
    return fromAttributes(attribute.M);
  }
  throw new TypeError(`attribute: received type ${Object.keys(attribute).join()}, expected S, N, BOOL, SS, L or M`);
}
