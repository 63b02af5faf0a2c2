import { parseSymbol, SymbolError } from '#domain/shared/symbol.ts';
import { UsageError } from '../usage-error.ts';

/** A symbol in any of its spellings, made canonical. @throws {UsageError} */
export function symbolFlag<Text extends string | undefined>(text: Text): Text | string {
  if (text === undefined) return text;
  try {
    return parseSymbol(text).symbol;
  } catch (cause) {
    if (!(cause instanceof SymbolError)) throw cause;
    throw new UsageError(cause.message, { cause });
  }
}
