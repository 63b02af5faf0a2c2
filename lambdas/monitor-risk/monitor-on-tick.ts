import { resumeStops } from '#application/emergency/resume-stops.ts';
import { SymbolFailures } from '#application/market/each-symbol.ts';
import type { NoteAlive } from '#application/notices/note-alive.ts';
import type { AccountView } from '#application/ports/ledger.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import type { WorkflowStarter } from '#application/ports/workflow-starter.ts';
import { keepReconciling } from '#application/reconciliation/keep-reconciling.ts';
import { monitorRisk } from '#application/risk/monitor-risk.ts';
import { finishStarting } from '#application/sessions/finish-starting.ts';
import { beat, measureSkew } from '#runtime/heartbeat.ts';
import { count, logger, measure } from '#runtime/observability.ts';
import { reportAccount } from '#runtime/report-account.ts';
import type { Runtime } from '#runtime/runtime.ts';

/** What the monitor works with beside the ledger. */
export interface MonitorServices {
  readonly queue: OrderQueue;
  /** The emergency stop's. */
  readonly workflows: WorkflowStarter;
  /** The reconciliation's. */
  readonly reconciliations: WorkflowStarter;
  /** Left out: nobody outside waits for us. */
  readonly noteAlive?: NoteAlive | null;
}

/** Scheduled: marks the account to the latest closes, lets the limits act, queues the exits that the rules want, and sees to it that an emergency stop comes to its end, that a session does not stay on its way to its start, and that ledger and broker are reconciled. */
export function monitorOnTick(runtime: Runtime, { noteAlive, queue, reconciliations, workflows }: MonitorServices) {
  return async (tick?: unknown): Promise<void> => {
    measureSkew(tick, runtime.clock.now());
    const [watched] = await Promise.allSettled([monitorRisk({ ...runtime, queue })]);
    // Whatever keeps the account from being watched, the stop is to come to its end.
    const view = watched.status === 'fulfilled' ? watched.value.view : await readView(runtime);
    const account = view?.account ?? null;
    reportAccount(runtime, view);
    for (const stopId of await resumeStops({ ...runtime, workflows }, account))
      logger.warn('emergency stop: its workflow is started', { stopId });
    await finishStarting({ ...runtime, reconciliations }, account);
    for (const { id, trigger } of await keepReconciling({ ...runtime, reconciliations }, account))
      logger.info('reconciliation started', { reconciliationId: id, trigger });
    beat('monitor-risk');
    if (noteAlive != null && isWatching(watched)) await noted(noteAlive(runtime.clock.now()));
    if (watched.status === 'rejected') throw watched.reason;
    const outcome = watched.value;
    if (outcome.kind === 'idle') return;
    for (const { id, kind, severity, detail } of outcome.riskEvents)
      logger.warn(kind, { riskEventId: id, severity, detail });
    for (const { clientOrderId, symbol, purpose } of outcome.queued) {
      logger.info('exit queued', { clientOrderId, symbol, purpose });
    }
    count({ tidegate_risk_events: outcome.riskEvents.length });
  };
}

/** Symbols without bars are an alarm's to tell; a monitor that comes to its end in no other way than by throwing watches nothing. */
function isWatching(watched: PromiseSettledResult<unknown>): boolean {
  return watched.status === 'fulfilled' || watched.reason instanceof SymbolFailures;
}

/** A kill switch that cannot be read is one that cannot be relied upon. */
async function readView({ ledger }: Runtime): Promise<AccountView | null> {
  try {
    return await ledger.readAccount();
  } catch (error) {
    measure({ tidegate_kill_self_test: 0 });
    throw error;
  }
}

/** A note that fails keeps nothing of the watching from its end: what comes of it is told outside, where no ping arrives. */
async function noted(note: Promise<void>): Promise<void> {
  try {
    await note;
  } catch (error) {
    logger.error('the tick could not be noted', { error });
  }
}
