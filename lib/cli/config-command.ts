import { Command } from 'commander';
import { toConfigJson } from '#application/contracts/environment-config.ts';
import { readConfigFile } from './read-config-file.ts';
import { resolveConfig } from './resolve-config.ts';
import type { Terminal } from './terminal.ts';

/** `tidegate config check FILE`: is this a configuration that can be deployed? */
export function configCommand(terminal: Terminal): Command {
  const config = new Command('config').description('Configuration files');
  config
    .command('check')
    .argument('<file>', 'YAML configuration of one environment')
    .description('Check a file against the schema, its strategies and their parameters')
    .option('--json', 'print the resolved configuration')
    .action((file: string, flags: { json?: boolean }) => {
      const resolved = resolveConfig(readConfigFile(file, 'config check'), file);
      const summary = `${file}: environment ${resolved.environment}, ${resolved.symbols.join(', ')}: good\n`;
      terminal.stdout.write(flags.json === true ? `${JSON.stringify(toConfigJson(resolved), null, 2)}\n` : summary);
    });
  return config;
}
