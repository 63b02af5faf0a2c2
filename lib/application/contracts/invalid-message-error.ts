import * as z from 'zod/mini';
import { describeIssue } from './describe-issue.ts';

/** A message or event that cannot be read: a poison message, no repetition makes it better. */
export class InvalidMessageError extends Error {
  override readonly name = 'InvalidMessageError';
}

/** The JSON text of a message. Throws `InvalidMessageError`. */
export function parseMessageJson(what: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InvalidMessageError(`${what}: expected JSON, received ${JSON.stringify(text.slice(0, 80))}`);
  }
}

/** A message by its schema. Throws `InvalidMessageError` with the field, what was received and what is expected. */
export function parseMessage<Schema extends z.ZodMiniType>(
  what: string,
  schema: Schema,
  raw: unknown,
): z.output<Schema> {
  const parsed = z.safeParse(schema, raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw new InvalidMessageError(`${what}: not valid`);
  const { field, fault } = describeIssue(issue, raw);
  throw new InvalidMessageError(`${what}${field === '' ? '' : ` ${field}`}: ${fault}`);
}
