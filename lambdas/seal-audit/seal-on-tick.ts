import { sealAudit } from '#application/audit/seal-audit.ts';
import { beat } from '#runtime/heartbeat.ts';
import { logger } from '#runtime/observability.ts';
import type { Runtime } from '#runtime/runtime.ts';

/** Scheduled: seals what is new in the audit trail. The log keeps the head of the chain, apart from the table. */
export function sealOnTick({ audit, clock, plan }: Runtime) {
  return async (): Promise<void> => {
    const seals = await sealAudit({ audit, clock, account: plan.account });
    beat('seal-audit');
    for (const { number, hash, entries } of seals)
      logger.info('audit sealed', { number, hash, entries: entries.length });
  };
}
