import type { Account } from '#domain/accounts/account.ts';
import type { CashAdjustment } from '#domain/reconciliation/adjustment.ts';
import { IS_NEW, isStill } from './conditions.ts';
import { differences } from './deltas.ts';
import { accountKey, cashAdjustmentKey } from './keys.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Item, Write } from './table.ts';

const AMOUNTS = ['cash', 'equity', 'peak', 'dayStartEquity', 'fillSeq'] as const;

/**
 * The writes of one declared difference of cash: its record (first), and the account's row. A mark, or a fill, since the read stands in its way: it was computed from both.
 */
export function declareCashWrites(
  adjustment: CashAdjustment,
  { before, after }: { readonly before: Account; readonly after: Account },
): readonly Write[] {
  const { movement, ...told } = adjustment;
  const known = { movementKind: movement?.kind ?? null, movement: movement?.what ?? null };
  const item = {
    ...cashAdjustmentKey(adjustment.account, adjustment.id),
    ...attributes({ schemaVersion: SCHEMA_VERSION, ...told, ...known }),
  };
  return [
    { kind: 'put', item, when: IS_NEW },
    {
      kind: 'update',
      key: accountKey(adjustment.account),
      add: differences(AMOUNTS, before, after),
      when: [isStill('fillSeq', before.fillSeq), isStill('markedAt', before.markedAt)],
    },
  ];
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
