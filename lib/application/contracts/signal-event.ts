import * as z from 'zod/mini';
import type { ExternalSignal } from '#application/signals/external-signal.ts';
import { parseMessage } from './invalid-message-error.ts';
import { identifier, instant, symbol } from './message-fields.ts';

const schema = z.object({
  strategy: identifier,
  symbol,
  signal: z.enum(['BUY', 'SELL', 'HOLD', 'CLOSE']),
  strength: z._default(z.number().check(z.minimum(0), z.maximum(100)), 50),
  time: instant,
  id: identifier,
});

/** Reads the detail of a `SignalReceived` event. Further fields are ignored: senders add their own. Throws `InvalidMessageError`. */
export function parseSignalDetail(detail: unknown): ExternalSignal {
  const { strategy, symbol: traded, signal, strength, time, id } = parseMessage('SignalReceived', schema, detail);
  return { source: 'event', id, strategy, symbol: traded, action: signal, strength, time };
}
