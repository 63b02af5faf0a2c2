import type { Ledger } from '#application/ports/ledger.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { type SignalOutcome, signalOutcome } from '#domain/signals/signal-outcome.ts';
import type { SignalRecord } from '#domain/signals/signal-record.ts';

/** Says what became of these signals, by the orders that they asked for. */
export async function outcomesOf(
  ledger: Ledger,
  signals: readonly SignalRecord[],
  now: Instant,
): Promise<(signal: SignalRecord) => SignalOutcome> {
  const hasOrders = signals.some(({ decision }) => decision.kind === 'ordered');
  const orders = hasOrders ? await ledger.listOrders(null) : [];
  const byId = new Map(orders.map((order) => [order.intent.clientOrderId, order]));
  return (signal) => {
    const { decision } = signal;
    const order = decision.kind === 'ordered' ? byId.get(decision.clientOrderId) : undefined;
    return signalOutcome(signal, order ?? null, now);
  };
}
