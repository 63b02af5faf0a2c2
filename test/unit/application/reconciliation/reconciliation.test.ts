import { describe, expect, it } from 'vitest';
import { decideReconciliation } from '#application/reconciliation/decide-reconciliation.ts';
import { requestReconciliation } from '#application/reconciliation/request-reconciliation.ts';
import { applyVenueFill } from '#application/tracking/apply-venue-fill.ts';
import { requestCancel } from '#domain/orders/order-lifecycle.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { d, RECONCILIATION, SYMBOL } from '../../../support/builders.ts';
import { checkMoney } from '../../../support/check-money.ts';
import { aVenueFill } from '../../../support/exit-desk.ts';
import { OTHER, ReconcileDesk } from '../../../support/reconcile-desk.ts';
import { DRIFTS } from './drift-kinds.ts';

async function aDesk(kind?: string): Promise<ReconcileDesk> {
  const desk = await ReconcileDesk.open();
  if (kind !== undefined) await DRIFTS[kind]?.(desk);
  return desk;
}

async function accountOf({ ledger }: ReconcileDesk) {
  const view = await ledger.readAccount();
  if (view === null) throw new Error('there is no account');
  return view.account;
}

async function held({ ledger }: ReconcileDesk, symbol = OTHER) {
  return (await ledger.readAccount())?.positions.get(symbol);
}

const kindsOf = async ({ ledger }: ReconcileDesk) => (await ledger.listRiskEvents()).map(({ kind }) => kind);

