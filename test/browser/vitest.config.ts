import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Suites that open a page in Chromium. Their names do not end in `.test.ts`, so that `npm test` does not run them. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..', '..'),
    include: ['test/browser/**/*.browser.ts'],
    retry: 0,
    allowOnly: false,
    passWithNoTests: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
