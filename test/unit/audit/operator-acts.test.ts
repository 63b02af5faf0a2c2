import { beforeEach, describe, expect, it } from 'vitest';
import type { Table } from '#adapters/table/table.ts';
import { TableAuditTrail } from '#adapters/table/table-audit-trail.ts';
import { type ApiDesk, aTradingApi, ApiDesk as Desk } from '../../support/api-desk.ts';

let api: ApiDesk;
let audit: TableAuditTrail;
beforeEach(async () => {
  api = await aTradingApi();
  audit = new TableAuditTrail(api.desk.table, 'main');
});

const order = (quantity: string) =>
  JSON.stringify({ symbol: 'SYN/USD', side: 'sell', quantity, type: 'limit', limitPrice: '500', reduceOnly: true });
const headers = { 'idempotency-key': 'key-1' };

describe('acts of operators', () => {
  it('Given a request that is carried out, When it is asked for again with its key, Then the trail has one entry, with the caller', async () => {
    const pause = { routeKey: 'POST /sessions/{id}/pause', path: { id: api.desk.sessionId }, headers };
    expect((await api.call(pause)).statusCode).toBe(202);
    expect((await api.call(pause)).statusCode).toBe(202);
    const acts = await audit.listUnsealed();
    expect(acts).toHaveLength(1);
    expect(acts[0]).toMatchObject({
      kind: 'OperatorActed',
      subject: `ACTS/${api.desk.sessionId}`,
      sessionId: api.desk.sessionId,
      actor: 'arn:operator',
      cause: 'POST /sessions/{id}/pause',
      detail: { key: 'key-1', status: '202' },
    });
  });

  it('Given an order by hand that risk denies, Then the trail has who wanted it', async () => {
    const { statusCode, body = '' } = await api.call({ routeKey: 'POST /orders', headers, body: order('1000000') });
    expect(statusCode).toBe(422);
    const [act] = await audit.listUnsealed();
    expect(act).toMatchObject({ kind: 'OperatorRefused', actor: 'arn:operator', cause: 'POST /orders' });
    expect(act?.subject).toBe(`ACTS/${JSON.parse(body).clientOrderId}`);
  });

  it('Given what is read, what is refused, and an emergency stop, whose record names the caller, Then the trail has no act', async () => {
    await api.call({ routeKey: 'GET /orders' });
    await api.call({ routeKey: 'POST /sessions/{id}/resume', path: { id: api.desk.sessionId } });
    await api.call({ routeKey: 'POST /orders', body: '{}' });
    await api.call({ routeKey: 'POST /emergency-stop', body: JSON.stringify({ reason: 'test' }) });
    expect(await audit.listUnsealed()).toEqual([]);
  });

  it('Given a trail that cannot be written, When a request was carried out, Then its caller hears of a failure, and the repeat ends in the act and its entry', async () => {
    let isBroken = true;
    const { table } = api.desk;
    const broken: Table = {
      get: (key) => table.get(key),
      getMany: (keys) => table.getMany(keys),
      query: (pk, from) => table.query(pk, from),
      queryOpenOrders: (pk) => table.queryOpenOrders(pk),
      transact: (writes, token) => table.transact(writes, token),
      write: async (write) => {
        const isEntry = write.kind === 'put' && write.item.pk === 'AUDIT#main';
        if (isEntry && isBroken) throw new Error('away');
        return table.write(write);
      },
    };
    const desk = new Desk(api.desk, api.orderId, broken);
    const pause = { routeKey: 'POST /sessions/{id}/pause', path: { id: api.desk.sessionId }, headers };
    await expect(desk.call(pause)).rejects.toThrow('away');
    isBroken = false;
    expect((await desk.call(pause)).statusCode).toBe(202);
    expect(await audit.listUnsealed()).toHaveLength(1);
  });
});