describe('a reconciliation', () => {
  it('Given ledger and broker agree, Then it says so, and nothing is touched', async () => {
    const desk = await aDesk();
    const before = await desk.ledger.readAccount();
    const done = await desk.reconcile('HALT_ON_MISMATCH');
    expect(done).toMatchObject({ outcome: 'agreed', drifts: [], troubles: [] });
    expect(await desk.ledger.readAccount()).toEqual(before);
    expect(await kindsOf(desk)).toContain('ReconciliationCompleted');
    expect(await kindsOf(desk)).not.toContain('DriftDetected');
  });

  it.each(['listFills', 'listOpenOrders', 'listPositions', 'getBalance'])(
    'Given %s fails while the broker seems empty, Then nothing is concluded, and it is asked again until it answers',
    async (method) => {
      const desk = await aDesk();
      const before = await desk.ledger.readAccount();
      const { twin } = desk;
      const positions = [...twin.held];
      twin.held.clear();
      twin.silent.add(method);
      const { id } = await desk.request('AUTO_ADJUST');
      for (let step = 0; step < 5; step += 1) {
        expect(await desk.advance(id)).toMatchObject({ kind: 'wait' });
        desk.desk.now += 5 * SECOND;
      }
      expect(await desk.ledger.readAccount()).toEqual(before);
      for (const [symbol, quantity] of positions) twin.held.set(symbol, quantity);
      twin.silent.clear();
      expect(await desk.finish(id)).toMatchObject({ outcome: 'agreed', drifts: [] });
    },
  );

  it('Given a look-up of an order fails, Then its absence from the list proves nothing', async () => {
    const desk = await aDesk();
    desk.twin.open.length = 0;
    desk.twin.silent.add('getOrder');
    expect(await desk.reconcile('AUTO_ADJUST')).toMatchObject({ outcome: 'unanswered', drifts: [] });
    expect(await desk.ledger.listOpenOrders()).toHaveLength(2);
  });

  it('Given a difference that is gone at the second look, Then it was none', async () => {
    const desk = await aDesk('wrong_cash');
    const { id } = await desk.request('HALT_ON_MISMATCH');
    expect(await desk.advance(id)).toMatchObject({ kind: 'wait', seconds: 0 });
    expect(await desk.advance(id)).toMatchObject({ kind: 'wait', seconds: 10 });
    desk.twin.cash = desk.twin.cash.minus(250);
    const done = await desk.finish(id);
    expect([done.outcome, done.drifts.map(({ resolution }) => resolution)]).toEqual(['agreed', ['gone']]);
    expect((await accountOf(desk)).mode).toBe('NORMAL');
  });

  it('Given a fill that tracking takes over within its minute, When the mode only warns, Then it is no drift', async () => {
    const desk = await aDesk('missed_fill');
    const { id } = await desk.request('WARN_ONLY');
    const [fill] = desk.twin.fills;
    if (fill === undefined) throw new Error('there is no fill');
    for (let step = 0; step < 5; step += 1) {
      expect(await desk.advance(id)).toMatchObject({ kind: 'wait' });
      desk.desk.now += 10 * SECOND;
    }
    await applyVenueFill({ ...desk.deps, broker: desk.desk.broker }, fill);
    expect(await desk.finish(id)).toMatchObject({ outcome: 'agreed' });
    expect((await kindsOf(desk)).filter((kind) => kind === 'DriftDetected')).toHaveLength(0);
  });

  it('Given one that was asked for long ago, Then its time begins with its first look', async () => {
    const desk = await aDesk('wrong_cash');
    const { id } = await desk.request('AUTO_ADJUST');
    desk.desk.now += 3_600 * SECOND;
    expect(await desk.finish(id)).toMatchObject({ outcome: 'resolved' });
  });

  it('Given an order of unknown outcome, Then it is left to its resolver, and nothing is concluded', async () => {
    const desk = await aDesk('wrong_quantity');
    const order = await desk.ledger.readOrder(desk.limitId);
    if (order === null) throw new Error('there is no order');
    const { version } = order;
    await desk.ledger.commitOrder(order, { ...order, version: version + 1, outcomeUnknown: true });
    const done = await desk.reconcile('AUTO_ADJUST');
    expect(done.outcome).toBe('unanswered');
    expect(done.troubles).toEqual([expect.stringContaining('outcome is not known')]);
    expect(await desk.ledger.listCashAdjustments()).toEqual([]);
  });

  it('Given an order that we have asked to be cancelled, When it is gone, Then its end is adopted and is no drift', async () => {
    const desk = await aDesk();
    const order = await desk.ledger.readOrder(desk.limitId);
    if (order === null) throw new Error('there is no order');
    await desk.ledger.commitOrder(order, requestCancel(order, desk.desk.now));
    await DRIFTS.cancelled_elsewhere?.(desk);
    expect(await desk.reconcile('AUTO_ADJUST')).toMatchObject({ outcome: 'agreed', drifts: [] });
    expect((await desk.ledger.readOrder(desk.limitId))?.state).toBe('CANCELLED');
  });

  it('Given an order of ours that the broker does not know, Then nothing is taken for its end', async () => {
    const desk = await aDesk();
    desk.twin.open.length = 1;
    const done = await desk.reconcile('AUTO_ADJUST');
    expect(done.outcome).toBe('drift');
    expect(await desk.ledger.listOpenOrders()).toHaveLength(2);
    expect(await accountOf(desk)).toMatchObject({ mode: 'REDUCE_ONLY', modeCause: 'reconciliation' });
  });

  it('Given drift that stands, Then it is one event and keeps its age, however often it is found', async () => {
    const desk = await aDesk('wrong_cash');
    const first = await desk.reconcile('WARN_ONLY');
    desk.desk.now += 300 * SECOND;
    const second = await desk.reconcile('WARN_ONLY');
    expect(second.drifts.map(({ since }) => since)).toEqual(first.drifts.map(({ since }) => since));
    expect((await kindsOf(desk)).filter((kind) => kind === 'DriftDetected')).toHaveLength(1);
  });

  it('Given a position that a stop should protect and none rests, Then it is told, and halts nothing', async () => {
    const desk = await aDesk();
    const stop = desk.twin.open.find(({ side }) => side === 'sell');
    if (stop === undefined) throw new Error('there is no stop');
    desk.twin.open.splice(desk.twin.open.indexOf(stop), 1);
    desk.twin.ended.set(stop.clientOrderId ?? '', { ...stop, status: 'cancelled', cause: 'by hand' });
    const done = await desk.reconcile('HALT_ON_MISMATCH');
    expect(done.outcome).toBe('resolved');
    expect(done.drifts.map(({ kind, resolution }) => [kind, resolution])).toEqual([
      ['cancelled_elsewhere', 'applied'],
      ['unprotected', 'open'],
    ]);
    expect((await accountOf(desk)).mode).toBe('NORMAL');
    expect(await kindsOf(desk)).not.toContain('DriftDetected');
    desk.desk.now += 90 * SECOND;
    expect(await desk.reconcile('HALT_ON_MISMATCH')).toMatchObject({ outcome: 'agreed' });
    expect(await kindsOf(desk)).toContain('DriftDetected');
  });

  it('Given the same key, Then it is the same reconciliation', async () => {
    const desk = await aDesk();
    const request = { key: 'k', trigger: 'operator', mode: 'WARN_ONLY', requestedBy: 'me' } as const;
    const first = await requestReconciliation(desk.deps, request);
    desk.desk.now += 60 * SECOND;
    expect(await requestReconciliation(desk.deps, request)).toEqual(first);
    expect((await requestReconciliation(desk.deps, { ...request, key: 'l' })).id).not.toBe(first.id);
  });
});

