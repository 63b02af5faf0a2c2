import type { AcceptSignalOutcome } from '#application/signals/accept-signal.ts';
import type { ExternalSignal } from '#application/signals/external-signal.ts';
import { countDenials } from './count-denials.ts';
import { count, logger } from './observability.ts';

/** One log line and the counter of a signal from outside. */
export function reportSignal(signal: ExternalSignal, outcome: AcceptSignalOutcome): void {
  const { id: signalId, source, strategy, symbol } = signal;
  logger.info('signal received', { signalId, source, strategy, symbol, ...outcome });
  countDenials(outcome.kind === 'denied' ? outcome.violations : []);
  count({ tidegate_signals_denied: outcome.kind === 'denied' || outcome.kind === 'refused' ? 1 : 0 });
}
