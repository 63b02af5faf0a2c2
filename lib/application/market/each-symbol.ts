/**
 * Does the same for every symbol, one after the other, and lets no symbol stop the others: what failed is returned beside what came out,
 * for the caller to throw once the rest is done.
 */
export async function eachSymbol<Result>(
  symbols: readonly string[],
  act: (symbol: string) => Promise<Result>,
): Promise<{ readonly results: readonly Result[]; readonly failures: readonly Error[] }> {
  const results: Result[] = [];
  const failures: Error[] = [];
  for (const symbol of symbols) {
    try {
      results.push(await act(symbol));
    } catch (cause) {
      failures.push(new Error(`${symbol}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause }));
    }
  }
  return { results, failures };
}

/** What failed of some symbols, the rest being done. A class of its own: Node tells of connections by `AggregateError`, too. */
export class SymbolFailures extends AggregateError {}

/** Throws when anything failed, and names all of it. */
export function throwFailures(failures: readonly Error[]): void {
  if (failures.length > 0) throw new SymbolFailures(failures, failures.map((failure) => failure.message).join('; '));
}
