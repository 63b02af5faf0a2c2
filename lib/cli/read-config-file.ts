import type { ConfigError } from '#application/contracts/config-error.ts';
import { readInputFile } from './bars/read-input-file.ts';
import { isRecord } from './is-record.ts';
import { listFaults } from './list-faults.ts';
import { type ParsedYaml, parseYaml } from './parse-yaml.ts';
import { UsageError } from './usage-error.ts';

/** A configuration has a few hundred lines; what is longer may take the parser minutes. */
const MAX_BYTES = 128 * 1024;

/** A configuration file, not judged yet. */
export interface ConfigFile {
  /** As errors name it: `--config my.yaml`. */
  readonly where: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly lineOf: ParsedYaml['lineOf'];
}

/** What stands for a file where none was given. */
export const NO_CONFIG_FILE: ConfigFile = { where: 'configuration', content: {}, lineOf: () => null };

const REFERENCE = '; see docs/configuration.md';

/** What is wrong with the content of a file, for the terminal: each fault with its line. `source` names the file. */
export function refuseConfig({ faults, source }: ConfigError, file: Pick<ConfigFile, 'lineOf'>): UsageError {
  const placed = faults.map(({ field, fault }) => {
    const line = file.lineOf(field);
    const text = `${source}: ${field === '' ? '' : `${field}: `}${fault}`;
    return { line, text: line === null ? text : `${text} (line ${line})` };
  });
  return new UsageError(listFaults(placed, file === NO_CONFIG_FILE ? '' : REFERENCE));
}

/**
 * Reads a YAML file whose top level is a mapping; what the keys mean is for the schema to judge.
 * `flag` names the file in errors.
 *
 * @throws {UsageError} when it cannot be read or is not a YAML mapping.
 */
export function readConfigFile(path: string, flag: string): ConfigFile {
  const where = `${flag} ${path}`;
  const bytes = readInputFile(path, flag, 'a YAML file');
  if (bytes.length > MAX_BYTES)
    throw new UsageError(`${where}: received ${bytes.length} bytes, expected a YAML file of at most ${MAX_BYTES}`);
  const { content, lineOf } = parseYaml(bytes.toString('utf8'), where);
  if (isRecord(content)) return { where, content, lineOf };
  throw new UsageError(
    `${where}: received ${content === null ? 'an empty file' : typeof content}, expected a YAML mapping`,
  );
}
