import { afterEach, describe, expect, it } from 'vitest';
import { createVirtualDate } from '#local/time/virtual-date.ts';
import { systemClock, wallClock } from '#runtime/system-clock.ts';

const RealDate = globalThis.Date;
afterEach(() => {
  globalThis.Date = RealDate;
});

describe('wallClock', () => {
  it('Given a Date that is the replay’s, Then it tells the time outside, and the system clock that of the replay', () => {
    globalThis.Date = createVirtualDate(RealDate, () => 1_000);
    expect(systemClock.now()).toBe(1_000);
    expect(Number.isInteger(wallClock.now())).toBe(true);
    expect(Math.abs(wallClock.now() - RealDate.now())).toBeLessThan(5_000);
  });

  it('Given the real Date, Then it is that', () => {
    expect(Math.abs(wallClock.now() - RealDate.now())).toBeLessThan(1_000);
  });
});
