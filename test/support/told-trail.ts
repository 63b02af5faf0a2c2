import { accountOf, readChange } from '#adapters/table/read-change.ts';
import type { Item, Key } from '#adapters/table/table.ts';
import type { RecordedChange } from '#domain/audit/ledger-change.ts';

/** What the stream would tell of these records, each as it stands. */
export function changesOf(items: readonly (Item & Key)[], at: number): readonly RecordedChange[] {
  return items.flatMap((item) => {
    const key = { pk: item.pk, sk: item.sk };
    const change = readChange({ key, before: null, after: item, sequence: '1' });
    return change === null ? [] : [{ account: accountOf(key), at, change }];
  });
}
