import { findStrategy } from '#domain/strategies/registry.ts';
import { refuseFlag } from '../replay/flag-values.ts';

/** What a new strategy is called in each place. */
export interface StrategyNames {
  /** `three_up`, as `--policy` takes it. */
  readonly name: string;
  /** `three-up`, of its files. */
  readonly file: string;
  /** `threeUpStrategy`, of its definition. */
  readonly identifier: string;
}

const NAME = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
const MAX_LENGTH = 40;

/**
 * Derives the names from the one that the user gave.
 *
 * @throws {UsageError} for one that is not snake_case, or is taken.
 */
export function strategyNamesFor(name: string): StrategyNames {
  if (!NAME.test(name) || name.length > MAX_LENGTH) {
    throw refuseFlag('strategies new', name, `a name in snake_case of at most ${MAX_LENGTH} characters, e.g. three_up`);
  }
  const known = findStrategy(name);
  if (known !== null) throw refuseFlag('strategies new', name, `a new name: ${known.name} exists`);
  const words = name.split('_');
  const camelCase = words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)));
  return { name, file: words.join('-'), identifier: `${camelCase.join('')}Strategy` };
}
