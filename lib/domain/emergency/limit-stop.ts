import type { Account } from '../accounts/account.ts';
import { sessionIdOf } from '../orders/client-order-id.ts';
import type { LadderEvent } from '../risk/ladder.ts';
import type { Instant } from '../shared/instant.ts';
import { type EmergencyStop, newStop } from './emergency-stop.ts';

/** A mark that has halted the account, or has not. */
export interface HaltingMark {
  readonly before: Pick<Account, 'mode'>;
  readonly after: Account;
  readonly events: readonly LadderEvent[];
  readonly environment: string;
  readonly now: Instant;
}

/** The stop that belongs to the halt, one for its epoch; `null`: the limits have not halted the account at this mark. */
export function limitStop({ before, after, events, environment, now }: HaltingMark): EmergencyStop | null {
  if (after.mode !== 'HALTED' || before.mode === 'HALTED') return null;
  const { account, haltEpoch, modeCause } = after;
  const rule = modeCause ?? 'no rule';
  const event = events.find(({ detail }) => detail['rule'] === rule && detail['mode'] === 'HALTED');
  return newStop({
    // No key of a request gives the same: theirs begin with `emergency-stop`.
    id: sessionIdOf(environment, account, `halt|${haltEpoch}`),
    account,
    trigger: 'risk_limit',
    requestedAt: now,
    requestedBy: `risk monitor: ${rule}`,
    reason: `${rule} is ${event?.detail['value'] ?? 'unknown'}, its limit ${event?.detail['limit'] ?? 'unknown'}`,
    flatten: false,
    cancelAll: false,
    haltEpoch,
  });
}
