import { parse, YAMLParseError } from 'yaml';
import { readInputFile } from './bars/read-input-file.ts';
import { UsageError } from './usage-error.ts';

/**
 * Reads a YAML file whose top level is a mapping; what the keys mean is for the schema to judge.
 * `flag` names the file in errors.
 *
 * @throws {UsageError} when it cannot be read or is not a YAML mapping.
 */
export function readConfigFile(path: string, flag: string): Readonly<Record<string, unknown>> {
  const content = parseYaml(readInputFile(path, flag, 'a YAML file').toString('utf8'), `${flag} ${path}`);
  if (isRecord(content)) return content;
  throw new UsageError(
    `${flag} ${path}: received ${content === null ? 'an empty file' : typeof content}, expected a YAML mapping`,
  );
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseYaml(text: string, where: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof YAMLParseError) && !(cause instanceof ReferenceError)) throw cause;
    const line = cause instanceof YAMLParseError ? ` line ${cause.linePos?.[0].line ?? 1}` : '';
    const reason = cause.message.split(/ at line |\n/)[0] ?? 'not valid';
    throw new UsageError(`${where}${line}: ${reason}, expected YAML`, { cause });
  }
}
