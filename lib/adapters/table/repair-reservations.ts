import type { RiskEvent } from '#application/ports/ledger.ts';
import type { Position } from '#domain/accounts/position.ts';
import type { ReservationRepair } from '#domain/reconciliation/sound-reservations.ts';
import { isStill } from './conditions.ts';
import { differences } from './deltas.ts';
import { accountKey, symbolKey } from './keys.ts';
import { recordOnce } from './risk-event-record.ts';
import { isQuiet } from './session-writes.ts';
import type { Update, Write } from './table.ts';

/**
 * The writes of a repair: the account's row, those of its symbols, the event that tells of it. Whatever moves a promise moves one of the amounts that must still be as they were read, or counts
 * as an order of the minute.
 */
export function repairWrites({ account, positions }: ReservationRepair, event: RiskEvent): readonly Write[] {
  const { before, after } = account;
  return [
    {
      kind: 'update',
      key: accountKey(after.account),
      add: differences(['reserved'], before, after),
      ...members({ openSymbols: after.openSymbols }),
      when: [...isQuiet(before), isStill('reserved', before.reserved)],
    },
    ...positions.map((position) => symbolWrite(after.account, position)),
    recordOnce(event),
  ];
}

function symbolWrite(
  account: string,
  { before, after }: { readonly before: Position; readonly after: Position },
): Update {
  const { entryOrders, exitOrders, symbol } = after;
  return {
    kind: 'update',
    key: symbolKey(account, symbol),
    add: differences(['entryReserved', 'exitReserved'], before, after),
    ...members({ entryOrders, exitOrders }),
    when: [isStill('entryReserved', before.entryReserved), isStill('exitReserved', before.exitReserved)],
  };
}

/** A set without members is no attribute. */
function members(sets: Readonly<Record<string, ReadonlySet<string>>>): Pick<Update, 'set' | 'remove'> {
  const entries = Object.entries(sets);
  return {
    set: Object.fromEntries(entries.filter(([, ids]) => ids.size > 0)),
    remove: entries.flatMap(([name, ids]) => (ids.size === 0 ? [name] : [])),
  };
}
