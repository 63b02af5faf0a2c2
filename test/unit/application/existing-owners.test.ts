import '../../simulation/quiet.ts';
import { describe, expect, it } from 'vitest';
import { symbolKey } from '#adapters/table/keys.ts';
import type { Broker } from '#application/ports/broker.ts';
import { stopSession } from '#application/sessions/stop-session.ts';
import { applyVenueFill } from '#application/tracking/apply-venue-fill.ts';
import type { ExistingPolicy } from '#domain/sessions/existing.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { BeforeDesk, ORDER, type Standing } from '../../support/before-desk.ts';
import { d, SYMBOL } from '../../support/builders.ts';
import { unlessDead } from '../../support/faulty.ts';
import { OTHER, ReconcileDesk } from '../../support/reconcile-desk.ts';

/** Positions are to be protected 5 % below their entry. */
function aDesk(existing: ExistingPolicy, standing: Standing): BeforeDesk {
  const one = new BeforeDesk(existing, standing);
  one.desk.plan = { ...one.desk.plan, exits: { ...one.desk.plan.exits, stopLossPct: d('0.05') } };
  return one;
}

async function stop({ deps, desk }: BeforeDesk): Promise<void> {
  const id = (await desk.ledger.readAccount())?.session?.id ?? '';
  await stopSession(deps, id, { reason: 'operator' });
}

/** From its call to its end. @returns the orders that were posted */
async function emergencyStop({ desk }: BeforeDesk, flatten: boolean): Promise<readonly unknown[]> {
  const posted: unknown[] = [];
  const placeOrder: Broker['placeOrder'] = async (request) => {
    posted.push(request);
    return { kind: 'accepted', brokerOrderId: 'x' };
  };
  desk.broker = new Proxy(desk.broker, {
    get: (target, name) => (name === 'placeOrder' ? placeOrder : Reflect.get(target, name)),
  });
  const { id } = await desk.emergencyStop({ flatten });
  for (let step = 0; step < 40; step += 1) {
    if ((await desk.advance(id)).kind === 'done') return posted;
    desk.now += 5_000;
  }
  throw new Error('the stop does not come to its end');
}

describe('a symbol that is ignored, and its owner trades', () => {
  it.each([
    ['buys', 'buy', '9799'],
    ['sells', 'sell', '10199'],
  ] as const)(
    'Given the owner %s there, Then only cash moves, no profit, and nothing is protected, left, or drift',
    async (_, side, cash) => {
      const one = aDesk('ignore', { held: { [SYMBOL]: '5' }, orders: [ORDER] });
      await one.start();
      await one.desk.track();
      one.desk.now += MINUTE;
      one.trade(side, 2);
      await one.desk.track();
      await one.desk.track();
      const view = await one.desk.ledger.readAccount();
      expect([view?.positions.size, view?.account.mode, one.desk.queue.length]).toEqual([0, 'NORMAL', 0]);
      const { equity, peak } = view?.account ?? {};
      expect([view?.account.cash, equity, peak].map((amount) => amount?.toFixed())).toEqual([cash, cash, cash]);
      for (const mode of ['HALT_ON_MISMATCH', 'AUTO_ADJUST'] as const) {
        const reconciler = new ReconcileDesk(one.desk, one.twin, '');
        expect(await reconciler.reconcile(mode)).toMatchObject({ outcome: 'agreed', drifts: [] });
      }
      expect(await emergencyStop(one, true)).toEqual([]);
      expect(one.twin.open).toEqual([ORDER]);
    },
  );

  it('Given a trade that tracking has not seen, Then a reconciliation books its cash, once', async () => {
    const one = aDesk('ignore', { held: { [SYMBOL]: '5' } });
    await one.start();
    await one.desk.track();
    one.trade('buy', 2);
    const found = await new ReconcileDesk(one.desk, one.twin, '').reconcile('HALT_ON_MISMATCH');
    expect(found.outcome).toBe('resolved');
    await one.desk.track();
    expect((await one.desk.ledger.readAccount())?.account.cash.toFixed()).toBe('9799');
  });

  it('Given a process that dies at any call, When the next tick comes, Then the trade has moved cash once, and is told once', async () => {
    for (let point = 0; ; point += 1) {
      const one = aDesk('ignore', { held: { [SYMBOL]: '5' } });
      await one.start();
      await one.desk.track();
      one.trade('buy', 2);
      one.desk.points.arm(point);
      const isWhole = (await unlessDead(one.desk.track())) !== null;
      one.desk.points.arm(null);
      await one.desk.track();
      const { account } = (await one.desk.ledger.readAccount()) ?? {};
      const events = (await one.events()).filter((kind) => kind === 'ForeignTrade');
      const adjustments = await one.desk.ledger.listCashAdjustments();
      expect([point, account?.cash.toFixed(), events.length, adjustments.length]).toEqual([point, '9799', 1, 1]);
      if (isWhole) {
        expect(point).toBeGreaterThan(8);
        return;
      }
    }
  });

  it('Given the symbol is adopted later, and the broker lists the trade once more, Then it has moved cash all the same', async () => {
    const one = aDesk('ignore', { held: { [SYMBOL]: '5' } });
    await one.start();
    await one.desk.track();
    one.trade('buy', 2);
    await one.desk.track();
    await stop(one);
    one.desk.plan = { ...one.desk.plan, existing: 'adopt' };
    expect(await one.start(undefined, 'second')).toMatchObject({
      kind: 'started',
      session: { adopts: [{ quantity: d(7) }] },
    });
    const [again] = one.twin.fills;
    if (again === undefined) throw new Error('the broker lists no trade');
    expect(await applyVenueFill(one.desk, again)).toBeNull();
    one.twin.fills.push(again);
    const found = await new ReconcileDesk(one.desk, one.twin, '').reconcile('HALT_ON_MISMATCH');
    const { account } = (await one.desk.ledger.readAccount()) ?? {};
    expect([found.outcome, await one.quantity(), account?.cash.toFixed(), account?.mode]).toEqual([
      'agreed',
      '7',
      '9799',
      'NORMAL',
    ]);
  });

  it('Given another session, Then that ignores it, too', async () => {
    const one = aDesk('ignore', { held: { [SYMBOL]: '5' } });
    await one.start();
    await one.desk.track();
    await stop(one);
    one.trade('buy', 1);
    await one.desk.track();
    expect(await one.start(undefined, 'second')).toMatchObject({ kind: 'started', session: { symbols: [OTHER] } });
  });
});

