import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { Decimal } from '#domain/shared/decimal.ts';
import type { Condition, Update, Value } from '../table/table.ts';
import { toAttribute } from './attribute-codec.ts';

/** The parameters that a condition or update expression needs beside itself. */
export interface Placeholders {
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
}

/** Writes conditions and updates as DynamoDB expressions; every name and value is a placeholder. One for each request item. */
export class ExpressionWriter {
  readonly #names = new Map<string, string>();
  readonly #values: AttributeValue[] = [];

  /** All of them must hold; `undefined` for none. */
  condition(conditions: readonly Condition[]): string | undefined {
    return conditions.length === 0 ? undefined : conditions.map((each) => this.#one(each)).join(' AND ');
  }

  update({ set, setIfAbsent, add, addTo, removeFrom, remove }: Update): string {
    const sets = entries(set).map(([name, value]) => `${this.#name(name)} = ${this.#value(value)}`);
    const kept = entries(setIfAbsent).map(([name, value]) => this.#setIfAbsent(this.#name(name), value));
    const sums = entries(add).map(([name, amount]) => `${this.#name(name)} ${this.#value(amount)}`);
    const additions = entries(addTo).map(([name, member]) => `${this.#name(name)} ${this.#value(new Set([member]))}`);
    const deletions = entries(removeFrom).map(
      ([name, member]) => `${this.#name(name)} ${this.#value(new Set([member]))}`,
    );
    const removals = (remove ?? []).map((name) => this.#name(name));
    return [
      ...clause('SET', [...sets, ...kept]),
      ...clause('ADD', [...sums, ...additions]),
      ...clause('DELETE', deletions),
      ...clause('REMOVE', removals),
    ].join(' ');
  }

  placeholders(): Placeholders {
    const names = [...this.#names].map(([name, placeholder]) => [placeholder, name] as const);
    const values = this.#values.map((value, index) => [`:v${index}`, value] as const);
    return {
      ...(names.length === 0 ? {} : { ExpressionAttributeNames: Object.fromEntries(names) }),
      ...(values.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(values) }),
    };
  }

  #one(condition: Condition): string {
    switch (condition[0]) {
      case 'any':
        return `(${condition[1].map((each) => this.#one(each)).join(' OR ')})`;
      case 'absent':
        return `attribute_not_exists(${this.#name(condition[1])})`;
      case 'present':
        return `attribute_exists(${this.#name(condition[1])})`;
      case 'contains':
        return `contains(${this.#name(condition[1])}, ${this.#value(condition[2])})`;
      case 'size<':
        return `size(${this.#name(condition[1])}) < ${this.#value(new Decimal(condition[2]))}`;
      default:
        return `${this.#name(condition[1])} ${condition[0]} ${this.#value(condition[2])}`;
    }
  }

  #setIfAbsent(name: string, value: Value): string {
    return `${name} = if_not_exists(${name}, ${this.#value(value)})`;
  }

  #name(name: string): string {
    const placeholder = this.#names.get(name) ?? `#n${this.#names.size}`;
    this.#names.set(name, placeholder);
    return placeholder;
  }

  #value(value: Value): string {
    return `:v${this.#values.push(toAttribute(value)) - 1}`;
  }
}

function entries<Entry>(record: Readonly<Record<string, Entry>> | undefined): readonly [string, Entry][] {
  return Object.entries(record ?? {});
}

function clause(keyword: string, actions: readonly string[]): readonly string[] {
  return actions.length === 0 ? [] : [`${keyword} ${actions.join(', ')}`];
}
