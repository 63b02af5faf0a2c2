import { SharedClock } from './shared-clock.ts';

/**
 * A `Date` that takes "now" from a function and is the real one in everything else: `Date.now()`,
 * `new Date()` and `Date()` are virtual, `new Date(value)`, `Date.parse` and every method are unchanged.
 */
export function createVirtualDate(RealDate: DateConstructor, now: () => number): DateConstructor {
  return new Proxy(RealDate, {
    construct: (target, parameters: unknown[], newTarget) =>
      Reflect.construct(target, parameters.length === 0 ? [now()] : parameters, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, property, receiver) => (property === 'now' ? now : Reflect.get(target, property, receiver)),
  });
}

/** Replaces this thread's `Date` by one that reads the shared clock. Timers, HTTP and `performance` stay real. */
export function installVirtualDate(memory: SharedArrayBuffer): void {
  const clock = new SharedClock(memory);
  const RealDate = globalThis.Date;
  globalThis.Date = createVirtualDate(RealDate, () => clock.instant ?? RealDate.now());
}
