import type { AlarmEvent } from '#application/contracts/alarm-event.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import { restrictTrading } from '#application/reconciliation/move-trading.ts';

export type RestrictOnAlarmOutcome = { readonly kind: 'restricted' } | { readonly kind: 'ignored' };

/**
 * No new exposure from now on, until an operator resumes the session. An account that is restricted already stays as it is: what a limit, a reconciliation or an operator has set ends as
 * that ends.
 */
export async function restrictOnAlarm(
  deps: { readonly ledger: Ledger },
  alarm: AlarmEvent,
): Promise<RestrictOnAlarmOutcome> {
  if (!alarm.isAlarm) return { kind: 'ignored' };
  await restrictTrading(deps, `alarm ${alarm.name}`);
  return { kind: 'restricted' };
}
