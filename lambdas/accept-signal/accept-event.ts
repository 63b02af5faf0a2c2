import type { EventBridgeEvent } from 'aws-lambda';
import { parseSignalDetail } from '#application/contracts/signal-event.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import { acceptSignal } from '#application/signals/accept-signal.ts';
import { reportSignal } from '#runtime/report-signal.ts';
import type { Runtime } from '#runtime/runtime.ts';

/** A `SignalReceived` event from anyone's bus: at most one order, however often it comes. */
export function acceptEvent(runtime: Runtime, queue: OrderQueue) {
  return async (event: Pick<EventBridgeEvent<'SignalReceived', unknown>, 'detail'>): Promise<void> => {
    const signal = parseSignalDetail(event.detail);
    reportSignal(signal, await acceptSignal({ ...runtime, queue }, signal));
  };
}
