import { beforeEach, expect, it } from 'vitest';
import { canonicalText } from '#adapters/table/canonical-text.ts';
import type { Condition, Item, Key, Table, Write } from '#adapters/table/table.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { describeEachTable, NOW } from './support/each-table.ts';

const KEY: Key = { pk: 'P', sk: 'S' };
const OTHER: Key = { pk: 'P', sk: 'T' };
const d = (text: string | number) => new Decimal(text);

const STORED: Item & Key = {
  ...KEY,
  text: 'a',
  number: d('2.5'),
  flag: true,
  members: new Set(['x', 'y']),
  list: ['a', d(1), { deep: false }],
  map: { inner: d('-0.000000000000000001') },
};

const MET: readonly Condition[] = [
  ['present', 'text'],
  ['absent', 'nothing'],
  ['=', 'text', 'a'],
  ['=', 'number', d('2.50')],
  ['=', 'flag', true],
  ['<', 'number', d('2.6')],
  ['<=', 'number', d('2.5')],
  ['>', 'number', d('2.4')],
  ['>=', 'number', d('2.5')],
  ['<', 'text', 'b'],
  ['contains', 'members', 'x'],
  ['size<', 'members', 3],
  [
    'any',
    [
      ['absent', 'text'],
      ['=', 'text', 'a'],
    ],
  ],
];

const UNMET: readonly Condition[] = [
  ['absent', 'text'],
  ['present', 'nothing'],
  ['=', 'text', 'b'],
  ['=', 'number', '2.5'],
  ['=', 'nothing', d(0)],
  ['<', 'nothing', d(9)],
  ['<', 'number', d('2.5')],
  ['<=', 'number', d('2.4')],
  ['>', 'number', d('2.5')],
  ['>=', 'number', d('2.6')],
  ['contains', 'members', 'z'],
  ['contains', 'nothing', 'z'],
  ['size<', 'members', 2],
  ['size<', 'nothing', 2],
  [
    'any',
    [
      ['absent', 'text'],
      ['=', 'text', 'b'],
    ],
  ],
];

