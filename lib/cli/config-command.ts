import { Command } from 'commander';
import {
  ConfigError,
  type EnvironmentConfig,
  parseEnvironmentConfig,
  toConfigJson,
} from '#application/contracts/environment-config.ts';
import { sessionPlan } from '#application/session-plan.ts';
import { readConfigFile } from './read-config-file.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** `tidegate config check FILE`: is this a configuration that can be deployed? */
export function configCommand(terminal: Terminal): Command {
  const config = new Command('config').description('Configuration files');
  config
    .command('check')
    .argument('<file>', 'YAML configuration of one environment')
    .description('Check a file against the schema, its strategies and their parameters')
    .option('--json', 'print the resolved configuration')
    .action((file: string, flags: { json?: boolean }) => {
      const resolved = parseEnvironmentConfig(readConfigFile(file, 'config check'), file);
      checkPlan(resolved, file);
      const summary = `${file}: environment ${resolved.environment}, ${resolved.symbols.join(', ')}: good\n`;
      terminal.stdout.write(flags.json === true ? `${JSON.stringify(toConfigJson(resolved), null, 2)}\n` : summary);
    });
  return config;
}

/** Strategies and parameters are judged without the file, which the message is to name. */
function checkPlan(config: EnvironmentConfig, file: string): void {
  try {
    sessionPlan(config);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new UsageError(`${file}: ${error.message.replace(/^configuration: /, '')}`, { cause: error });
  }
}
