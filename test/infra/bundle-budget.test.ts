import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import { bundleFunctions } from '#infra/bundle-functions.ts';
import { FUNCTION_NAMES } from '#infra/function-names.ts';
import { BUDGETED_BROKERS, bundleBudget } from '../../bench/bundle-budget.ts';
import { ROOT } from '../support/repository-files.ts';
import { configOf, createApp, resourcesOf } from './synthesized-app.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidegate-budget-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Part of its budget that a bundle has to need: one far above holds nothing back. */
const LEAST_USE = 0.85;
const notifications = { channels: ['slack' as const], least_severity: 'info' as const, most_per_hour: 30 };

describe.each(BUDGETED_BROKERS)('bundles with broker %s', (broker) => {
  const config = { ...configOf('dev'), broker, notifications };

  test('Given every function that is deployed, Then it is one that has a budget', () => {
    const { stacks } = createApp(config);
    const services = [stacks.app, stacks.data].flatMap((stack) =>
      resourcesOf(Template.fromStack(stack), 'AWS::Lambda::Function').map(([, { Properties }]) => {
        const { Variables } = (Properties['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
        return String(Variables?.['POWERTOOLS_SERVICE_NAME']);
      }),
    );
    expect(services.toSorted()).toEqual(FUNCTION_NAMES.toSorted());
  });

  test('Given every function, When it is bundled, Then its bytes are within its budget, and the budget is near them', () => {
    const bundles = bundleFunctions({ root: ROOT, config, outdir: join(folder, broker.replace(':', '-')) });
    const sizes = FUNCTION_NAMES.map((name) => [name, statSync(join(bundles[name], 'handler.mjs')).size] as const);
    const over = sizes.filter(([name, bytes]) => !(bytes <= bundleBudget(broker, name)));
    expect(over, 'above the budget').toEqual([]);
    const idle = sizes.filter(([name, bytes]) => bytes < LEAST_USE * bundleBudget(broker, name));
    expect(idle, 'far below: lower the budget').toEqual([]);
  });
});
