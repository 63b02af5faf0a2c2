import type { Account } from '#domain/accounts/account.ts';
import type { CashAdjustment } from '#domain/reconciliation/adjustment.ts';
import { IS_NEW, isStill } from './conditions.ts';
import { differences } from './deltas.ts';
import { accountKey, cashAdjustmentKey } from './keys.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Item, Key, Write } from './table.ts';

/** What a declaration moves on the account's row. */
export const DECLARED_AMOUNTS = ['cash', 'equity', 'peak', 'dayStartEquity', 'fillSeq'] as const;

/**
 * The writes of one declared difference of cash: its record (first), and the account's row. A mark, or a fill, since the read stands in its way: it was computed from both.
 */
export function declareCashWrites(
  adjustment: CashAdjustment,
  { before, after }: { readonly before: Account; readonly after: Account },
): readonly Write[] {
  return [
    { kind: 'put', item: encodeCashAdjustment(adjustment), when: IS_NEW },
    {
      kind: 'update',
      key: accountKey(adjustment.account),
      add: differences(DECLARED_AMOUNTS, before, after),
      when: [isStill('fillSeq', before.fillSeq), isStill('markedAt', before.markedAt)],
    },
  ];
}

export function encodeCashAdjustment(adjustment: CashAdjustment): Item & Key {
  const { movement, ...told } = adjustment;
  const known = { movementKind: movement?.kind ?? null, movement: movement?.what ?? null };
  return {
    ...cashAdjustmentKey(adjustment.account, adjustment.id),
    ...attributes({ schemaVersion: SCHEMA_VERSION, ...told, ...known }),
  };
}

export function decodeCashAdjustment(item: Item): CashAdjustment {
  const reader = new RecordReader(item);
  const kind = reader.oneOfOrNull('movementKind', ['transfer', 'result']);
  return {
    id: reader.text('id'),
    account: reader.text('account'),
    currency: reader.text('currency'),
    amount: reader.decimal('amount'),
    at: reader.integer('at'),
    movement: kind === null ? null : { kind, what: reader.text('movement') },
  };
}
