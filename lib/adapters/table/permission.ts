import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { EXITS_GO_ON } from '#domain/sessions/session.ts';
import { isStill } from './conditions.ts';
import type { Condition } from './table.ts';

/**
 * What the account row must say for an order of this kind to be given to the broker: entries need mode NORMAL
 * and a RUNNING session; exits go on in every mode but HALTED and until the session has stopped. The
 * session that holds the account must be the order's own. Exits of an emergency stop need the halt that they were judged in, and no session.
 *
 * @param haltEpoch as read; left out for a further attempt
 */
export function permits(intent: OrderIntent, haltEpoch?: number): readonly Condition[] {
  if (intent.purpose === 'emergency_exit')
    return [['=', 'mode', 'HALTED'], ...(haltEpoch === undefined ? [] : [isStill('haltEpoch', haltEpoch)])];
  const holdsAccount: Condition = ['=', 'sessionId', intent.sessionId];
  if (intent.kind === 'entry') {
    return [holdsAccount, ['=', 'mode', 'NORMAL'], ['=', 'sessionStatus', 'RUNNING']];
  }
  return [holdsAccount, isOneOf('mode', ['NORMAL', 'REDUCE_ONLY', 'PAUSED']), isOneOf('sessionStatus', EXITS_GO_ON)];
}

function isOneOf(name: string, values: readonly string[]): Condition {
  return ['any', values.map((value): Condition => ['=', name, value])];
}