describe('MANUAL_APPROVAL', () => {
  it('Given nobody decides, Then no exposure is added meanwhile, and after the time-out trading halts with nothing declared', async () => {
    const desk = await aDesk('wrong_cash');
    const { id } = await desk.request('MANUAL_APPROVAL');
    const start = desk.desk.now;
    while ((await desk.stored(id)).phase !== 'waiting') {
      await desk.advance(id);
      desk.desk.now += 5 * SECOND;
    }
    expect(await accountOf(desk)).toMatchObject({ mode: 'REDUCE_ONLY', modeCause: 'reconciliation' });
    const done = await desk.finish(id);
    expect(done).toMatchObject({ outcome: 'halted', decision: { verdict: 'timed_out' } });
    expect(desk.desk.now - start).toBeGreaterThanOrEqual(RECONCILIATION.approvalTimeout);
    expect(await accountOf(desk)).toMatchObject({ mode: 'HALTED', modeCause: 'reconciliation' });
    expect(await desk.ledger.listCashAdjustments()).toEqual([]);
  });

  it('Given it is denied, Then trading halts; and the first word stands', async () => {
    const desk = await aDesk('wrong_cash');
    const done = await desk.reconcile('MANUAL_APPROVAL', 'denied');
    expect(done).toMatchObject({ outcome: 'halted', decision: { verdict: 'denied', by: 'tester' } });
    expect((await accountOf(desk)).mode).toBe('HALTED');
    const decide = (verdict: 'approved' | 'denied') => decideReconciliation(desk.deps, done.id, verdict, 'another');
    expect(await decide('approved')).toMatchObject({ kind: 'conflict' });
    expect(await decide('denied')).toMatchObject({ kind: 'decided', reconciliation: { decision: { by: 'tester' } } });
    expect(await decideReconciliation(desk.deps, 'none', 'denied', 'me')).toEqual({ kind: 'not_found' });
  });

  it('Given another difference than the approved one, Then it is not declared', async () => {
    const desk = await aDesk('wrong_quantity');
    const { id } = await desk.request('MANUAL_APPROVAL');
    while ((await desk.stored(id)).phase !== 'waiting') {
      await desk.advance(id);
      desk.desk.now += 5 * SECOND;
    }
    await decideReconciliation(desk.deps, id, 'approved', 'me');
    desk.twin.hold(SYMBOL, d(-40));
    const done = await desk.finish(id);
    expect(done).toMatchObject({
      outcome: 'drift',
      troubles: [expect.stringContaining('not what was to be declared')],
    });
    expect((await held(desk, SYMBOL))?.quantity.toFixed()).toBe('47');
  });

  it('Given approval, Then it is declared, and the restriction ends', async () => {
    const desk = await aDesk('wrong_cash');
    expect(await desk.reconcile('MANUAL_APPROVAL')).toMatchObject({ outcome: 'resolved' });
    expect(await accountOf(desk)).toMatchObject({ mode: 'NORMAL', modeCause: null });
  });
});

