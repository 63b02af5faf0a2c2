import { describe, expect, it } from 'vitest';
import { advanceReconciliation } from '#application/reconciliation/advance-reconciliation.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { ApiDesk, anIdleApi } from '../../support/api-desk.ts';
import { ReconcileDesk } from '../../support/reconcile-desk.ts';
import { DRIFTS } from '../application/reconciliation/drift-kinds.ts';

const START = { routeKey: 'POST /reconciliations', headers: { 'idempotency-key': 'one' } };
const bodyOf = ({ body }: { readonly body?: string | undefined }) => JSON.parse(body ?? '');

describe('reconciliations through the API', () => {
  it('Given drift and an operator who is asked, When it is approved, Then the report tells all of it', async () => {
    const desk = await ReconcileDesk.open();
    await DRIFTS.wrong_cash?.(desk);
    const api = new ApiDesk(desk.desk);
    const first = await api.call({ ...START, body: '{"mode":"MANUAL_APPROVAL"}' });
    expect(first.statusCode).toBe(202);
    const { id } = bodyOf(first);
    expect(bodyOf(await api.call({ ...START, body: '{"mode":"MANUAL_APPROVAL"}' })).id).toBe(id);
    expect(new Set(desk.desk.workflows).size).toBe(1);
    const look = async () => bodyOf(await api.call({ routeKey: 'GET /reconciliations/{id}', path: { id } }));
    while ((await look()).status !== 'WAITING_FOR_APPROVAL') {
      await advanceReconciliation(desk.deps, id);
      desk.desk.now += 10 * SECOND;
    }
    desk.desk.now += 60 * SECOND;
    const approve = { routeKey: 'POST /reconciliations/{id}/approve', path: { id }, body: '{}' };
    expect((await api.call(approve)).statusCode).toBe(202);
    expect((await api.call(approve)).statusCode).toBe(202);
    expect((await api.call({ ...approve, routeKey: 'POST /reconciliations/{id}/deny' })).statusCode).toBe(409);
    expect(new Set(desk.desk.workflows).size).toBe(2);
    await desk.finish(id);
    expect(await look()).toMatchObject({
      status: 'DONE',
      outcome: 'resolved',
      mode: 'MANUAL_APPROVAL',
      trigger: 'operator',
      requestedBy: 'arn:operator',
      decision: { verdict: 'approved', by: 'arn:operator' },
      open: 0,
      drifts: [{ kind: 'wrong_cash', subject: 'USD', quantity: null, value: '250', resolution: 'adjusted' }],
      troubles: [],
    });
    const list = bodyOf(await api.call({ routeKey: 'GET /reconciliations', query: { limit: '1' } }));
    expect(list.items.map((one: { readonly id: string }) => one.id)).toEqual([id]);
  });

  it('Given a declared quantity, Then the list of fills tells where it comes from', async () => {
    const desk = await ReconcileDesk.open();
    await DRIFTS.unknown_fill?.(desk);
    const { id } = await desk.reconcile('AUTO_ADJUST');
    const { items } = bodyOf(await new ApiDesk(desk.desk).call({ routeKey: 'GET /fills' }));
    expect(items.map((fill: { readonly provenance: unknown }) => fill.provenance)).toEqual([
      { kind: 'position', reconciliationId: id, of: null },
      null,
    ]);
  });

  it('Given no account yet, or no such reconciliation, Then it says so', async () => {
    const api = anIdleApi();
    const before = api.traces();
    const id = '0'.repeat(32);
    expect((await api.call({ ...START, body: '{}' })).statusCode).toBe(409);
    expect((await api.call({ routeKey: 'GET /reconciliations/{id}', path: { id } })).statusCode).toBe(404);
    for (const verb of ['approve', 'deny'])
      expect(
        (await api.call({ routeKey: `POST /reconciliations/{id}/${verb}`, path: { id }, body: '{}' })).statusCode,
      ).toBe(404);
    expect(api.traces()).toBe(before);
  });
});
