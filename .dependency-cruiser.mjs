/**
 * The import rule: domain ← application ← adapters ← runtime ← doors (lambdas, local, cli, bin).
 * Run by test/architecture, which also asserts that every file was seen.
 */

/** Each layer of lib/ and the layers that it may import besides itself. */
const LAYERS = {
  domain: [],
  application: ['domain'],
  adapters: ['application', 'domain'],
  runtime: ['adapters', 'application', 'domain'],
  local: ['runtime', 'adapters', 'application', 'domain', 'infra'],
  cli: ['local', 'runtime', 'adapters', 'application', 'domain'],
};

const layerRules = Object.entries(LAYERS).map(([layer, inner]) => ({
  name: `${layer}-points-inward`,
  severity: 'error',
  from: { path: `^lib/${layer}/` },
  to: { path: '^(lib|lambdas|bin|test|bench)/', pathNot: `^lib/(${[layer, ...inner].join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...layerRules,
    {
      name: 'infra-knows-contracts-only',
      comment:
        'The stacks refer to lambdas/ by path; the shape of the configuration is all that they share with the program.',
      severity: 'error',
      from: { path: '^lib/infra/' },
      to: { path: '^(lib|lambdas|bin|test|bench)/', pathNot: '^lib/(infra|application/contracts)/' },
    },
    {
      name: 'lambdas-are-doors',
      severity: 'error',
      from: { path: '^lambdas/' },
      to: { path: '^(lib/(infra|local|cli)|bin|test|bench)/' },
    },
    {
      name: 'doors-do-not-meet',
      severity: 'error',
      from: { path: '^lambdas/([^/]+)/' },
      to: { path: '^lambdas/', pathNot: '^lambdas/$1/' },
    },
    {
      name: 'domain-is-pure',
      comment: 'decimal.js, zod/mini for parameter schemas, and createHash.',
      severity: 'error',
      from: { path: '^lib/domain/' },
      to: {
        dependencyTypesNot: ['local', 'aliased'],
        pathNot: ['(^|/)node_modules/(decimal\\.js|zod/mini)/', '^(node:)?crypto$'],
      },
    },
    {
      name: 'application-knows-no-technology',
      severity: 'error',
      from: { path: '^lib/application/' },
      to: {
        dependencyTypesNot: ['local', 'aliased'],
        pathNot: ['(^|/)node_modules/zod/(mini|v4/core)/', '^(node:)?crypto$'],
      },
    },
    {
      name: 'one-decimal',
      comment: 'Precision and rounding are set in one file.',
      severity: 'error',
      from: { pathNot: '^lib/domain/shared/decimal\\.ts$' },
      to: { path: '(^|/)node_modules/decimal\\.js/' },
    },
    {
      name: 'zod-mini-only',
      severity: 'error',
      from: { path: '^(lib|lambdas)/' },
      to: { path: '(^|/)node_modules/zod/', pathNot: '(^|/)node_modules/zod/(mini|v4/core)/' },
    },
    {
      name: 'product-needs-no-dev-dependency',
      severity: 'error',
      from: { path: '^(lib|lambdas|bin)/', pathNot: '^(lib/infra/|bin/app\\.ts$)' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dead-module',
      comment:
        'Workers are started by their path, the build puts one broker into a bundle, the page of a report takes its scripts as text; the memory table serves tests.',
      severity: 'error',
      from: { path: '^(bin|lambdas)/|^lib/local/.*-worker\\.ts$|^lib/runtime/brokers/(alpaca|sim)\\.ts$' },
      to: {
        path: '^lib/',
        pathNot: '^lib/(adapters/memory/|cli/report/page/|local/.*-worker\\.ts$|runtime/brokers/(alpaca|sim)\\.ts$)',
        reachable: false,
      },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(cdk\\.out|results|\\.tidegate|coverage)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      conditionNames: ['import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
