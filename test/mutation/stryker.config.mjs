/**
 * Mutation score of the folders where a wrong sign costs money: Stryker changes one operator at a time and expects a test to fail.
 * One folder: `npm run mutate -- --mutate 'lib/domain/risk/**'`; several are separated by commas.
 */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  mutate: ['lib/domain/{risk,orders,accounts,trading,brokers}/**/*.ts'],
  coverageAnalysis: 'perTest',
  // Stryker reads the project's TypeScript settings by an interface that TypeScript 7 does not have; types are stripped, not checked, here.
  tsconfigFile: 'tsconfig.none.json',
  concurrency: 2,
  thresholds: { high: 95, low: 90, break: 85 },
  reporters: ['progress', 'clear-text', 'html', 'json'],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  htmlReporter: { fileName: '.stryker/report.html' },
  jsonReporter: { fileName: '.stryker/report.json' },
  tempDirName: '.stryker/sandbox',
  incrementalFile: '.stryker/incremental.json',
  ignorePatterns: ['.stryker', '.tidegate', '.vitest', 'cdk.out', 'coverage', 'results', 'bars', 'docs'],
};
