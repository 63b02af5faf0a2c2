import type { SignalDecision, SignalDenial } from '#domain/signals/signal-record.ts';
import type { PlannedSignal } from '#domain/trading/plan-orders.ts';

/** What was decided of a signal by its plan; `null`: it asks for nothing, and is not worth a record. */
export function decisionOf({ commands, ignored, raised }: PlannedSignal): SignalDecision | null {
  if (raised.signal.action === 'HOLD' || ignored === 'on_target') return null;
  if (ignored !== null) return denial(ignored, IGNORED[ignored]);
  const intents = commands.flatMap((command) => (command.kind === 'place' ? [command.intent] : []));
  const [intent] = intents;
  if (intent === undefined) return { kind: 'cancelled' };
  return { kind: 'ordered', clientOrderId: intent.clientOrderId, expiresAt: intent.expiresAt };
}

export function denial(cause: SignalDenial, detail: string): SignalDecision {
  return { kind: 'denied', cause, detail };
}

const IGNORED = {
  ranking: 'its strength is below the least that enters',
  size: 'its size comes to nothing',
  no_change: 'there is nothing to enter or to leave',
  outranked: 'another signal of the symbol went first',
} as const;

/** What a later look at the same signal may still decide otherwise: it is never said that nothing was asked for when something was. */
export function decidedBefore({ kind }: SignalDecision): readonly SignalDecision['kind'][] {
  if (kind === 'ordered') return ['denied', 'cancelled'];
  return kind === 'cancelled' ? ['denied'] : [];
}
