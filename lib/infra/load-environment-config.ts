import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { parse, YAMLError } from 'yaml';
import {
  ConfigError,
  type EnvironmentConfig,
  parseEnvironmentConfig,
} from '#application/contracts/environment-config.ts';

/** Where the configuration comes from: the context values of the CDK app (`cdk synth -c NAME=VALUE`). */
export interface ConfigSelection {
  /** Name of a file in the configuration folder: `dev` reads `config/dev.yaml`. */
  readonly env?: unknown;
  /** Path of a YAML or JSON file to read instead; the environment's name is the one in the file. */
  readonly config?: unknown;
}

const EXTENSION = '.yaml';

/**
 * Reads and checks the configuration that the context selects. `config` wins over `env`.
 *
 * @param folder holds `<env>.yaml`
 * @throws {ConfigError} with a message of one line: nothing or something odd selected, no such file, not YAML, not valid
 */
export function loadEnvironmentConfig(selection: ConfigSelection, folder: string): EnvironmentConfig {
  if (typeof selection.config === 'string') return readConfig(selection.config);
  if (selection.config !== undefined) {
    throw new ConfigError(
      'context',
      'config',
      `received ${JSON.stringify(selection.config)}, expected the path of a file`,
    );
  }
  const names = environmentNames(folder);
  const name = names.find((candidate) => candidate === selection.env);
  if (name === undefined) {
    const received = selection.env === undefined ? 'nothing' : JSON.stringify(selection.env);
    throw new ConfigError('context', 'env', `received ${received}, expected one of ${names.join(', ')} (-c env=NAME)`);
  }
  const path = join(folder, `${name}${EXTENSION}`);
  const config = readConfig(path);
  if (config.environment === name) return config;
  const received = JSON.stringify(config.environment);
  throw new ConfigError(shown(path), 'environment', `received ${received}, expected the file's name, ${name}`);
}

function environmentNames(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(EXTENSION))
    .map((file) => basename(file, EXTENSION))
    .sort();
}

function readConfig(path: string): EnvironmentConfig {
  return parseEnvironmentConfig(parseYaml(readText(path), path), shown(path));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new ConfigError(shown(path), '', `received no readable file (${code}), expected YAML or JSON`);
  }
}

function parseYaml(text: string, path: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof YAMLError)) throw error;
    const [fault = ''] = error.message.split('\n');
    throw new ConfigError(shown(path), '', `received no YAML: ${fault.replace(/:$/, '')}`);
  }
}

/** The path as the user would write it. */
function shown(path: string): string {
  return relative('', path);
}
