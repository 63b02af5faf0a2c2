import { type App, type StackProps, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { isProduction } from './retention-policy.ts';
import { AppStack } from './stacks/app-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { systemName } from './system-name.ts';

export interface Stacks {
  readonly data: DataStack;
  readonly app: AppStack;
}

/**
 * Adds the stacks of one environment to a CDK app, `tidegate-<environment>-data` and `-app`, and has them checked
 * against the rules of AWS Solutions: a finding that is neither fixed nor acknowledged fails the synthesis.
 *
 * @param root folder that holds `lambdas/`
 */
export function addStacks(app: App, config: EnvironmentConfig, root: string): Stacks {
  const name = systemName(config);
  const common: StackProps = {
    env: { region: config.region },
    tags: { application: 'tidegate', environment: config.environment },
    terminationProtection: isProduction(config),
  };
  const data = new DataStack(app, 'data', {
    ...common,
    stackName: `${name}-data`,
    description: `Tidegate ${config.environment}: ledger and secrets`,
    config,
  });
  const { table, marketDataSecret, brokerSecret, webhookSecret, noticeSecret } = data;
  const service = new AppStack(app, 'app', {
    ...common,
    stackName: `${name}-app`,
    description: `Tidegate ${config.environment}: everything that runs`,
    config,
    root,
    table,
    marketDataSecret,
    brokerSecret,
    webhookSecret,
    noticeSecret,
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { data, app: service };
}
