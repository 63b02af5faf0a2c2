import { describe, expect, it } from 'vitest';
import { modifyOrder, requestCancel } from '#application/operator/change-order.ts';
import { adjustPosition, closePosition, placeByHand } from '#application/operator/place-by-hand.ts';
import { resetSession } from '#application/operator/reset-session.ts';
import { putInError } from '#application/sessions/supervise-session.ts';
import { NOTHING_ATTACHED, ORDER_PURPOSES, type OrderPurpose } from '#domain/orders/order-intent.ts';
import { MARKET, orderTerms } from '#domain/orders/order-terms.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import type { Phase } from '#domain/simulation/phases.ts';
import { anIntent, d, SYMBOL } from '../../support/builders.ts';
import { aDeskAfter, aScript, BUY, held, runAll, SELL, working } from '../../support/exit-desk.ts';
import { withPost } from '../../support/faulty.ts';
import type { PaperDesk } from '../../support/paper-desk.ts';

const VIOLATION = { rule: 'dry_run', limit: 'no order is sent', value: 'DRY_RUN', unit: 'session' };

interface DryDesk {
  readonly desk: PaperDesk;
  readonly phases: readonly Phase[];
  /** POSTs since the dry run began. */
  readonly posts: () => number;
}

/** A session has bought and left its position with the protection that rests at the venue; a dry run holds the account now, and the configuration does not say so any more. */
async function aDryDesk(script: Parameters<typeof aScript>[0] = [BUY]): Promise<DryDesk> {
  const plan = aScript(script);
  const [desk, phases] = await aDeskAfter(5, plan);
  expect(await working(desk)).toEqual(['sell 95 protection']);
  await desk.stop();
  desk.key = 'dry';
  desk.plan = { ...plan, dryRun: true };
  expect((await desk.start()).kind).toBe('started');
  desk.plan = plan;
  let count = 0;
  const { broker } = desk;
  desk.broker = withPost(broker, (request) => {
    count += 1;
    return broker.placeOrder(request);
  });
  return { desk, phases, posts: () => count };
}

async function rows(desk: PaperDesk) {
  const view = await desk.ledger.readAccount();
  const position = view?.positions.get(SYMBOL);
  return [view?.account.reserved, position?.entryReserved, position?.exitReserved, position?.quantity].map(String);
}