describe('a declared adjustment', () => {
  it('Given one, Then it says where it comes from', async () => {
    const desk = await aDesk('unknown_fill');
    const { id } = await desk.reconcile('AUTO_ADJUST');
    const entry = (await desk.ledger.listFills(null)).at(-1);
    expect(entry).toMatchObject({ provenance: { kind: 'position', reconciliationId: id, of: null }, side: 'buy' });
    expect([entry?.quantity.toFixed(), entry?.price.toFixed(), entry?.notional.toFixed()]).toEqual([
      '5',
      '99.1',
      '495.5',
    ]);
  });

  it('Given the real fill comes by the tracker, Then what was declared is taken back with it, to the last digit', async () => {
    const desk = await aDesk('unknown_fill');
    const bare = await aDesk();
    await desk.reconcile('AUTO_ADJUST');
    const fill = aVenueFill('late', 5, { symbol: OTHER, price: d(99), fee: d('0.5'), time: desk.desk.now - 60_000 });
    const deps = { ...desk.deps, broker: desk.desk.broker };
    await applyVenueFill(deps, fill);
    expect(await applyVenueFill(deps, fill)).toBeNull();
    await applyVenueFill({ ...bare.deps, broker: bare.desk.broker }, fill);
    const plain = async (one: ReconcileDesk) => {
      const { adjustedAt: _, fillSeq: __, ...position } = JSON.parse(JSON.stringify(await held(one)));
      return position;
    };
    expect(await plain(desk)).toEqual(await plain(bare));
    const [is, was] = [await accountOf(desk), await accountOf(bare)];
    expect([is.cash.toFixed(), is.realizedPnl.toFixed(), is.fees.toFixed()]).toEqual([
      was.cash.toFixed(),
      was.realizedPnl.toFixed(),
      was.fees.toFixed(),
    ]);
    await checkMoney(desk.ledger);
  });

  it('Given a part of the real fill, Then so much is taken back, and the rest with the rest', async () => {
    const desk = await aDesk('unknown_fill');
    await desk.reconcile('AUTO_ADJUST');
    for (const [id, quantity] of [
      ['a', 2],
      ['b', 3],
      ['c', 1],
    ] as const) {
      const fill = aVenueFill(id, quantity, { symbol: OTHER, price: d(99), time: desk.desk.now - 60_000 });
      await applyVenueFill({ ...desk.deps, broker: desk.desk.broker }, fill);
      await checkMoney(desk.ledger);
    }
    expect((await held(desk))?.quantity.toFixed()).toBe('6');
    expect((await held(desk))?.adjustedQuantity.toFixed()).toBe('0');
    expect((await held(desk))?.cost.toFixed()).toBe('594');
  });

  it('Given a fill made after the declaration, Then it is news, and nothing is taken back', async () => {
    const desk = await aDesk('unknown_position');
    await desk.reconcile('AUTO_ADJUST');
    const fill = aVenueFill('new', 5, { symbol: OTHER, time: desk.desk.now + 60_000 });
    await applyVenueFill({ ...desk.deps, broker: desk.desk.broker }, fill);
    expect((await held(desk))?.quantity.toFixed()).toBe('10');
    expect((await held(desk))?.adjustedQuantity.toFixed()).toBe('5');
  });

  it('Given the fill comes after the declared position was sold, Then cash and P&L are those of the two trades', async () => {
    const desk = await aDesk('unknown_fill');
    const before = await accountOf(desk);
    await desk.reconcile('AUTO_ADJUST');
    const apply = async (fill: ReturnType<typeof aVenueFill>) => {
      desk.desk.now += SECOND;
      await applyVenueFill({ ...desk.deps, broker: desk.desk.broker }, fill);
    };
    await apply(aVenueFill('sale', 5, { symbol: OTHER, side: 'sell', price: d(110), time: desk.desk.now }));
    await apply(aVenueFill('late', 5, { symbol: OTHER, price: d(99), fee: d('0.5'), time: desk.desk.now - 60_000 }));
    const account = await accountOf(desk);
    expect(account.cash.minus(before.cash).toFixed()).toBe('54.5');
    expect(account.realizedPnl.minus(before.realizedPnl).toFixed()).toBe('55');
    expect((await held(desk))?.quantity.toFixed()).toBe('0');
    await checkMoney(desk.ledger);
  });

  it('Given cash came in, Then it is neither profit nor drawdown', async () => {
    const desk = await aDesk('wrong_cash');
    const before = await accountOf(desk);
    await desk.reconcile('AUTO_ADJUST');
    const after = await accountOf(desk);
    const moved = (name: 'cash' | 'equity' | 'peak' | 'dayStartEquity') => after[name].minus(before[name]).toFixed();
    expect([moved('cash'), moved('equity'), moved('peak'), moved('dayStartEquity')]).toEqual(Array(4).fill('250'));
    expect(after.maxDrawdown.toFixed()).toBe(before.maxDrawdown.toFixed());
  });

  it('Given no price of a position is known, Then it is not declared, and no exposure is added', async () => {
    const desk = await aDesk('unknown_position');
    desk.desk.marketData = { ...desk.desk.marketData, getLatestPrice: async () => null };
    const done = await desk.reconcile('AUTO_ADJUST');
    expect(done).toMatchObject({ outcome: 'drift', drifts: [{ kind: 'unknown_position', value: null }] });
    expect(await accountOf(desk)).toMatchObject({ mode: 'REDUCE_ONLY', modeCause: 'reconciliation' });
  });
});
