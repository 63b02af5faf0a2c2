import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { renderEnvironment } from './init/environment-file.ts';
import { isRecord } from './is-record.ts';
import { requireWritableFolder, systemCode } from './output-folder.ts';
import { parseYaml } from './parse-yaml.ts';
import { refuseFlag } from './replay/flag-values.ts';
import { resolveConfig } from './resolve-config.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Folder of the environments' files, which `cdk` reads. */
const CONFIG = fileURLToPath(new URL('../../config', import.meta.url));
const NAME = /^[a-z][a-z0-9-]{0,30}$/;

interface InitFlags {
  readonly broker: string;
  readonly symbol?: readonly string[];
  readonly timeframe: string;
  readonly policy: string;
  readonly account?: string;
  readonly dir?: string;
}

/** `tidegate init NAME`: the file of an environment, checked as `config check` does before it is written. */
export function initCommand(terminal: Terminal): Command {
  return new Command('init')
    .description('Write the configuration of a new environment, on paper, to config/NAME.yaml')
    .argument('<name>', 'name of the environment')
    .option('--broker <broker>', 'sim, alpaca or ccxt:ID', 'sim')
    .option(
      '--symbol <symbol>',
      'what may be traded, repeatable (default: BTC/USD)',
      (value: string, before?: string[]) => [...(before ?? []), value],
    )
    .option('--timeframe <length>', 'length of a bar', '5m')
    .option('--policy <name>', 'strategy to begin with', 'sma_fast_slow')
    .option('--account <name>', 'name of the broker account (default: that of the environment)')
    .option('--dir <folder>', 'folder to write to (default: config/ of this project)')
    .action((name: string, flags: InitFlags) => {
      const file = writeEnvironment(name, flags);
      terminal.stdout.write(`${file}: good\n${NEXT.map((step) => `next: ${step.replace('NAME', name)}\n`).join('')}`);
    });
}

const NEXT = ['npx tidegate cost --env NAME', 'npx cdk synth -c env=NAME', 'docs/first-deployment.md'];

/** @throws {UsageError} when there is such a file, or it would not be a configuration; nothing has been written then. */
function writeEnvironment(name: string, flags: InitFlags): string {
  if (!NAME.test(name)) throw refuseFlag('init', name, 'a name of lower-case letters, digits and hyphens');
  const folder = flags.dir ?? CONFIG;
  requireWritableFolder('--dir', folder);
  const file = join(folder, `${name}.yaml`);
  if (existsSync(file)) throw new UsageError(`init: ${file} exists, expected the name of a new environment`);
  const { broker, timeframe, policy, symbol: symbols = ['BTC/USD'], account = name } = flags;
  const text = renderEnvironment({ name, account, broker, timeframe, policy, symbols });
  const { content, lineOf } = parseYaml(text, 'init');
  resolveConfig({ where: 'init', content: isRecord(content) ? content : {}, lineOf }, 'init');
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (cause) {
    throw new UsageError(`init: ${file}: cannot be written (${systemCode(cause)}), expected a new file`, { cause });
  }
  return file;
}
