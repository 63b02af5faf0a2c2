import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { openApiDocument } from '#application/contracts/api/openapi.ts';
import { type EnvironmentConfig, toConfigJson } from '#application/contracts/environment-config.ts';
import { ccxtAlias } from './ccxt-alias.ts';
import { FUNCTION_NAMES, type FunctionName } from './function-names.ts';

export interface BundleFunctionsOptions {
  /** Folder that holds `lambdas/`, `lib/` and `node_modules/`. */
  readonly root: string;
  /** Replaced as a whole. */
  readonly outdir: string;
  /** Written beside each handler as `config.json`; beside that of the control API also the API's document, `openapi.json`. */
  readonly config: EnvironmentConfig;
}

/**
 * Bundles all functions in one esbuild call, each into `<outdir>/<name>/handler.mjs` with the configuration beside it,
 * and returns the folders. The same sources and configuration give the same bytes wherever they lie:
 * paths are relative to `root`, and there are no source maps, which would name them.
 *
 * @throws the build failure of esbuild, with file and line, when a handler is missing or does not compile; for a kind of broker that has no file.
 */
export function bundleFunctions(options: BundleFunctionsOptions): Readonly<Record<FunctionName, string>> {
  rmSync(options.outdir, { recursive: true, force: true });
  buildSync({
    absWorkingDir: options.root,
    entryPoints: Object.fromEntries(FUNCTION_NAMES.map((name) => [`${name}/handler`, `lambdas/${name}/handler.ts`])),
    outdir: options.outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // The SDK's ES modules: its CommonJS build cannot be tree-shaken.
    mainFields: ['module', 'main'],
    // The broker's kind says which file `#broker` is (`imports` of package.json): a function carries its environment's broker and no other.
    // `module` is esbuild's default, which a list replaces.
    conditions: ['module', brokerKind(options)],
    alias: {
      ...ccxtAlias(options.root, exchangeOf(options.config)),
      '@aws-sdk/credential-provider-node': join(options.root, 'lib/infra/stubs/lambda-credentials.ts'),
    },
    minify: true,
    keepNames: true,
    legalComments: 'none',
    sourcemap: false,
    logLevel: 'silent',
  });
  const config = `${JSON.stringify(toConfigJson(options.config))}\n`;
  return bundleFolders((name) => {
    const folder = join(options.outdir, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'config.json'), config);
    if (name === 'control-api') writeFileSync(join(folder, 'openapi.json'), `${JSON.stringify(openApiDocument())}\n`);
    return folder;
  });
}

/** `sim`, `alpaca` or `ccxt`. One that `#broker` does not know would silently be the simulated venue. */
function brokerKind({ config: { broker }, root }: BundleFunctionsOptions): string {
  const kind = broker.split(':')[0] ?? broker;
  if (kind === 'sim') return kind;
  const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (Object.hasOwn(imports['#broker'] ?? {}, kind)) return kind;
  throw new Error(
    `broker: received ${JSON.stringify(broker)}, expected a kind that #broker of package.json has a file for`,
  );
}

/** The exchange of `ccxt:binance`; `null`: of another kind of broker. */
function exchangeOf({ broker }: EnvironmentConfig): string | null {
  return broker.split(':')[1] ?? null;
}

/** One folder for each function. */
export function bundleFolders(folderOf: (name: FunctionName) => string): Readonly<Record<FunctionName, string>> {
  return {
    'generate-signals': folderOf('generate-signals'),
    'accept-signal': folderOf('accept-signal'),
    'place-order': folderOf('place-order'),
    'track-orders': folderOf('track-orders'),
    'emergency-stop': folderOf('emergency-stop'),
    reconcile: folderOf('reconcile'),
    'monitor-risk': folderOf('monitor-risk'),
    'control-api': folderOf('control-api'),
    'record-audit': folderOf('record-audit'),
    'relay-events': folderOf('relay-events'),
    'seal-audit': folderOf('seal-audit'),
    'restrict-trading': folderOf('restrict-trading'),
    'stop-trading': folderOf('stop-trading'),
    notify: folderOf('notify'),
  };
}
