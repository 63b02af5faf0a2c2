import { BY_RECONCILIATION } from '#domain/accounts/account.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { EXITS_GO_ON } from '#domain/sessions/session.ts';
import { isStill } from './conditions.ts';
import type { Condition } from './table.ts';

/**
 * What the account row must say for an order of this kind to be given to the broker: entries need mode NORMAL
 * and a RUNNING session; exits go on in every mode but HALTED, protection even in that where a reconciliation has halted, until the session has stopped. The
 * session that holds the account must be the order's own, and no dry run, which allows nothing. Exits of an emergency stop need the halt that they were judged in, and no session.
 *
 * @param haltEpoch as read; left out for a further attempt
 */
export function permits(intent: OrderIntent, haltEpoch?: number): readonly Condition[] {
  if (intent.purpose === 'emergency_exit')
    return [
      IS_NO_DRY_RUN,
      ['=', 'mode', 'HALTED'],
      ...(haltEpoch === undefined ? [] : [isStill('haltEpoch', haltEpoch)]),
    ];
  const holdsAccount: Condition = ['=', 'sessionId', intent.sessionId];
  if (intent.kind === 'entry') {
    return [IS_NO_DRY_RUN, holdsAccount, ['=', 'mode', 'NORMAL'], ['=', 'sessionStatus', 'RUNNING']];
  }
  return [
    IS_NO_DRY_RUN,
    holdsAccount,
    isOneOf('mode', OPEN_MODES, [isProtectable(intent)]),
    isOneOf('sessionStatus', EXITS_GO_ON),
  ];
}

/** Set while a dry run holds the account. */
const IS_NO_DRY_RUN: Condition = ['absent', 'dryRun'];

const OPEN_MODES = ['NORMAL', 'REDUCE_ONLY', 'PAUSED'];

/** See `allowsProtection`: only a halted account has that cause and none of the open modes, or is restricted and open anyway. */
function isProtectable({ purpose }: OrderIntent): Condition | null {
  return purpose === 'protection' ? ['=', 'modeCause', BY_RECONCILIATION] : null;
}

function isOneOf(name: string, values: readonly string[], others: readonly (Condition | null)[] = []): Condition {
  const more = others.filter((condition) => condition !== null);
  return ['any', [...values.map((value): Condition => ['=', name, value]), ...more]];
}
