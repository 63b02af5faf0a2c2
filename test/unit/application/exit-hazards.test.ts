import { describe, expect, it } from 'vitest';
import { applyVenueFill } from '#application/tracking/apply-venue-fill.ts';
import { SECOND } from '#domain/shared/instant.ts';
import type { Phase } from '#domain/simulation/phases.ts';
import { NO_EXITS } from '#domain/trading/exit-rules.ts';
import { d } from '../../support/builders.ts';
import {
  aCancel,
  aDeskAfter,
  aScript,
  aVenueFill,
  BUY,
  deliverOne,
  generate,
  held,
  ordersOf,
  runAll,
  runUnconsumed,
  SELL,
  working,
} from '../../support/exit-desk.ts';
import { withPost } from '../../support/faulty.ts';
import { type PaperDesk, VENUE } from '../../support/paper-desk.ts';

const STOPPED_AND_TIMED = { ...NO_EXITS, stopLossPct: d('0.1'), timeExitBars: 2 };

/** Ticks within a bar: nothing closes meanwhile. */
async function tick(desk: PaperDesk, times = 3): Promise<void> {
  for (let n = 0; n < times; n++) {
    desk.now += SECOND;
    await desk.monitor();
    await desk.consume();
  }
}

function firstOf(phases: readonly Phase[]): Phase {
  const [phase] = phases;
  if (phase === undefined) throw new Error('no phase is left');
  return phase;
}

async function workingOrder(desk: PaperDesk, purpose: string) {
  const order = (await desk.ledger.listOpenOrders()).find(({ intent }) => intent.purpose === purpose);
  if (order === undefined) throw new Error(`no ${purpose} works`);
  return order;
}

describe('what a position is protected by within a bar', () => {
  it('Given an entry that fills twice within a bar, Then the stop ends with the quantity of the position', async () => {
    const plan = aScript([BUY], { venue: { ...VENUE, maxVolumeShare: d(40) } });
    const [desk] = await aDeskAfter(4, plan);
    expect(await working(desk)).toEqual(['buy 95 entry', 'sell 40 protection']);
    const { clientOrderId } = (await workingOrder(desk, 'entry')).intent;
    await applyVenueFill(desk, aVenueFill('second', 30, { clientOrderId }));
    await tick(desk);
    expect([await held(desk), ...(await working(desk))]).toEqual(['70', 'buy 95 entry', 'sell 70 protection']);
  });

  it('Given an exit that the venue refuses behind its cancel, Then the next tick decides it again', async () => {
    const [desk, phases] = await aDeskAfter(5, aScript([BUY], { exits: STOPPED_AND_TIMED }));
    desk.broker = withPost(desk.venue, async () => ({ kind: 'rejected', code: 'UNAVAILABLE', cause: 'BUSY' }));
    await desk.run(firstOf(phases));
    expect(await working(desk)).toEqual([]);
    desk.broker = desk.venue;
    await tick(desk);
    expect(await working(desk)).toEqual(['sell 95 time_exit']);
    expect(await ordersOf(desk)).toContain('time_exit 95 REJECTED');
  });
});

