import { Decimal, toMoney, ZERO } from '../shared/decimal.ts';
import type { AuditFact } from './audit-entry.ts';
import type { AuditFault } from './audit-fault.ts';
import { amount, groupBy, type LedgerRecords, sumOf, word } from './ledger-records.ts';

const COMPANIONS: readonly string[] = ['reversal', 'split_fill'];
const OVER: readonly string[] = ['FILLED', 'CANCELLED', 'REJECTED', 'EXPIRED', 'FAILED'];

/** G4: cash and positions are the opening balance, the fills and what was declared, to the last digit. */
export function checkMoney({ account, symbols, fills, declared }: LedgerRecords): readonly AuditFault[] {
  const cash = amount(account, 'openingCash')
    .minus(sumOf(fills, (fill) => amount(fill, 'paid')))
    .plus(sumOf(declared, (cash) => amount(cash, 'amount')));
  const entries = countOf(fills).plus(declared.length);
  const bySymbol = groupBy(fills, (fill) => word(fill, 'symbol'));
  const rows = new Map(symbols.map((row) => [word(row, 'symbol'), row]));
  const names = [...new Set([...rows.keys(), ...bySymbol.keys()])];
  return [
    ...differs('G4', account.subject, 'cash', amount(account, 'cash'), cash),
    ...differs('G4', account.subject, 'fees', amount(account, 'fees'), sumOf(fills, feeOf)),
    ...differs('G4', account.subject, 'count of fills', amount(account, 'fillSeq'), entries),
    ...names.flatMap((name) => {
      const own = bySymbol.get(name) ?? [];
      const has = (field: string) => amountOrZero(rows.get(name), field);
      const place = `SYMBOL/${name}`;
      return [
        ...differs('G4', place, 'position', has('quantity'), sumOf(own, signedQuantity)),
        ...differs('G4', place, 'fees', has('fees'), sumOf(own, feeOf)),
        ...differs('G4', place, 'count of fills', has('fillSeq'), countOf(own)),
      ];
    }),
  ];
}

/**
 * G6: the rows hold back exactly what the open orders may cost, and no exits beyond the position. A position that a fill of somebody else, or a declared one, has cut may for a while
 * be smaller than its exits.
 */
export function checkReservations({ account, symbols, orders, fills }: LedgerRecords): readonly AuditFault[] {
  const working = orders.filter((order) => !amount(order, 'attempt').isZero() && !OVER.includes(word(order, 'state')));
  const isEntry = (order: AuditFact) => word(order, 'orderKind') === 'entry';
  const cash = sumOf(working.filter(isEntry), (order) => toMoney(leaves(order).times(worstPrice(order))));
  const bySymbol = groupBy(working, (order) => word(order, 'symbol'));
  const surprised = new Set(
    fills.filter((fill) => word(fill, 'clientOrderId') === '').map((fill) => word(fill, 'symbol')),
  );
  return [
    ...differs('G6', account.subject, 'reserved cash', amount(account, 'reserved'), cash),
    ...symbols.flatMap((row) => {
      const open = bySymbol.get(word(row, 'symbol')) ?? [];
      const entries = sumOf(open.filter(isEntry), leaves);
      const exits = sumOf(
        open.filter((order) => !isEntry(order)),
        leaves,
      );
      const held = amount(row, 'quantity').abs();
      const isBeyond = exits.gt(held) && !surprised.has(word(row, 'symbol'));
      return [
        ...differs('G6', row.subject, 'reserved entries', amount(row, 'entryReserved'), entries),
        ...differs('G6', row.subject, 'reserved exits', amount(row, 'exitReserved'), exits),
        ...(isBeyond ? [fault('G6', row.subject, `exits of ${exits.toFixed()} for ${held.toFixed()} held`)] : []),
      ];
    }),
  ];
}

/** A reversal is booked with the fill that it makes room for, and what makes new shares of a fill's old ones with that: they count as one with it. */
function countOf(fills: readonly AuditFact[]): Decimal {
  return new Decimal(fills.filter((fill) => !COMPANIONS.includes(word(fill, 'declared'))).length);
}

function amountOrZero(row: AuditFact | undefined, field: string): Decimal {
  return row === undefined ? ZERO : amount(row, field);
}

function feeOf(fill: AuditFact): Decimal {
  return amount(fill, 'fee');
}

function leaves(order: AuditFact): Decimal {
  return Decimal.max(ZERO, amount(order, 'quantity').minus(amount(order, 'filledQuantity')));
}

/** Said here once more, apart from the rule that reserves: the most that the order's terms allow for. */
function worstPrice(order: AuditFact): Decimal {
  const [limit, stop] = [amount(order, 'limitPrice'), amount(order, 'stopPrice')];
  const isCapped = word(order, 'side') === 'buy' && word(order, 'type') === 'limit';
  const own = limit.isZero() ? stop : limit;
  return isCapped ? limit : Decimal.max(amount(order, 'referencePrice'), own);
}

function signedQuantity(fill: AuditFact): Decimal {
  const net = amount(fill, 'netQuantity');
  return word(fill, 'side') === 'buy' ? net : net.negated();
}

function differs(
  rule: AuditFault['rule'],
  place: string,
  name: string,
  recorded: Decimal,
  made: Decimal,
): readonly AuditFault[] {
  if (recorded.eq(made)) return [];
  return [fault(rule, place, `${name} ${recorded.toFixed()}, the records make ${made.toFixed()}`)];
}

function fault(rule: AuditFault['rule'], place: string, what: string): AuditFault {
  return { rule, place, what };
}
