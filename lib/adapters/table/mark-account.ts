import type { MarkApplication } from '#application/ports/ledger.ts';
import type { Account } from '#domain/accounts/account.ts';
import type { Position } from '#domain/accounts/position.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { IS_NEW, isStill } from './conditions.ts';
import { encodeEmergencyStop } from './emergency-stop-record.ts';
import { accountKey, symbolKey } from './keys.ts';
import { attributes } from './record.ts';
import { recordOnce } from './risk-event-record.ts';
import { encodeSnapshot } from './snapshot-record.ts';
import { encodeWatched } from './symbol-record.ts';
import type { Condition, Value, Write } from './table.ts';

/**
 * The writes of one mark: the account row (first), its symbols, the snapshot, and what the limits made of it, the stop of a halt included. They only SET what
 * fills never touch; a mode moves only from the one that was read.
 */
export function markWrites(application: MarkApplication): readonly Write[] {
  const { before, after, positions, sessionId, snapshot, riskEvents, stop } = application;
  return [
    markRow(before, after),
    ...positions.map((position) => markSymbol(after.account, position)),
    ...(sessionId === null || snapshot === null
      ? []
      : [{ kind: 'put', item: encodeSnapshot(after.account, sessionId, snapshot), when: IS_NEW } as const]),
    ...riskEvents.map(recordOnce),
    ...(stop === null ? [] : [{ kind: 'put', item: encodeEmergencyStop(stop), when: IS_NEW } as const]),
  ];
}

function markRow(before: Account, after: Account): Write {
  const { equity, peak, maxDrawdown, day, dayStartEquity, markedAt } = after;
  const { pausedUntil, pausedBy } = after;
  const isMoved = before.mode !== after.mode || before.modeCause !== after.modeCause;
  const mode = isMoved ? { mode: after.mode, haltEpoch: after.haltEpoch, modeCause: after.modeCause } : {};
  const asRead: readonly Condition[] = isMoved
    ? [['=', 'mode', before.mode], isStill('haltEpoch', before.haltEpoch)]
    : [];
  return {
    kind: 'update',
    key: accountKey(after.account),
    ...setOrRemove({ equity, peak, maxDrawdown, day, dayStartEquity, markedAt, pausedUntil, pausedBy, ...mode }),
    when: [isStill('fillSeq', before.fillSeq), isNext(before, after), ...asRead],
  };
}

/** A later close than any before; or the same one once more, when a symbol's bar has come late. */
function isNext(before: Account, { markedAt }: Account): Condition {
  return before.markedAt === markedAt ? isStill('markedAt', markedAt) : ['<', 'markedAt', new Decimal(markedAt)];
}

function markSymbol(account: string, position: Position): Write {
  const { symbol, mark, markTime, holding, pausedUntil, pausedBy } = position;
  const fields = { mark, markTime, ...encodeWatched(holding), pausedUntil, pausedBy };
  return { kind: 'update', key: symbolKey(account, symbol), ...setOrRemove(fields) };
}

/** SETs what has a value, REMOVEs what has none. */
function setOrRemove(fields: Readonly<Record<string, Value | number | null>>) {
  const remove = Object.entries(fields).flatMap(([name, value]) => (value === null ? [name] : []));
  return { set: attributes(fields), ...(remove.length === 0 ? {} : { remove }) };
}
