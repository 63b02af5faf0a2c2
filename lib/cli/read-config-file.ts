import { readInputFile } from './bars/read-input-file.ts';
import { isRecord } from './is-record.ts';
import { parseYaml } from './parse-yaml.ts';
import { UsageError } from './usage-error.ts';

/** A configuration has a few hundred lines; what is longer may take the parser minutes. */
const MAX_BYTES = 128 * 1024;

/**
 * Reads a YAML file whose top level is a mapping; what the keys mean is for the schema to judge.
 * `flag` names the file in errors.
 *
 * @throws {UsageError} when it cannot be read or is not a YAML mapping.
 */
export function readConfigFile(path: string, flag: string): Readonly<Record<string, unknown>> {
  const where = `${flag} ${path}`;
  const bytes = readInputFile(path, flag, 'a YAML file');
  if (bytes.length > MAX_BYTES)
    throw new UsageError(`${where}: received ${bytes.length} bytes, expected a YAML file of at most ${MAX_BYTES}`);
  const content = parseYaml(bytes.toString('utf8'), where);
  if (isRecord(content)) return content;
  throw new UsageError(
    `${where}: received ${content === null ? 'an empty file' : typeof content}, expected a YAML mapping`,
  );
}
