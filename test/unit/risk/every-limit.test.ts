import { expect, it } from 'vitest';
import { NO_LIMITS } from '#application/contracts/risk-limits.ts';
import { riskSection } from '#application/contracts/sections/risk-section.ts';

it('Given every limit that a rule may read, Then the configuration has its key, and no other', () => {
  expect(new Set(Object.keys(riskSection.shape))).toEqual(new Set(['profile', ...Object.keys(NO_LIMITS)]));
});
