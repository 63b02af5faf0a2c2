import '../../../simulation/quiet.ts';
import { describe, expect, it } from 'vitest';
import { resetStop } from '#application/emergency/reset-stop.ts';
import { placeByHand } from '#application/operator/place-by-hand.ts';
import { haltTrading } from '#application/reconciliation/move-trading.ts';
import { NOTHING_ATTACHED } from '#domain/orders/order-intent.ts';
import { orderTerms } from '#domain/orders/order-terms.ts';
import { MINUTE, SECOND } from '#domain/shared/instant.ts';
import { monitorOnTick } from '../../../../lambdas/monitor-risk/monitor-on-tick.ts';
import { barsOf, d, NO_LIMITS, RECONCILIATION, SYMBOL } from '../../../support/builders.ts';
import { aScript, aStartedDesk, BUY, generate, held, runAll, working } from '../../../support/exit-desk.ts';
import { unlessDead } from '../../../support/faulty.ts';
import { aPlan, type PaperDesk } from '../../../support/paper-desk.ts';

const OTHER = 'BBB/USD';
/** Held from the second bar on; the fifth close is a drawdown of 4.3 %, of a limit of 2.5 %. */
const FALLING = [100, 100, 100, 100, 91, 91, 91, 91];

/** A desk of which the next close halts it: it holds 47 with a stop at the venue, an entry waits on another symbol, and a sale by hand of a part above the market. */
async function aFallingDesk(): Promise<PaperDesk> {
  const { sizing } = aPlan();
  const changes = {
    symbols: [SYMBOL, OTHER],
    sizing: { ...sizing, positionSizePct: d('0.47') },
    limits: { ...NO_LIMITS, max_drawdown: d('0.025') },
  };
  const plan = aScript([BUY], changes);
  const [desk, phases] = await aStartedDesk(plan, [
    ...barsOf(FALLING),
    ...barsOf(
      FALLING.map(() => 100),
      OTHER,
    ),
  ]);
  await runAll(desk, phases.slice(0, 8));
  const terms = orderTerms({ type: 'limit', limitPrice: d(80) });
  const wish = { symbol: OTHER, side: 'buy', quantity: d(5), terms, attached: NOTHING_ATTACHED } as const;
  await placeByHand(desk.operator, { ...wish, idempotencyKey: 'entry' });
  await desk.consume();
  expect((await working(desk)).sort()).toEqual(['buy 5 manual', 'sell 47 protection']);
  desk.now += MINUTE;
  return desk;
}

/** The monitor as its function runs it; what it starts is in `desk.workflows`. */
function tick(desk: PaperDesk, start = async (name: string) => void desk.workflows.push(name)): Promise<void> {
  const workflows = { start };
  const runtime = { ...desk, reconciliation: { ...RECONCILIATION, isOutside: false } };
  const services = { queue: desk.orders, workflows, reconciliations: workflows };
  return monitorOnTick(runtime as unknown as Parameters<typeof monitorOnTick>[0], services)();
}

async function finish(desk: PaperDesk, id: string) {
  for (let step = 0; step < 100; step += 1) {
    const outcome = await desk.advance(id);
    if (outcome.kind === 'done') return desk.ledger.readStop(id);
    desk.now += Math.max(outcome.seconds, 1) * SECOND;
  }
  throw new Error('it does not come to its end');
}

async function modeOf(desk: PaperDesk) {
  const account = (await desk.ledger.readAccount())?.account;
  return [account?.mode, account?.modeCause, account?.haltEpoch];
}

