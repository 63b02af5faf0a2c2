import type { StrategyNames } from './strategy-names.ts';

const IMPORT = /^import .+ from '(\.\/[a-z0-9-]+\.ts)';$/;
const LIST_START = 'const STRATEGIES: readonly RegisteredStrategy[] = [';
const ENTRY = /^ {2}register\(\w+\),$/;
const LIST_END = '];';

/**
 * The text of `registry.ts` with one strategy more: an import among the others, by path, and an entry at the end of the list. `null` when the text does not look
 * as expected, so that nothing is put where it does not belong.
 */
export function registerStrategy(registry: string, { file, identifier }: StrategyNames): string | null {
  const lines = registry.split('\n');
  const start = lines.indexOf(LIST_START);
  const end = lines.indexOf(LIST_END, start);
  const entries = lines.slice(start + 1, end);
  if (start < 0 || end < 0 || entries.length === 0 || !entries.every((line) => ENTRY.test(line))) return null;
  const path = `./${file}.ts`;
  const imports = lines.map((line) => IMPORT.exec(line)?.[1] ?? null);
  const last = imports.findLastIndex((found) => found !== null);
  if (last < 0 || last > start || imports.includes(path)) return null;
  const later = imports.findIndex((found) => found !== null && found > path);
  return lines
    .toSpliced(end, 0, `  register(${identifier}),`)
    .toSpliced(later < 0 ? last + 1 : later, 0, `import { ${identifier} } from '${path}';`)
    .join('\n');
}
