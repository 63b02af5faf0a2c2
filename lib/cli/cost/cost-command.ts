import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { type EnvironmentConfig, toConfigJson } from '#application/contracts/environment-config.ts';
import { readCloudAssembly } from '#local/assembly/cloud-assembly.ts';
import { synthesize } from '#local/assembly/synthesize.ts';
import { readConfigFile } from '../read-config-file.ts';
import { resolveConfig } from '../resolve-config.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { type Deployed, readDeployed } from './deployed.ts';
import { costJson, renderCost } from './render-cost.ts';
import { reportOf } from './report.ts';

/** Folder of `cdk.json`. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

interface CostFlags {
  readonly env?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/** `tidegate cost`: what AWS bills for an environment, reckoned from the template that it synthesizes. Nothing is asked for over the network. */
export function costCommand(terminal: Terminal): Command {
  return new Command('cost')
    .description('The monthly bill of an environment, idle and for 1,000 orders')
    .option('--env <name>', 'environment: a file of config/ (default: paper)')
    .option('--config <file>', 'YAML configuration to take instead')
    .option('--json', 'as JSON')
    .action(async (flags: CostFlags) => {
      const file = fileOf(flags);
      const config = resolveConfig(readConfigFile(file, flags.config === undefined ? '--env' : '--config'), file);
      terminal.stderr.write('synthesizing the CDK app\n');
      const report = reportOf(config, await deploy(config));
      terminal.stdout.write(flags.json === true ? costJson(report) : renderCost(report));
    });
}

function fileOf({ env, config }: CostFlags): string {
  if (env !== undefined && config !== undefined)
    throw new UsageError('--env and --config: received both, expected one of them');
  if (config !== undefined) return config;
  const name = env ?? 'paper';
  if (/^[a-z0-9-]+$/.test(name)) return join(ROOT, 'config', `${name}.yaml`);
  throw new UsageError(`--env: received ${JSON.stringify(name)}, expected lower-case letters, digits and hyphens`);
}

/** Synthesized without the bundles: what they hold costs nothing. */
async function deploy(config: EnvironmentConfig): Promise<Deployed> {
  const directory = mkdtempSync(join(tmpdir(), 'tidegate-cost-'));
  try {
    const file = join(directory, 'config.json');
    writeFileSync(file, JSON.stringify(toConfigJson(config)));
    const outputDirectory = join(directory, 'cdk.out');
    const context = { config: file, 'aws:cdk:bundling-stacks': [] };
    await synthesize({ appDirectory: ROOT, outputDirectory, context });
    return readDeployed(readCloudAssembly(outputDirectory));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
