import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuseFlag } from '../replay/flag-values.ts';
import { UsageError } from '../usage-error.ts';
import { registerStrategy } from './register-strategy.ts';
import type { StrategyNames } from './strategy-names.ts';
import { renderStrategy, renderStrategyTest } from './strategy-template.ts';

const REGISTRY = 'lib/domain/strategies/registry.ts';

/** Paths of what was written, from the project's folder. */
export interface WrittenStrategy {
  readonly strategy: string;
  readonly test: string;
  readonly registry: string;
}

/**
 * Writes a strategy, its test, and its entry in the registry into the project in `folder`.
 *
 * @throws {UsageError} when one of them exists, or the folder is no such project; nothing has been written then.
 */
export function writeStrategy(names: StrategyNames, folder: string): WrittenStrategy {
  const written = {
    strategy: `lib/domain/strategies/${names.file}.ts`,
    test: `test/unit/strategies/${names.file}.test.ts`,
    registry: REGISTRY,
  };
  if (!existsSync(join(folder, REGISTRY)) || !existsSync(join(folder, 'test/unit/strategies')))
    throw refuseFlag('--dir', folder, `a folder of this project, with ${REGISTRY} and test/unit/strategies`);
  const existing = [written.strategy, written.test].find((path) => existsSync(join(folder, path)));
  if (existing !== undefined) throw new UsageError(`strategies new: ${existing} exists, expected another name`);
  const registry = registerStrategy(readFileSync(join(folder, REGISTRY), 'utf8'), names);
  if (registry === null) {
    const expected = `a list STRATEGIES with an entry a line, and no ${names.file}`;
    throw new UsageError(`strategies new: ${REGISTRY} does not look as expected: ${expected}; nothing was written`);
  }
  writeFileSync(join(folder, written.strategy), renderStrategy(names), { flag: 'wx' });
  writeFileSync(join(folder, written.test), renderStrategyTest(names), { flag: 'wx' });
  writeFileSync(join(folder, REGISTRY), registry);
  return written;
}
