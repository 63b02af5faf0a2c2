import type { Account } from '../../accounts/account.ts';
import type { Position } from '../../accounts/position.ts';
import type { AuditFact } from '../audit-entry.ts';
import { inWords } from './words.ts';

/** The account row, for whoever checks the sums. The trail does not have it: it follows from the fills and orders. */
export function accountFact(account: Account): AuditFact {
  return rowFact('AccountRow', `ACCOUNT/${account.account}`, {
    openingCash: account.openingCash,
    cash: account.cash,
    reserved: account.reserved,
    fees: account.fees,
    fillSeq: account.fillSeq,
    minute: account.minute,
    ordersInMinute: account.ordersInMinute,
    mode: account.mode,
    haltEpoch: account.haltEpoch,
  });
}

/** One symbol row. */
export function positionFact(position: Position): AuditFact {
  return rowFact('SymbolRow', `SYMBOL/${position.symbol}`, {
    symbol: position.symbol,
    quantity: position.quantity,
    fees: position.fees,
    entryReserved: position.entryReserved,
    exitReserved: position.exitReserved,
    fillSeq: position.fillSeq,
  });
}

function rowFact(kind: string, subject: string, fields: Parameters<typeof inWords>[0]): AuditFact {
  return { kind, subject, sessionId: null, actor: 'ledger', cause: 'as it stands', detail: inWords(fields) };
}
