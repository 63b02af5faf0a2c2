import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { ConfigError } from '#application/contracts/environment-config.ts';
import { sessionPlan } from '#application/sessions/session-plan.ts';
import { addStacks } from '#infra/add-stacks.ts';
import { loadEnvironmentConfig } from '#infra/load-environment-config.ts';

const root = join(import.meta.dirname, '..');
const app = new App();
const selection = { env: app.node.tryGetContext('env'), config: app.node.tryGetContext('config') };
try {
  const config = loadEnvironmentConfig(selection, join(root, 'config'));
  // A strategy that does not exist would only be found by the first function that starts.
  sessionPlan(config);
  addStacks(app, config, root);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exit(1);
}