describeEachTable('Table', (createTable) => {
  let table: Table;
  beforeEach(async () => {
    table = await createTable();
  });

  const same = (item: Item | null, expected: Item | null) => expect(canonicalText(item)).toBe(canonicalText(expected));

  it('Given an item of every type, When it is read, Then it is the same, as a copy of its own', async () => {
    await table.write({ kind: 'put', item: STORED });
    same(await table.get(KEY), STORED);
    const [first, second] = [await table.get(KEY), await table.get(KEY)];
    expect(first).not.toBe(second);
  });

  it.each(MET.map((condition) => [canonicalText(condition), condition] as const))(
    'Given an item, When a write requires %s, Then it is done',
    async (_text, condition) => {
      await table.write({ kind: 'put', item: STORED });
      expect(await table.write({ kind: 'update', key: KEY, set: { done: true }, when: [condition] })).toEqual({
        ok: true,
      });
    },
  );

  it.each(UNMET.map((condition) => [canonicalText(condition), condition] as const))(
    'Given an item, When a write requires %s, Then it is refused with the item as it is',
    async (_text, condition) => {
      await table.write({ kind: 'put', item: STORED });
      const outcome = await table.write({ kind: 'update', key: KEY, set: { done: true }, when: [condition] });
      if (outcome.ok) {
        throw new Error('expected a refusal');
      }
      expect(outcome.failed.map(({ index }) => index)).toEqual([0]);
      same(outcome.failed[0]?.item ?? null, STORED);
      same(await table.get(KEY), STORED);
    },
  );

  it('Given no item, When conditions are judged, Then only absence holds, and the failure shows nothing', async () => {
    const refused = { ok: false, failed: [{ index: 0, item: null }] };
    for (const condition of [...MET, ...UNMET].filter(([kind]) => kind !== 'absent' && kind !== 'any')) {
      expect(await table.write({ kind: 'update', key: KEY, set: { a: 'b' }, when: [condition] })).toEqual(refused);
    }
    expect(await table.write({ kind: 'put', item: { ...KEY, a: 'b' }, when: [['absent', 'pk']] })).toEqual({
      ok: true,
    });
  });

  it('Given sums of 38 digits, When numbers are added, Then no digit is lost', async () => {
    const big = d('12345678901234567890.123456789012345678');
    await table.write({ kind: 'put', item: { ...KEY, sum: big } });
    await table.write({ kind: 'update', key: KEY, add: { sum: d('0.000000000000000001'), fresh: d('-1e-18') } });
    const item = await table.get(KEY);
    expect(String(item?.sum)).toBe('12345678901234567890.123456789012345679');
    expect(String(item?.fresh)).toBe('-0.000000000000000001');
  });

  it('Given a number of 39 digits, When it is put, Then the table throws', async () => {
    const sum = d('123456789012345678901.123456789012345678');
    await expect(table.write({ kind: 'put', item: { ...KEY, sum } })).rejects.toThrow();
  });

  it('Given attributes to set if absent, Then the first value stays and the others come in', async () => {
    const write = (text: string, more: Item = {}) =>
      table.write({ kind: 'update', key: KEY, setIfAbsent: { text, ...more }, set: { last: text } });
    await write('first');
    await write('second', { number: d(2) });
    same(await table.get(KEY), { ...KEY, text: 'first', number: d(2), last: 'second' });
  });

  it('Given string sets, When members come and go, Then the last one takes the attribute with it', async () => {
    await table.write({ kind: 'update', key: KEY, addTo: { members: 'a' } });
    await table.write({ kind: 'update', key: KEY, addTo: { members: 'b' }, removeFrom: { nothing: 'x' } });
    same(await table.get(KEY), { ...KEY, members: new Set(['a', 'b']) });
    await table.write({ kind: 'update', key: KEY, removeFrom: { members: 'a' } });
    await table.write({ kind: 'update', key: KEY, removeFrom: { members: 'b' }, set: { text: 'kept' } });
    same(await table.get(KEY), { ...KEY, text: 'kept' });
    await table.write({ kind: 'update', key: KEY, remove: ['text', 'nothing'] });
    same(await table.get(KEY), { ...KEY });
  });

  it('Given a transaction, When one condition fails, Then nothing is written and each failure is named', async () => {
    await table.write({ kind: 'put', item: { ...KEY, n: d(1) } });
    const outcome = await table.transact(
      [
        { kind: 'put', item: { ...OTHER }, when: [['absent', 'pk']] },
        { kind: 'update', key: KEY, add: { n: d(1) }, when: [['=', 'n', d(2)]] },
        { kind: 'check', key: { pk: 'Q', sk: 'Q' }, when: [['present', 'pk']] },
      ],
      'token-1',
    );
    if (outcome.ok) {
      throw new Error('expected a refusal');
    }
    expect(outcome.failed.map(({ index }) => index)).toEqual([1, 2]);
    same(outcome.failed[0]?.item ?? null, { ...KEY, n: d(1) });
    expect(outcome.failed[1]?.item).toBeNull();
    expect(await table.get(OTHER)).toBeNull();
  });

  it('Given a transaction that is in, When it comes again with its token, Then it changes nothing', async () => {
    const writes: Write[] = [
      { kind: 'update', key: KEY, add: { n: d(1) } },
      { kind: 'put', item: { ...OTHER } },
    ];
    expect(await table.transact(writes, 'token-2')).toEqual({ ok: true });
    expect(await table.transact(writes, 'token-2')).toEqual({ ok: true });
    same(await table.get(KEY), { ...KEY, n: d(1) });
    await expect(table.transact(writes.slice(1), 'token-2')).rejects.toThrow();
  });

  it('Given two writes of one item, When they are one transaction, Then the table throws', async () => {
    const writes: Write[] = [
      { kind: 'put', item: { ...KEY } },
      { kind: 'put', item: { ...KEY } },
    ];
    await expect(table.transact(writes, 'token-3')).rejects.toThrow();
  });

  it('Given many items, When they are queried and fetched, Then all come, by sort key, and the prefix decides', async () => {
    const keys = Array.from({ length: 230 }, (_, n) => ({
      pk: 'many',
      sk: `${n % 2 === 0 ? 'even' : 'odd'}#${1000 + n}`,
    }));
    const text = 'x'.repeat(6_000);
    await Promise.all(keys.map((key) => table.write({ kind: 'put', item: { ...key, text } })));
    const all = await table.query('many');
    expect(all.map(({ sk }) => sk)).toEqual(keys.map(({ sk }) => sk).sort());
    expect(await table.query('many', 'odd#')).toHaveLength(115);
    expect(await table.getMany([...keys, { pk: 'many', sk: 'none' }])).toHaveLength(230);
    expect(await table.getMany([])).toEqual([]);
    expect(await table.query('nobody')).toEqual([]);
  });

  it('Given index attributes, When they come and go, Then the index lists the keys in its own order', async () => {
    await table.write({ kind: 'put', item: { pk: 'O', sk: 'late', openPk: 'me', openSk: '2' } });
    await table.write({ kind: 'put', item: { pk: 'O', sk: 'early', openPk: 'me', openSk: '1' } });
    await table.write({ kind: 'put', item: { pk: 'O', sk: 'other', openPk: 'you', openSk: '1' } });
    await table.write({ kind: 'put', item: { pk: 'O', sk: 'closed' } });
    expect(await table.queryOpenOrders('me')).toEqual([
      { pk: 'O', sk: 'early' },
      { pk: 'O', sk: 'late' },
    ]);
    await table.write({ kind: 'put', item: { pk: 'O', sk: 'early' } });
    expect(await table.queryOpenOrders('me')).toEqual([{ pk: 'O', sk: 'late' }]);
  });

  it('Given an item whose time to live has passed, When it is read, Then it is not there', async () => {
    await table.write({ kind: 'put', item: { ...KEY, ttl: d(NOW / 1000) } });
    await table.write({ kind: 'put', item: { ...OTHER, ttl: d(NOW / 1000 + 1) } });
    expect(await table.get(KEY)).toBeNull();
    expect(await table.query('P')).toHaveLength(1);
    expect(await table.getMany([KEY, OTHER])).toHaveLength(1);
  });
});
