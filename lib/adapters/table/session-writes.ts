import type { Account } from '#domain/accounts/account.ts';
import type { Session } from '#domain/sessions/session.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import { ZERO } from '#domain/shared/decimal.ts';
import { isOpened, openingAttributes } from './account-record.ts';
import { IS_NEW, isStill } from './conditions.ts';
import { accountKey, sessionCopyKey, sessionKey } from './keys.ts';
import { encodeSession } from './session-record.ts';
import type { Condition, Item, Put, Update, Write } from './table.ts';

/** What a new account starts with. */
export interface Opening {
  readonly currency: string;
  readonly cash: Decimal;
}

/**
 * The writes that open a session: its record (first), its copy in the account's partition, and the account row (last),
 * which it takes and, on `row` without an account, makes one of. A kill that came before the
 * first session stays in force.
 */
export function openSessionWrites(session: Session, opening: Opening, row: Item | null): readonly [Put, ...Write[]] {
  return [
    { kind: 'put', item: encodeSession(session, sessionKey(session.account, session.id)), when: IS_NEW },
    { kind: 'put', item: encodeSession(session, sessionCopyKey(session.account)) },
    takeAccount(session, opening, row),
  ];
}

function takeAccount(session: Session, opening: Opening, row: Item | null): Update {
  const held = {
    sessionId: session.id,
    sessionStatus: session.status,
    ...(session.dryRun ? { dryRun: true } : {}),
  };
  // Code of before there were dry runs leaves the flag of one that it ends.
  const remove = session.dryRun ? [] : ['dryRun'];
  const isFree: Condition = ['absent', 'sessionId'];
  const key = accountKey(session.account);
  if (row !== null && isOpened(row)) {
    return { kind: 'update', key, set: held, remove, when: [isFree, ['present', 'openingCash']] };
  }
  const hasMode = row?.mode !== undefined;
  return {
    kind: 'update',
    key,
    set: {
      ...openingAttributes(session.account, opening.currency, opening.cash),
      ...(hasMode ? {} : { mode: 'NORMAL', haltEpoch: ZERO }),
      ...held,
    },
    when: [isFree, ['absent', 'openingCash'], hasMode ? ['present', 'mode'] : ['absent', 'mode']],
  };
}

/**
 * The writes of a session's next version; one that has stopped gives the account back. Every authorisation moves the minute's count and
 * every fill moves `fillSeq`: with `asRead`, neither may have happened since.
 */
export function commitSessionWrites(before: Session, after: Session, asRead?: Account): readonly [Put, ...Write[]] {
  const { account, id, status } = after;
  const isHeld: readonly Condition[] = [['=', 'sessionId', id], ...(asRead === undefined ? [] : isQuiet(asRead))];
  return [
    { kind: 'put', item: encodeSession(after, sessionKey(account, id)), when: [isStill('version', before.version)] },
    { kind: 'put', item: encodeSession(after, sessionCopyKey(account)) },
    status === 'STOPPED'
      ? { kind: 'update', key: accountKey(account), remove: ['sessionId', 'sessionStatus', 'dryRun'], when: isHeld }
      : { kind: 'update', key: accountKey(account), set: { sessionStatus: status }, when: isHeld },
  ];
}

export function isQuiet({ fillSeq, minute, ordersInMinute }: Account): readonly Condition[] {
  return [isStill('fillSeq', fillSeq), isStill('minute', minute), isStill('ordersInMinute', ordersInMinute)];
}
