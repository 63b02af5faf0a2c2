import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Unit tests first: most mutants die there, before a property test draws its first case. */
class UnitTestsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isUnit = ({ moduleId }: TestSpecification): boolean => moduleId.includes('/test/unit/');
    return [...sorted.filter(isUnit), ...sorted.filter((file) => !isUnit(file))];
  }
}

/** The quick tests of the mutated folders: a mutant is worth milliseconds. Whole sessions are left to `npm test`. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..', '..'),
    include: [
      'test/unit/{accounts,brokers,orders,risk,trading}/**/*.test.ts',
      'test/unit/{simulation/margin,strategies/raise-signals}.test.ts',
      'test/property/{broker-health,order-state-machine,position-accounting,protections,risk-limits}.test.ts',
    ],
    setupFiles: ['test/support/fixed-seed.ts'],
    env: { TZ: 'America/New_York' },
    isolate: false,
    sequence: { sequencer: UnitTestsFirst },
    retry: 0,
    allowOnly: false,
    passWithNoTests: false,
    testTimeout: 30_000,
  },
});
