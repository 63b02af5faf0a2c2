import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll } from 'vitest';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { addStacks, type Stacks } from '#infra/add-stacks.ts';
import { loadEnvironmentConfig } from '#infra/load-environment-config.ts';
import { ROOT } from '../support/repository-files.ts';

export const ENVIRONMENTS = ['dev', 'paper', 'prod'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** One resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly UpdatePolicy?: unknown;
  readonly DependsOn?: string | readonly string[];
}

export interface AppOptions {
  /** @default false */
  readonly bundling?: boolean;
  /** Folder that holds `lambdas/`. @default this repository */
  readonly root?: string;
  /** As `-c name=value` gives it. @default none */
  readonly context?: Readonly<Record<string, string>>;
}

// The built-in schema validation costs seconds an app; `cdk synth` runs it.
process.env.CDK_VALIDATION = 'false';

const sandbox = mkdtempSync(join(tmpdir(), 'tidegate-assemblies-'));
afterAll(() => rmSync(sandbox, { recursive: true }));

/** Configuration of an environment as the repository has it. */
export function configOf(environment: Environment): EnvironmentConfig {
  return loadEnvironmentConfig({ env: environment }, join(ROOT, 'config'));
}

/** The app with the feature flags of `cdk.json`, not yet synthesized. */
export function createApp(
  config: EnvironmentConfig,
  options: AppOptions = {},
): { readonly app: App; readonly stacks: Stacks } {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  const bundlingStacks = options.bundling === true ? ['**'] : [];
  const app = new App({
    analyticsReporting: false,
    context: { ...context, ...options.context, 'aws:cdk:bundling-stacks': bundlingStacks },
    outdir: mkdtempSync(join(sandbox, 'assembly-')),
  });
  return { app, stacks: addStacks(app, config, options.root ?? ROOT) };
}

/** The two templates of an environment. */
export function templatesOf(environment: Environment): { readonly data: Template; readonly app: Template } {
  const { stacks } = createApp(configOf(environment));
  return { data: Template.fromStack(stacks.data), app: Template.fromStack(stacks.app) };
}

/** Logical id and resource of everything in the template of one type, or of all types. */
export function resourcesOf(template: Template, type?: string): readonly (readonly [string, Resource])[] {
  const resources: Record<string, Resource> = template.toJSON().Resources;
  return Object.entries(resources).filter(([, resource]) => type === undefined || resource.Type === type);
}
