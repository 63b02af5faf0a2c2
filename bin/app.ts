import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { ConfigError } from '#application/contracts/environment-config.ts';
import { addStacks } from '#infra/add-stacks.ts';
import { loadEnvironmentConfig } from '#infra/load-environment-config.ts';

const root = join(import.meta.dirname, '..');
const app = new App();
const selection = { env: app.node.tryGetContext('env'), config: app.node.tryGetContext('config') };
try {
  addStacks(app, loadEnvironmentConfig(selection, join(root, 'config')), root);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exit(1);
}