describe('a symbol that is adopted', () => {
  it('Given a trade that is not booked yet, Then the start waits for it, and it counts once', async () => {
    const one = aDesk('adopt', {});
    await one.start();
    await one.desk.track();
    await stop(one);
    one.trade('buy', 5);
    const start = () => one.start(undefined, 'second');
    expect(await start()).toMatchObject({ kind: 'conflict', reason: expect.stringContaining('still to be booked') });
    await one.desk.track();
    expect(await start()).toMatchObject({ kind: 'started' });
    await one.desk.track();
    const { latest, view } = await one.settle();
    expect([latest?.outcome, view?.session?.status, await one.quantity()]).toEqual(['agreed', 'RUNNING', '5']);
    expect(view?.account.cash.toFixed()).toBe('9499');
    one.desk.now += MINUTE;
    await one.desk.monitor();
    expect(one.desk.queue).toMatchObject([{ intent: { quantity: d(5), purpose: 'protection' } }]);
  });

  it('Given it dies at any call, and a reconciliation declares what it finds, Then it is not adopted once more', async () => {
    let declared = 0;
    for (let point = 0; ; point += 1) {
      const one = aDesk('adopt', { held: { [SYMBOL]: '5' } });
      one.desk.points.arm(point);
      if ((await unlessDead(one.start())) !== null) break;
      one.desk.points.arm(null);
      if ((await one.desk.ledger.readAccount()) === null) continue;
      const isAdopted = (await one.quantity()) !== '0';
      await new ReconcileDesk(one.desk, one.twin, '').reconcile('AUTO_ADJUST');
      declared += isAdopted ? 0 : 1;
      await one.tick();
      const account = (await one.desk.ledger.readAccount())?.account;
      expect([point, await one.quantity(), account?.cash.toFixed(), account?.peak.toFixed()]).toEqual([
        point,
        '5',
        '10000',
        '10500',
      ]);
    }
    expect(declared).toBeGreaterThan(0);
  });

  it('Given a short, and nothing allows one, Then the start is refused', async () => {
    const one = aDesk('adopt', { cash: 10_500, held: { [SYMBOL]: '-5' } });
    expect(await one.start()).toMatchObject({ kind: 'conflict', reason: expect.stringContaining(`-5 ${SYMBOL}`) });
    expect(await one.desk.ledger.readAccount()).toBeNull();
  });

  it('Given an order of ours that came to nothing has left a row, Then what stands there is judged all the same', async () => {
    const one = aDesk('refuse', {});
    await one.start();
    await one.desk.track();
    await one.desk.table.write({
      kind: 'update',
      key: symbolKey('main', SYMBOL),
      set: { schemaVersion: d(1) },
    });
    await stop(one);
    one.twin.hold(SYMBOL, d(5));
    expect(await one.start(undefined, 'second')).toMatchObject({ kind: 'conflict' });
  });
});
