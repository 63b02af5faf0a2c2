import { describe, expect, it } from 'vitest';
import { SharedClock } from '#local/time/shared-clock.ts';
import { createVirtualDate } from '#local/time/virtual-date.ts';

const NOW = Date.UTC(2022, 11, 13, 10, 30);

describe('createVirtualDate', () => {
  const clock = new SharedClock();
  clock.set(NOW);
  const VirtualDate = createVirtualDate(Date, () => clock.instant ?? 0);

  it('Given the shared clock, Then every way to ask for now reads it', () => {
    expect(VirtualDate.now()).toBe(NOW);
    expect(new VirtualDate().getTime()).toBe(NOW);
    expect(VirtualDate()).toBe(new Date(NOW).toString());
    clock.set(NOW + 1);
    expect(new VirtualDate().toISOString()).toBe('2022-12-13T10:30:00.001Z');
    clock.set(NOW);
  });

  it('Given explicit values, Then it is the real Date', () => {
    expect(new VirtualDate(5).getTime()).toBe(5);
    expect(new VirtualDate('2020-01-01T00:00:00Z').getTime()).toBe(Date.UTC(2020, 0, 1));
    expect(new VirtualDate(2020, 1, 3).getMonth()).toBe(1);
    expect(VirtualDate.parse('2020-01-01T00:00:00Z')).toBe(Date.UTC(2020, 0, 1));
    expect(VirtualDate.UTC(2020, 0)).toBe(Date.UTC(2020, 0));
    expect(new VirtualDate()).toBeInstanceOf(Date);
    expect(new Date()).toBeInstanceOf(VirtualDate);
    expect(structuredClone(new VirtualDate())).toEqual(new Date(NOW));
  });

  it('Given a subclass, Then its now is virtual, too', () => {
    class Stamp extends VirtualDate {}
    expect(new Stamp().getTime()).toBe(NOW);
    expect(new Stamp()).toBeInstanceOf(Stamp);
  });
});

describe('SharedClock', () => {
  it('Given a new clock, Then it follows the wall clock until it is set, and again afterwards', () => {
    const clock = new SharedClock();
    const elsewhere = new SharedClock(clock.memory);
    expect(elsewhere.instant).toBeNull();
    clock.set(7);
    expect(elsewhere.instant).toBe(7);
    clock.followWallClock();
    expect(elsewhere.instant).toBeNull();
  });
});
