import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BUNDLED_BARS_FILE, renderBundledBars } from '#cli/bars/bundled-bars.ts';
import { readBarFile, smallestSpacing } from '#cli/bars/read-bars.ts';

describe('the bundled bars', () => {
  it('Given the generator, When the file is generated again, Then it has the same bytes', () => {
    expect(renderBundledBars()).toBe(readFileSync(BUNDLED_BARS_FILE, 'utf8'));
  });

  it('Given the file, When it is read, Then it is one synthetic trading day of minutes and says so in each row', () => {
    const file = readBarFile(BUNDLED_BARS_FILE);
    expect(file.rows).toHaveLength(390);
    expect(smallestSpacing(file.rows)).toBe(60_000);
    expect(file.isSynthetic).toBe(true);
  });
});
