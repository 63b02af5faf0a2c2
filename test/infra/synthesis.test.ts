import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, describe, expect, test } from 'vitest';
import { loadEnvironmentConfig } from '#infra/load-environment-config.ts';
import { ROOT } from '../support/repository-files.ts';
import { configOf, createApp, ENVIRONMENTS } from './synthesized-app.ts';

const sandbox = mkdtempSync(join(tmpdir(), 'tidegate-infra-'));
afterAll(() => rmSync(sandbox, { recursive: true }));

describe('synthesis', () => {
  test.for(ENVIRONMENTS)('Given %s, When it is synthesized twice, Then the templates are the same', (environment) => {
    const [first, second] = [0, 1].map(() => {
      const { stacks } = createApp(configOf(environment));
      return [stacks.data, stacks.app].map((stack) => JSON.stringify(Template.fromStack(stack).toJSON()));
    });

    expect(second).toEqual(first);
  });

  test.for(ENVIRONMENTS)(
    'Given %s, When the rules of AWS Solutions are applied, Then nothing is found',
    (environment) => {
      const { app } = createApp(configOf(environment));

      expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
    },
  );

  test('Given a resource against the rules, When the app is synthesized, Then that fails', () => {
    const { app, stacks } = createApp(configOf('dev'));
    new sqs.Queue(stacks.app, 'Unprotected');

    expect(() => app.synth()).toThrow(/app\/Unprotected\/Resource.+\n.+AwsSolutions-SQS4/);
  });

  test('Given the app, Then exactly these rules are acknowledged, each for one resource and with a reason', () => {
    const { app } = createApp(configOf('dev'));
    const acknowledged = app.node
      .findAll()
      .flatMap((construct) =>
        construct.node.metadata
          .filter((entry) => entry.type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
          .flatMap((entry) =>
            Object.entries<string>(entry.data).map(([rule, reason]) => ({ path: construct.node.path, rule, reason })),
          ),
      );

    expect(acknowledged.map(({ path, rule }) => `${path} ${rule.replace(/^annotation::/i, '')}`).sort()).toEqual([
      'app/AuditStream/SetAside AwsSolutions-SQS3',
      'app/EmergencyStopWorkflow/Role AwsSolutions-IAM5[Resource::*]',
      'app/EmergencyStopWorkflow/StateMachine AwsSolutions-SF1',
      'app/EventStream/SetAside AwsSolutions-SQS3',
      'app/Http/Api/GET--health AwsSolutions-APIG4',
      'app/Http/Api/GET--openapi.json AwsSolutions-APIG4',
      'app/Http/Api/POST--webhooks--signals--{strategy} AwsSolutions-APIG4',
      'app/ReconcileWorkflow/Role AwsSolutions-IAM5[Resource::*]',
      'app/ReconcileWorkflow/StateMachine AwsSolutions-SF1',
      'app/RecordAudit/Role AwsSolutions-IAM5[Resource::*]',
      'app/RelayEvents/Role AwsSolutions-IAM5[Resource::*]',
      'app/Signals/DeadLetters AwsSolutions-SQS3',
      'data/Archive/Bucket AwsSolutions-S1',
      'data/MarketData/Secret AwsSolutions-SMG4',
      'data/MonthlyExport/Role AwsSolutions-IAM5[Resource::<ArchiveBucket49F1AC64.Arn>/exports/*]',
      'data/WebhookTokens/Secret AwsSolutions-SMG4',
    ]);
    for (const { reason } of acknowledged) expect(reason.length).toBeGreaterThan(40);
  });

  test('Given the ledger, When the app stack uses it, Then CloudFormation refuses to delete or replace it meanwhile', () => {
    const { stacks } = createApp(configOf('dev'));
    const text = JSON.stringify(Template.fromStack(stacks.app).toJSON());

    expect(text).toContain('{"Fn::ImportValue":"tidegate-dev-data:ExportsOutputRefLedgerTable');
    expect(text).not.toContain('Fn::GetStackOutput');
  });
});

describe('selection of a configuration', () => {
  const folder = join(ROOT, 'config');

  function file(name: string, text: string): string {
    const path = join(sandbox, name);
    writeFileSync(path, text);
    return path;
  }

  const dev =
    'environment: dev\naccount: dev\nsymbols: [BTC/USD]\ntimeframe: 1m\nstrategies: [{ name: a, policy: buy_hold }]\n';

  test.for(ENVIRONMENTS)('Given %s, When its file is read, Then it is valid, simulated and says so', (environment) => {
    const config = configOf(environment);

    expect([config.environment, config.broker, config.risk.profile]).toEqual([environment, 'sim', 'balanced']);
    expect(config.sizing.position_size_pct.toString()).toBe('0.1');
  });

  test('Given a path, When an environment is named too, Then the file of the path counts', () => {
    const selection = { env: 'prod', config: file('mine.yaml', dev.replace('environment: dev', 'environment: local')) };

    expect(loadEnvironmentConfig(selection, folder).environment).toBe('local');
  });

  test('Given JSON, When it is read by path, Then it counts as well', () => {
    const json = {
      environment: 'local',
      account: 'a',
      symbols: ['SPY'],
      timeframe: '1d',
      strategies: [{ name: 'a', policy: 'buy_hold' }],
    };

    expect(loadEnvironmentConfig({ config: file('mine.json', JSON.stringify(json)) }, folder).symbols).toEqual(['SPY']);
  });

  test.for([
    ['no environment', () => ({}), /env: received nothing, expected one of dev, paper, prod/],
    ['an unknown one', () => ({ env: 'qa' }), /env: received "qa", expected one of dev, paper, prod/],
    ['a path as name', () => ({ env: '../config/dev' }), /expected one of dev, paper, prod/],
    [
      'no such file',
      () => ({ config: join(sandbox, 'none.yaml') }),
      /none\.yaml: received no readable file \(ENOENT\)/,
    ],
    ['a folder', () => ({ config: sandbox }), /\(EISDIR\)/],
    ['no YAML', () => ({ config: file('bad.yaml', 'a: [1\nb: 2\n') }), /bad\.yaml: received no YAML: .+ line \d/],
    ['a key twice', () => ({ config: file('twice.yaml', `${dev}account: b\n`) }), /keys must be unique at line 6/],
    ['an empty file', () => ({ config: file('empty.yaml', '') }), /empty\.yaml: received null, expected/],
    ['an unknown key', () => ({ config: file('key.yaml', `${dev}simbols: []\n`) }), /simbols: .*unknown/],
  ] as const)(
    'Given %s, When it is selected, Then one line says what was received and what is expected',
    ([, selection, message]) => {
      const attempt = () => loadEnvironmentConfig(selection(), folder);

      expect(attempt).toThrow(message);
      expect(attempt).toThrow(/^[^\n]+$/);
    },
  );

  test('Given a file under the name of another environment, When it is selected, Then it is refused', () => {
    file('staging.yaml', dev);

    expect(() => loadEnvironmentConfig({ env: 'staging' }, sandbox)).toThrow(
      /staging\.yaml: environment: received "dev", expected the file's name, staging/,
    );
  });
});