describe('a mark that halts the account by a limit', () => {
  it('Given the tick, Then one stop names monitor and rule, its workflow runs, and it ends with entries gone and the rest as it was', async () => {
    const desk = await aFallingDesk();
    await tick(desk);
    expect(await modeOf(desk)).toEqual(['HALTED', 'max_drawdown', 1]);
    const [stop, ...others] = await desk.ledger.listStops();
    if (stop === undefined) throw new Error('there is no stop');
    expect(others).toEqual([]);
    expect(stop).toMatchObject({
      trigger: 'risk_limit',
      requestedBy: 'risk monitor: max_drawdown',
      reason: expect.stringMatching(/^max_drawdown is 0\.04\d+, its limit 0\.025$/),
      requestedAt: desk.now,
      flatten: false,
      haltEpoch: 1,
    });
    expect(desk.workflows).toEqual([expect.stringContaining(stop.id)]);
    const done = await finish(desk, stop.id);
    expect(done).toMatchObject({ phase: 'done', troubles: [], unprotected: [], reconciliation: { outcome: 'agreed' } });
    expect(done?.orders.map(({ symbol, evidence }) => [symbol, evidence])).toEqual([[OTHER, 'cancelled']]);
    expect([await held(desk), await working(desk)]).toEqual(['47', ['sell 47 protection']]);
    // What is watched goes on being watched: only the kill switch refuses.
    expect((await desk.ledger.readSession(desk.sessionId))?.status).toBe('RUNNING');
    await tick(desk);
    desk.now += MINUTE;
    await tick(desk);
    expect((await desk.ledger.listStops()).map(({ id }) => id)).toEqual([stop.id]);
  });

  it('Given generate-signals marks first, Then the stop is there, and the next tick of the monitor starts it', async () => {
    const desk = await aFallingDesk();
    await generate(desk);
    expect((await modeOf(desk))[0]).toBe('HALTED');
    const [stop] = await desk.ledger.listStops();
    expect([stop?.version, desk.workflows]).toEqual([1, []]);
    await tick(desk);
    expect(desk.workflows).toEqual([expect.stringContaining(stop?.id ?? 'none')]);
  });

  it('Given a tick that dies at any call, When the next one comes, Then there is one stop, and its workflow is started', async () => {
    const undisturbed = await aFallingDesk();
    undisturbed.points.arm(null);
    await tick(undisturbed);
    const calls = undisturbed.points.calls.length;
    expect(calls).toBeGreaterThan(2);
    for (let point = 0; point < calls * 2; point += 1) {
      const desk = await aFallingDesk();
      desk.points.arm(point);
      expect(await unlessDead(tick(desk))).toBeNull();
      await tick(desk);
      const stops = await desk.ledger.listStops();
      expect([point, stops.length, ...(await modeOf(desk))]).toEqual([point, 1, 'HALTED', 'max_drawdown', 1]);
      expect(desk.workflows.at(-1)).toContain(stops[0]?.id);
      await finish(desk, stops[0]?.id ?? '');
      expect(await working(desk)).toEqual(['sell 47 protection']);
    }
  }, 60_000);

  it('Given a workflow that nobody could start, Then the next tick starts it', async () => {
    const desk = await aFallingDesk();
    await expect(tick(desk, () => Promise.reject(new Error('no answer')))).rejects.toThrow('no answer');
    desk.now += MINUTE;
    await tick(desk);
    const [stop] = await desk.ledger.listStops();
    expect(desk.workflows).toEqual([expect.stringContaining(stop?.id ?? 'none')]);
  });

  it('Given an exit that is leaving the position, Then it goes on: nothing could be placed in its stead', async () => {
    const desk = await aFallingDesk();
    const { positions } = (await desk.ledger.readAccount()) ?? {};
    const [protection] = [...(positions?.get(SYMBOL)?.exitOrders ?? [])];
    const order = protection === undefined ? null : await desk.ledger.readOrder(protection);
    if (order === null) throw new Error('the protection does not work');
    const leaving = { ...order, intent: { ...order.intent, purpose: 'strategy_exit' as const } };
    await desk.ledger.commitOrder(order, { ...leaving, version: order.version + 1 });
    await tick(desk);
    const [stop] = await desk.ledger.listStops();
    const done = await finish(desk, stop?.id ?? '');
    expect(done?.cancelledAt).not.toBeNull();
    expect(await working(desk)).toEqual(['sell 47 strategy_exit']);
  });

  it('Given a stop under way, Then a reset is refused; lifted and halted again, Then it is another stop', async () => {
    const desk = await aFallingDesk();
    await tick(desk);
    const request = { reason: 'looked', requestedBy: 'tester', force: false };
    const [first] = await desk.ledger.listStops();
    expect(await resetStop(desk, request)).toMatchObject({ reason: expect.stringContaining(first?.id ?? 'none') });
    await finish(desk, first?.id ?? '');
    expect(await resetStop(desk, request)).toEqual({ kind: 'reset' });
    desk.now += MINUTE;
    await tick(desk);
    expect(await modeOf(desk)).toEqual(['HALTED', 'max_drawdown', 2]);
    const stops = await desk.ledger.listStops();
    expect(stops.map(({ haltEpoch }) => haltEpoch)).toEqual([2, 1]);
  });
});

describe('an account that a reconciliation halts', () => {
  it('Given the monitor ticks, Then there is no stop, under a halt epoch of its own', async () => {
    const desk = await aFallingDesk();
    await haltTrading(desk);
    await tick(desk);
    await desk.consume();
    expect(await modeOf(desk)).toEqual(['HALTED', 'reconciliation', 1]);
    expect([await desk.ledger.listStops(), desk.workflows]).toEqual([[], []]);
    expect(await working(desk)).toEqual(['sell 47 protection']);
  });
});
