import type { FillApplication } from '#application/ports/ledger.ts';
import { positionMove } from '#domain/accounts/position-move.ts';
import { DECLARED_AMOUNTS, encodeCashAdjustment } from './cash-adjustment-record.ts';
import { encodeClosedTrade } from './closed-trade-record.ts';
import { membershipChange, putVersion } from './commit-order.ts';
import { IS_NEW, isStill } from './conditions.ts';
import { differences } from './deltas.ts';
import { encodeFill } from './fill-record.ts';
import { accountKey, symbolKey } from './keys.ts';
import { attributes, SCHEMA_VERSION } from './record.ts';
import { encodeRiskEvent } from './risk-event-record.ts';
import { encodeFilled, encodeHolding } from './symbol-record.ts';
import type { Condition, Update, Write } from './table.ts';

export const POSITION_AMOUNTS = [
  'quantity',
  'cost',
  'realizedPnl',
  'fees',
  'entryReserved',
  'exitReserved',
  'fillSeq',
  'adjustedQuantity',
  'adjustedCost',
  'adjustedRealized',
] as const;
const ACCOUNT_AMOUNTS = ['cash', 'reserved', 'realizedPnl', 'fees', 'fillSeq'] as const;

/**
 * The writes of one fill: the fill itself (first), its order, the symbol row, the account row. Cost and realised P&L
 * follow from the position that was read, so its `fillSeq` must not have moved; the account row takes
 * differences only, so fills of other symbols never stand in the way. A sell whose fee the position pays counts on what the exits then held: no exit
 * may have been authorised since. A risk event and a change of mode go with it, and cash that is declared with it, which a mark, or a fill, since the read stands in the way of.
 */
export function applyFillWrites(application: FillApplication): readonly Write[] {
  const { cash, companion, fill, order, position, reversal, trade, riskEvent } = application;
  const move = positionMove(position.before, position.after, trade);
  return [
    { kind: 'put', item: encodeFill(fill, move), when: IS_NEW },
    ...(order === null ? [] : [putVersion(order.before, order.after)]),
    symbolUpdate(application),
    accountUpdate(application),
    ...(cash == null ? [] : [{ kind: 'put', item: encodeCashAdjustment(cash), when: IS_NEW } as const]),
    ...(reversal == null ? [] : [{ kind: 'put', item: encodeFill(reversal), when: IS_NEW } as const]),
    ...(companion == null ? [] : [{ kind: 'put', item: encodeFill(companion), when: IS_NEW } as const]),
    ...(trade === null ? [] : [{ kind: 'put', item: encodeClosedTrade(fill.account, trade) } as const]),
    ...(riskEvent === null ? [] : [{ kind: 'put', item: encodeRiskEvent(riskEvent) } as const]),
  ];
}

function accountUpdate({ account, cash, fill }: FillApplication): Update {
  const { before, after } = account;
  const isModeKept = before.mode === after.mode && before.modeCause === after.modeCause;
  const names = cash == null ? ACCOUNT_AMOUNTS : [...new Set([...ACCOUNT_AMOUNTS, ...DECLARED_AMOUNTS])];
  const when: Condition[] = isModeKept ? [] : [['=', 'mode', before.mode]];
  if (cash != null) when.push(isStill('fillSeq', before.fillSeq), isStill('markedAt', before.markedAt));
  return {
    kind: 'update',
    key: accountKey(fill.account),
    add: differences(names, before, after),
    ...openSymbolsChange({ fill, account }),
    ...(isModeKept ? {} : { set: attributes({ mode: after.mode, modeCause: after.modeCause }) }),
    ...(when.length === 0 ? {} : { when }),
  };
}

function symbolUpdate({ fill, order, position, account }: FillApplication): Update {
  const isStillOpen = account.after.openSymbols.has(fill.symbol);
  const paysFeeOfSale = fill.side === 'sell' && !fill.baseFee.isZero();
  const { adjustedAt } = position.after;
  const declared = adjustedAt === null ? {} : { adjustedAt };
  const isSame = position.before.holding?.openedAt === position.after.holding?.openedAt;
  const holding = isSame ? encodeFilled(position.after.holding) : encodeHolding(position.after.holding);
  const gone = Object.entries(holding).flatMap(([name, value]) => (value === null ? [name] : []));
  const unmarked = position.after.mark === null ? ['mark', 'markTime'] : [];
  return {
    kind: 'update',
    key: symbolKey(fill.account, fill.symbol),
    set: attributes({ schemaVersion: SCHEMA_VERSION, ...holding, ...declared }),
    add: differences(POSITION_AMOUNTS, position.before, position.after),
    ...(order === null ? null : membershipChange(order.before, order.after)),
    remove: [...gone, ...unmarked],
    when: [
      isStill('fillSeq', position.before.fillSeq),
      ...(isStillOpen ? [] : [isStill('entryReserved', position.before.entryReserved)]),
      ...(paysFeeOfSale ? [isStill('exitReserved', position.before.exitReserved)] : []),
    ],
  };
}

/**
 * An open symbol is named again by every fill: the account row may have been read before another fill closed it.
 * A symbol leaves only together with proof, on its row, that no entry was authorised meanwhile.
 */
function openSymbolsChange({
  fill,
  account,
}: Pick<FillApplication, 'fill' | 'account'>): Pick<Update, 'addTo' | 'removeFrom'> {
  const member = { openSymbols: fill.symbol };
  return account.after.openSymbols.has(fill.symbol) ? { addTo: member } : { removeFrom: member };
}
