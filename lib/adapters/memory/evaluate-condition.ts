import { Decimal } from '#domain/shared/decimal.ts';
import type { Condition, Item, Value } from '../table/table.ts';

/** Whether a condition holds of an item (`null`: absent), exactly as DynamoDB decides it: an absent attribute only ever satisfies `absent`. */
export function holds(condition: Condition, item: Item | null): boolean {
  switch (condition[0]) {
    case 'any':
      return condition[1].some((alternative) => holds(alternative, item));
    case 'absent':
      return item?.[condition[1]] === undefined;
    case 'present':
      return item?.[condition[1]] !== undefined;
    case 'contains': {
      const members = item?.[condition[1]];
      return members instanceof Set && members.has(condition[2]);
    }
    case 'size<': {
      const members = item?.[condition[1]];
      return members instanceof Set && members.size < condition[2];
    }
    default:
      return compares(condition[0], item?.[condition[1]], condition[2]);
  }
}

type Comparison = '=' | '<' | '<=' | '>' | '>=';

function compares(operator: Comparison, value: Value | undefined, operand: Decimal | string | boolean): boolean {
  const order = orderOf(value, operand);
  if (order === null) {
    return false;
  }
  switch (operator) {
    case '=':
      return order === 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** Negative, zero or positive; `null` where values of two types meet. */
function orderOf(value: Value | undefined, operand: Decimal | string | boolean): number | null {
  if (Decimal.isDecimal(value) && Decimal.isDecimal(operand)) {
    return value.cmp(operand);
  }
  if (typeof value === 'string' && typeof operand === 'string') {
    return Buffer.compare(Buffer.from(value), Buffer.from(operand));
  }
  if (typeof value === 'boolean' && typeof operand === 'boolean') {
    return Number(value) - Number(operand);
  }
  return null;
}
