import type { ReadBudget, ReadGrant } from '#application/ports/read-budget.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import type { Engine } from '../engine/engine.ts';
import type { Invocation } from '../engine/invocation.ts';

/** Calls for all, but when there are a few only, or none. */
export function readBudgetOf(invocation: Invocation, engine: Engine): ReadBudget {
  const grant = (planned: number): ReadGrant => {
    if (!engine.faults.strikes('reads_rationed')) return { kind: 'granted', calls: planned };
    const calls = engine.pick(4);
    if (calls === 0) return { kind: 'wait', until: engine.time.now + MINUTE, reason: 'fault: no calls are left' };
    return { kind: 'granted', calls };
  };
  return { take: (planned) => invocation.call('readBudget.take', [1, 20], () => ({ answer: grant(planned) })) };
}