describe('a dry run', () => {
  it.each(ORDER_PURPOSES)(
    'Given an order of purpose %s in the queue, When it is delivered, Then it is refused as that, nothing is sent, and nothing is reserved',
    async (purpose) => {
      const { desk, posts } = await aDryDesk();
      if (purpose === 'emergency_exit') await desk.ledger.kill();
      const before = await rows(desk);
      const isEntry = (['entry', 'rebalance', 'manual'] satisfies OrderPurpose[] as OrderPurpose[]).includes(purpose);
      const intent = anIntent({
        sessionId: desk.sessionId,
        purpose,
        kind: isEntry ? 'entry' : 'exit',
        side: isEntry ? 'buy' : 'sell',
        quantity: d(1),
        referenceTime: desk.now,
        signalTime: desk.now,
        expiresAt: isEntry ? desk.now + MINUTE : null,
      });
      // Exits wait for one another as ever; here nothing holds the position.
      const [protection] = await desk.ledger.listOpenOrders();
      if (!isEntry && protection !== undefined) {
        await desk.carryOut({
          kind: 'cancel_order',
          clientOrderId: protection.intent.clientOrderId,
          account: 'main',
          symbol: SYMBOL,
          id: 'c1',
          requestedAt: desk.now,
          reason: 'test',
        });
      }
      const outcome = await desk.carryOut({ kind: 'place', intent });
      expect(outcome).toMatchObject({
        kind: 'placing',
        outcome: { kind: 'denied', order: { attempt: 0, state: 'REJECTED' } },
      });
      expect((await desk.ledger.readOrder(intent.clientOrderId))?.violations).toContainEqual(VIOLATION);
      expect(posts()).toBe(0);
      const [reserved, entryReserved] = await rows(desk);
      expect([reserved, entryReserved]).toEqual(before.slice(0, 2));
    },
  );

  it('Given a position with its protection, When a strategy wants to leave it, Then the exit is refused, the protection stays, and the signal says why', async () => {
    const { desk, phases, posts } = await aDryDesk([BUY, null, null, SELL, SELL]);
    await runAll(desk, phases);
    const signals = (await desk.ledger.listSignals()).filter(({ sessionId }) => sessionId === desk.sessionId);
    expect(signals.map(({ decision }) => decision.kind)).toContain('denied');
    const orders = await desk.ledger.listOrders(desk.sessionId);
    expect(orders.map(({ attempt, state }) => `${attempt} ${state}`)).toEqual(orders.map(() => '0 REJECTED'));
    expect(orders.length).toBeGreaterThan(0);
    expect(posts()).toBe(0);
    expect(await working(desk)).toEqual(['sell 95 protection']);
    expect(await held(desk)).toBe('95');
    expect((await desk.ledger.listSnapshots(desk.sessionId)).length).toBeGreaterThan(0);
  });

  it('Given an operator, When orders are asked for by hand, Then each is refused; a cancel is carried out', async () => {
    const { desk, posts } = await aDryDesk();
    const order = { symbol: SYMBOL, side: 'buy', quantity: d(1), attached: NOTHING_ATTACHED } as const;
    const limit = orderTerms({ type: 'limit', limitPrice: d(90) });
    const key = (idempotencyKey: string) => ({ symbol: SYMBOL, idempotencyKey, reason: 'drill' });
    const outcomes = [
      await placeByHand(desk.operator, { ...order, terms: MARKET, idempotencyKey: '1' }),
      await placeByHand(desk.operator, { ...order, terms: limit, idempotencyKey: '2' }),
      await adjustPosition(desk.operator, { ...key('3'), targetQuantity: d(96) }),
      await adjustPosition(desk.operator, { ...key('4'), targetQuantity: d(90) }),
      await closePosition(desk.operator, key('5')),
    ];
    for (const outcome of outcomes) {
      if (outcome.kind !== 'denied') throw new Error(`received ${JSON.stringify(outcome)}, expected it denied`);
      expect(outcome.violations).toContainEqual(VIOLATION);
    }
    const [protection] = await desk.ledger.listOpenOrders();
    const id = protection?.intent.clientOrderId ?? '';
    expect((await modifyOrder(desk.operator, id, { stopPrice: d(95) }, '6')).kind).not.toBe('queued');
    await desk.consume();
    expect(await working(desk)).toEqual(['sell 95 protection']);
    await requestCancel(desk.operator, id, '7');
    await desk.consume();
    expect(await working(desk)).toEqual([]);
    expect(posts()).toBe(0);
  });

  it('Given an emergency stop that is to leave everything, When it runs, Then it cancels, sends no exit, and says what it could not do', async () => {
    const { desk, posts } = await aDryDesk();
    const { id } = await desk.emergencyStop({ flatten: true });
    for (let step = 0; step < 400; step += 1) {
      if ((await desk.advance(id)).kind === 'done') break;
      desk.now += 2_000;
    }
    const stop = await desk.ledger.readStop(id);
    expect(stop?.phase).toBe('done');
    expect(stop?.troubles.join()).toContain('refused: dry_run');
    expect(posts()).toBe(0);
    expect(await held(desk)).toBe('95');
  });

  it('Given a dry run, When it is stopped, Then it ends with the position as it was; flat it cannot end, and says so', async () => {
    const { desk, phases } = await aDryDesk();
    expect(await desk.stop(true)).toEqual({
      kind: 'conflict',
      reason: `session ${desk.sessionId} is a dry run and sends no exit: stop it without flatten`,
    });
    await runAll(desk, phases.slice(0, 2));
    expect(await desk.stop()).toMatchObject({ kind: 'stopping', session: { status: 'STOPPED', dryRun: true } });
    desk.key = 'next';
    expect(await desk.start()).toMatchObject({ kind: 'started', session: { dryRun: false } });
    expect((await desk.ledger.readAccount())?.account.dryRun).toBe(false);
  });

  it('Given a dry run in ERROR over a position that the exit rules want to leave, When an operator resets it, Then the account is free', async () => {
    const { desk, phases } = await aDryDesk();
    desk.plan = { ...desk.plan, exits: { ...desk.plan.exits, timeExitBars: 1 } };
    await runAll(desk, phases.slice(0, 2));
    const session = await desk.ledger.readSession(desk.sessionId);
    if (session === null) throw new Error('the session is not there');
    await putInError(desk, session, 'strategy', 'drill');
    expect(await resetSession(desk, desk.sessionId, 'reset')).toMatchObject({ session: { status: 'STOPPED' } });
    const account = (await desk.ledger.readAccount())?.account;
    expect([account?.sessionId, account?.dryRun]).toEqual([null, false]);
  });

  it('Given a key that has opened a session, When it asks for one of the other kind, Then it is refused', async () => {
    const { desk } = await aDryDesk();
    const reason = `session ${desk.sessionId} of this key is a dry run: ask for another one with a key of its own`;
    expect(await desk.start(undefined, undefined, false)).toEqual({ kind: 'conflict', reason });
    expect(await desk.start(undefined, undefined, true)).toMatchObject({ kind: 'started' });
    desk.key = 'key';
    expect(await desk.start(undefined, undefined, true)).toMatchObject({
      kind: 'conflict',
      reason: expect.stringContaining('is no dry run'),
    });
  });

  it('Given an environment of dry runs, When a session is asked for that is none, Then it is refused; with no session an emergency stop leaves nothing', async () => {
    const { desk, posts } = await aDryDesk();
    await desk.stop();
    desk.key = 'other';
    desk.plan = { ...desk.plan, dryRun: true };
    expect(await desk.start(undefined, undefined, false)).toMatchObject({ kind: 'invalid' });
    const stop = await desk.emergencyStop({ flatten: true });
    for (let step = 0; step < 8; step += 1) {
      await desk.advance(stop.id);
      desk.now += 5_000;
    }
    expect(posts()).toBe(0);
    expect((await desk.ledger.readStop(stop.id))?.troubles.join()).toContain('refused: dry_run');
  });
});
