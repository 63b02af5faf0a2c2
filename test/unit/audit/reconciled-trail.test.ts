import { expect, it } from 'vitest';
import { readRecords } from '#application/audit/read-records.ts';
import { checkRecords } from '#domain/audit/check-records.ts';
import { entryOfChange } from '#domain/audit/entry-of-change.ts';
import { ledgerRecords } from '#domain/audit/ledger-records.ts';
import { ReconcileDesk } from '../../support/reconcile-desk.ts';
import { changesOf } from '../../support/told-trail.ts';
import { DRIFTS } from '../application/reconciliation/drift-kinds.ts';

async function auditOf(desk: ReconcileDesk) {
  const trail = changesOf(desk.desk.table.dump(), desk.desk.now).map(entryOfChange);
  const records = await readRecords(desk.ledger);
  const ledger = ledgerRecords(records);
  if (ledger === null) throw new Error('there is no account');
  return { kinds: new Set(trail.map(({ kind }) => kind)), trail, ledger, faults: checkRecords(ledger, trail) };
}

it.each(Object.keys(DRIFTS))(
  'Given a ledger that was reconciled with %s, Then its records agree with each other and with the trail',
  async (kind) => {
    const desk = await ReconcileDesk.open();
    await DRIFTS[kind]?.(desk);
    await desk.reconcile('AUTO_ADJUST');
    const { faults, kinds } = await auditOf(desk);
    expect(faults).toEqual([]);
    expect(kinds).toContain('ReconciliationCompleted');
  },
);

it('Given declared cash and a declared position, Then each has an entry, and cash that is declared by nobody is found', async () => {
  const desk = await ReconcileDesk.open();
  await DRIFTS['wrong_cash']?.(desk);
  await desk.reconcile('AUTO_ADJUST');
  await DRIFTS['unknown_position']?.(desk);
  await desk.reconcile('AUTO_ADJUST');
  const { kinds, ledger, trail } = await auditOf(desk);
  expect([kinds.has('CashDeclared'), kinds.has('FillDeclared')]).toEqual([true, true]);
  const [cash, ...others] = ledger.declared;
  if (cash === undefined) throw new Error('nothing was declared');
  const more = { ...ledger, declared: [{ ...cash, detail: { ...cash.detail, amount: '1' } }, ...others] };
  const found = checkRecords(more, trail).map(({ rule, place }) => `${rule} ${place}`);
  expect(found).toEqual([`records ${cash.subject}`, 'G4 ACCOUNT/main']);
  expect(checkRecords({ ...ledger, declared: [] }, trail).map(({ what }) => what)).toContain(
    'is in the trail and not in the ledger',
  );
});
