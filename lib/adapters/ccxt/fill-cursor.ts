import * as z from 'zod/mini';
import { parseExactJson } from '#adapters/alpaca/exact-json.ts';
import { BrokerError } from '#application/ports/broker-error.ts';

/** How far the executions of one symbol have been taken: the last one, and those just before it, because some are listed late. */
const symbolCursor = z.object({
  /** `null`: it had none when we began. */
  id: z.nullable(z.string()),
  time: z.nullable(z.pipe(z.string(), z.transform(Number))),
  seen: z.array(z.string()),
});
export type SymbolCursor = z.output<typeof symbolCursor>;

const fillCursor = z.record(z.string(), symbolCursor);
export type FillCursor = Readonly<Record<string, SymbolCursor>>;

/** @throws {BrokerError} for a text that is no cursor of this adapter. */
export function decodeCursor(text: string | null): FillCursor {
  if (text === null) return {};
  const parsed = z.safeParse(fillCursor, readJson(text));
  if (parsed.success) return parsed.data;
  throw new BrokerError('UNREADABLE', `cursor of fills: received ${text.slice(0, 100)}, expected one of this exchange`);
}

export function encodeCursor(cursor: FillCursor): string {
  const sorted = Object.entries(cursor).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(sorted));
}

function readJson(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return null;
  }
}
