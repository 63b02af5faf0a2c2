import { createHash } from 'node:crypto';
import { Decimal, toPlain } from '#domain/shared/decimal.ts';

/**
 * One text for equal data: keys and set members sorted, decimals in plain notation, `undefined` left out.
 * Two items, or two transactions, are the same exactly when their texts are.
 */
export function canonicalText(value: unknown): string {
  if (Decimal.isDecimal(value)) {
    return toPlain(value);
  }
  if (value instanceof Set) {
    return `<${[...value].map(canonicalText).sort().join()}>`;
  }
  if (Array.isArray(value)) {
    return `[${value.map(canonicalText).join()}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalText(member)}`)
      .sort()
      .join()}}`;
  }
  return JSON.stringify(value);
}

/**
 * A client request token (36 characters) of what is written: an exact repeat has the same token and is
 * harmless, and no two different transactions ever share one.
 */
export function requestToken(content: unknown): string {
  return createHash('sha256').update(canonicalText(content)).digest('hex').slice(0, 36);
}
