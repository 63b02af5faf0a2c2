import * as z from 'zod/mini';
import type { RegisteredStrategy } from '#domain/strategies/registry.ts';

/** What a parameter may be, as its schema says it. */
export interface ParameterRange {
  /** In words; `null`: the schema does not say. */
  readonly range: string | null;
  /** What the strategy takes it for; `null`: the schema does not say. */
  readonly meaning: string | null;
}

/** What is read of a JSON schema. */
const jsonSchema = z.object({
  type: z.optional(z.string()),
  enum: z.optional(z.array(z.unknown())),
  minimum: z.optional(z.number()),
  exclusiveMinimum: z.optional(z.number()),
  maximum: z.optional(z.number()),
  exclusiveMaximum: z.optional(z.number()),
  description: z.optional(z.string()),
});
type JsonSchema = z.output<typeof jsonSchema>;

/** Each parameter of a strategy, in the order of its schema. */
export function rangesOf({ parameters }: RegisteredStrategy): Readonly<Record<string, ParameterRange>> {
  const { properties = {} } = z.toJSONSchema(parameters, { io: 'input', unrepresentable: 'any' });
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => {
      const schema = z.parse(jsonSchema, property);
      return [name, { range: describeRange(schema), meaning: schema.description ?? null }];
    }),
  );
}

const KINDS: Readonly<Record<string, string>> = {
  integer: 'whole number',
  number: 'number',
  string: 'text',
  boolean: 'true or false',
  array: 'list',
  object: 'mapping',
};

function describeRange(schema: JsonSchema): string | null {
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}`;
  const kind = KINDS[schema.type ?? ''];
  return kind === undefined ? null : `${kind}${boundsOf(schema)}`;
}

/** Whole numbers that a float holds are no bound that anyone has set. */
function boundsOf({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: JsonSchema): string {
  const isSet = (bound: number | undefined): bound is number =>
    bound !== undefined && Math.abs(bound) !== Number.MAX_SAFE_INTEGER;
  if (isSet(minimum) && isSet(maximum)) return ` ${minimum} to ${maximum}`;
  const bounds = [
    [minimum, '≥'],
    [exclusiveMinimum, '>'],
    [maximum, '≤'],
    [exclusiveMaximum, '<'],
  ] as const;
  return bounds.map(([bound, sign]) => (isSet(bound) ? ` ${sign} ${bound}` : '')).join('');
}
