import { describe, expect, it } from 'vitest';
import { createPrng } from '#domain/simulation/prng.ts';
import { ApiDesk, type ApiRequest, aTradingDesk } from '../../support/api-desk.ts';
import { barsOf } from '../../support/builders.ts';
import { aDeskAfter, aScript, BUY, working } from '../../support/exit-desk.ts';
import { jittery } from '../../support/jittery-table.ts';
import { PaperDesk } from '../../support/paper-desk.ts';

/** Of each kind that may succeed once only: together a thousand. */
const PAIRS = 250;
/** Of the others. */
const FEWER = 40;

interface Raced {
  readonly desk: PaperDesk;
  /** Status of each answer, ascending. */
  readonly statuses: readonly number[];
}

/** Two requests at once, in front of a table that answers each in its own time. */
async function race(
  [desk, orderId = '']: readonly [PaperDesk, string?],
  seed: number,
  requests: readonly ApiRequest[],
): Promise<Raced> {
  const api = new ApiDesk(desk, orderId, jittery(desk.table, createPrng(seed)));
  const answers = await Promise.all(requests.map((request) => api.call(request)));
  return { desk, statuses: answers.map(({ statusCode = 0 }) => statusCode).sort((a, b) => a - b) };
}

/** The outcomes of all pairs, each kind once. */
async function kindsOf(outcomeOf: (seed: number) => Promise<unknown>, pairs = PAIRS): Promise<readonly string[]> {
  const kinds = new Set<string>();
  for (let seed = 1; seed <= pairs; seed += 1) kinds.add(JSON.stringify(await outcomeOf(seed)));
  return [...kinds].sort();
}

const keyed = (request: ApiRequest, key: string): ApiRequest => ({ ...request, headers: { 'idempotency-key': key } });

describe('racing pairs', () => {
  it('Given two pauses of one session, When they arrive at once, Then one is taken and one is a conflict', async () => {
    const kinds = await kindsOf(async (seed) => {
      const [desk, orderId] = await aTradingDesk();
      const pause = { routeKey: 'POST /sessions/{id}/pause', path: { id: desk.sessionId } };
      const { statuses } = await race([desk, orderId], seed, [pause, pause]);
      return [statuses, (await desk.ledger.readSession(desk.sessionId))?.status];
    });
    expect(kinds).toEqual(['[[202,409],"PAUSED"]']);
  });

  it('Given two stops of one session, When they arrive at once, Then one is taken and one is a conflict', async () => {
    const kinds = await kindsOf(async (seed) => {
      const [desk, orderId] = await aTradingDesk();
      const stop = { routeKey: 'POST /sessions/{id}/stop', path: { id: desk.sessionId } };
      const { statuses } = await race([desk, orderId], seed, [keyed(stop, 'a'), keyed(stop, 'b')]);
      return [statuses, (await desk.ledger.readSession(desk.sessionId))?.status];
    });
    expect(kinds).toEqual(['[[202,409],"STOPPING"]']);
  });

  it('Given a pause and a stop, When they arrive at once, Then the session is stopping, unless the pause won and the stop is told so', async () => {
    const kinds = await kindsOf(async (seed) => {
      const [desk, orderId] = await aTradingDesk();
      const path = { id: desk.sessionId };
      const requests = ['pause', 'stop'].map((act) => ({ routeKey: `POST /sessions/{id}/${act}`, path }));
      const { statuses } = await race([desk, orderId], seed, requests);
      return [statuses, (await desk.ledger.readSession(desk.sessionId))?.status];
    }, FEWER);
    expect(
      kinds.every((kind) =>
        ['[[202,202],"STOPPING"]', '[[202,409],"PAUSED"]', '[[202,409],"STOPPING"]'].includes(kind),
      ),
    ).toBe(true);
  });

  it('Given two starts with different keys, When they arrive at once, Then one session holds the account and the other is a conflict', async () => {
    const kinds = await kindsOf(async (seed) => {
      const start = { routeKey: 'POST /sessions' };
      const desk = new PaperDesk(aScript([BUY]), barsOf([100, 101]));
      const { statuses } = await race([desk], seed, [keyed(start, 'a'), keyed(start, 'b')]);
      return [statuses, (await desk.ledger.listSessions()).map(({ status }) => status)];
    });
    expect(kinds).toEqual(['[[202,409],["RUNNING"]]']);
  });

  it('Given two starts with the same key, When they arrive at once, Then they are one session', async () => {
    const kinds = await kindsOf(async (seed) => {
      const start = keyed({ routeKey: 'POST /sessions' }, 'a');
      const desk = new PaperDesk(aScript([BUY]), barsOf([100, 101]));
      const { statuses } = await race([desk], seed, [start, start]);
      return [statuses, (await desk.ledger.listSessions()).map(({ status }) => status)];
    });
    expect(kinds).toEqual(['[[202,202],["RUNNING"]]']);
  });

  it('Given two changes of one order with different keys, When they arrive at once and are delivered, Then one order works in its place', async () => {
    const kinds = await kindsOf(async (seed) => {
      const [desk, orderId] = await aTradingDesk();
      const change = (limitPrice: string): ApiRequest => ({
        routeKey: 'PATCH /orders/{clientOrderId}',
        path: { clientOrderId: orderId },
        body: JSON.stringify({ limitPrice }),
      });
      const { statuses } = await race([desk, orderId], seed, [keyed(change('91'), 'a'), keyed(change('92'), 'b')]);
      await desk.consume();
      return [statuses, await working(desk), (await desk.venue.listOpenOrders()).length];
    });
    expect(kinds).toEqual(['[[202,202],["sell 95 protection","buy 1 manual"],2]']);
  });

  it('Given two orders with the same key, When they arrive at once and are delivered, Then they are one order', async () => {
    const kinds = await kindsOf(async (seed) => {
      const [desk] = await aDeskAfter(4, aScript([]));
      const body = JSON.stringify({ symbol: 'SYN/USD', side: 'buy', quantity: '1', type: 'limit', limitPrice: '90' });
      const order = keyed({ routeKey: 'POST /orders', body }, 'a');
      const { statuses } = await race([desk], seed, [order, order]);
      await desk.consume();
      return [statuses, await working(desk)];
    }, FEWER);
    expect(kinds).toEqual(['[[202,202],["buy 1 manual"]]']);
  });

  it('Given a change and a cancel of one order, When they arrive at once and are delivered in either order, Then no order is left', async () => {
    const kinds = await kindsOf(async (seed) => {
      const [desk, orderId] = await aTradingDesk();
      const path = { clientOrderId: orderId };
      const change = { routeKey: 'PATCH /orders/{clientOrderId}', path, body: '{"limitPrice":"91"}' };
      const { statuses } = await race([desk, orderId], seed, [
        change,
        { routeKey: 'DELETE /orders/{clientOrderId}', path },
      ]);
      await desk.consume();
      return [statuses, await working(desk)];
    }, FEWER);
    expect(kinds).toEqual(['[[202,202],["sell 95 protection"]]']);
  });

  it('Given two closes of one position with different keys, When they arrive at once and are delivered, Then one exit works', async () => {
    const kinds = await kindsOf(async (seed) => {
      const [desk, orderId] = await aTradingDesk();
      const close = { routeKey: 'POST /positions/{symbol}/close', path: { symbol: 'SYN/USD' } };
      const { statuses } = await race([desk, orderId], seed, [keyed(close, 'a'), keyed(close, 'b')]);
      await desk.consume();
      return [statuses, await working(desk)];
    }, FEWER);
    expect(kinds).toEqual(['[[202,202],["sell 95 manual_exit"]]']);
  });
});