describe('an exit that does not find what it was planned on', () => {
  it('Given a stop filled in part before the exit is sent, Then the exit leaves what is still held', async () => {
    const [desk, phases] = await aDeskAfter(5, aScript([BUY, null, SELL]));
    await runUnconsumed(desk, phases);
    const { clientOrderId } = (await workingOrder(desk, 'protection')).intent;
    await applyVenueFill(desk, aVenueFill('part', 40, { side: 'sell', price: d(90), clientOrderId }));
    await desk.consume();
    expect([await held(desk), ...(await working(desk))]).toEqual(['55', 'sell 55 strategy_exit']);
  });

  it('Given an entry that fills on before the exit is carried out, Then the exit leaves that too', async () => {
    const venue = { ...VENUE, maxVolumeShare: d(20) };
    const [desk, phases] = await aDeskAfter(5, aScript([BUY, null, SELL], { venue }));
    await runUnconsumed(desk, phases);
    const { clientOrderId } = (await workingOrder(desk, 'entry')).intent;
    expect(await held(desk)).toBe('40');
    await applyVenueFill(desk, aVenueFill('late', 5, { clientOrderId }));
    await desk.consume();
    expect([await held(desk), ...(await working(desk))]).toEqual(['45', 'sell 45 strategy_exit']);
  });

  /** An exit is due, the cancel before it is lost, and so it comes to a symbol that is busy. */
  async function aBusyDesk(script: Parameters<typeof aScript>[0], exits = NO_EXITS) {
    const rules = { ...exits, stopLossPct: d('0.1') };
    const [desk, phases] = await aDeskAfter(5, aScript(script, { exits: rules }));
    const rest = await runUnconsumed(desk, phases);
    expect(desk.queue.map(({ kind }) => kind)).toEqual(['cancel', 'place']);
    const [cancel] = desk.queue.splice(0, 1);
    await expect(desk.consume()).rejects.toThrow('other exits of SYN/USD still hold the whole position');
    expect([await working(desk), (await ordersOf(desk)).length]).toEqual([['sell 95 protection'], 2]);
    return { desk, rest, cancel };
  }

  it('Given a symbol that is busy, When the exit is delivered again behind its cancel, Then it leaves', async () => {
    const { desk, rest, cancel } = await aBusyDesk([BUY, null, SELL]);
    if (cancel !== undefined) desk.queue.unshift(cancel);
    await desk.consume();
    expect(await working(desk)).toEqual(['sell 95 strategy_exit']);
    await runAll(desk, rest);
    expect([await held(desk), ...(await working(desk))]).toEqual(['0']);
  });

  it('Given an exit rule whose messages are lost, Then the next tick decides the same exit again', async () => {
    const { desk } = await aBusyDesk([BUY], STOPPED_AND_TIMED);
    const [lost] = desk.queue.splice(0);
    await desk.monitor();
    expect(desk.queue.map(({ kind }) => kind)).toEqual(['cancel', 'place']);
    expect(desk.queue[1]).toEqual(lost);
    await desk.consume();
    expect(await working(desk)).toEqual(['sell 95 time_exit']);
  });

  it('Given a queue that takes an exit but not its cancel, Then the next tick sends both again', async () => {
    const [desk, phases] = await aDeskAfter(5, aScript([BUY, null, SELL]));
    const { send } = desk.orders;
    Object.assign(desk.orders, {
      send: async (commands: Parameters<typeof send>[0]) => {
        await send(commands.slice(1));
        throw new Error('the queue did not take all');
      },
    });
    await expect(desk.run(firstOf(phases))).rejects.toThrow('did not take all');
    await expect(deliverOne(desk)).rejects.toThrow('still hold the whole position');
    Object.assign(desk.orders, { send });
    await generate(desk);
    await desk.consume();
    expect(await working(desk)).toEqual(['sell 95 strategy_exit']);
  });
});

describe('what a cancel leaves alone', () => {
  it('Given strategy and exit rules side by side, Then new protection does not cancel the exit', async () => {
    const [desk, phases] = await aDeskAfter(5, aScript([BUY, null, SELL]));
    await applyVenueFill(desk, aVenueFill('more', 5));
    desk.now = firstOf(phases).instant;
    await generate(desk);
    await desk.monitor();
    const scopes = desk.queue.map((command) =>
      'intent' in command ? command.intent.purpose : command.kind === 'cancel' && command.scope,
    );
    expect(scopes).toEqual(['all', 'strategy_exit', 'protection', 'protection']);
    await desk.consume();
    expect(await working(desk)).toEqual(['sell 100 strategy_exit']);
  });

  it('Given a cancel of another session, Then it is ignored', async () => {
    const [desk] = await aDeskAfter(5, aScript([BUY]));
    const old = aCancel(desk, { sessionId: 'e'.repeat(32) });
    expect(await desk.cancel(old)).toEqual({ kind: 'ignored', orders: [] });
    expect(await working(desk)).toEqual(['sell 95 protection']);
    expect(await desk.cancel(aCancel(desk))).toMatchObject({ kind: 'cancelled', orders: [{ state: 'CANCELLED' }] });
  });

  it('Given an order that ends while its row is read, Then the venue is not asked to cancel it', async () => {
    const [desk] = await aDeskAfter(5, aScript([BUY]));
    const stop = await workingOrder(desk, 'protection');
    const { clientOrderId } = stop.intent;
    const { query } = desk.table;
    desk.table.query = async (...key) => {
      const items = await query.apply(desk.table, key);
      desk.table.query = query;
      await applyVenueFill(desk, aVenueFill('all', 95, { side: 'sell', clientOrderId }));
      return items;
    };
    desk.points.arm(null);
    expect(await desk.cancel(aCancel(desk))).toEqual({ kind: 'cancelled', orders: [] });
    expect(desk.points.calls).not.toContain('cancelOrder');
  });

  it('Given a venue that needs a moment, Then the cancel looks again until the order is over', async () => {
    const [desk, phases] = await aDeskAfter(5, aScript([BUY, null, SELL]));
    const asked: string[] = [];
    desk.broker = {
      ...withPost(desk.venue, (request) => desk.venue.placeOrder(request)),
      cancelOrder: async () => {
        asked.push('cancel');
        return { kind: 'requested' };
      },
      getOrder: async (order) => {
        if (asked.at(-1) === 'look') await desk.venue.cancelOrder(order);
        if (asked.length > 0) asked.push('look');
        return desk.venue.getOrder(order);
      },
    };
    await desk.run(firstOf(phases));
    expect(asked).toEqual(['cancel', 'look', 'look']);
    expect(await working(desk)).toEqual(['sell 95 strategy_exit']);
  });
});
