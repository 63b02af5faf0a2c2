import { describe, expect, it } from 'vitest';
import { emergencyStopView } from '#application/contracts/api/emergency-stop-view.ts';
import { resetStop } from '#application/emergency/reset-stop.ts';
import type { EmergencyStop } from '#domain/emergency/emergency-stop.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { d, SYMBOL } from '../../../support/builders.ts';
import { Crash, unlessDead } from '../../../support/faulty.ts';
import { OTHER, ReconcileDesk } from '../../../support/reconcile-desk.ts';
import { DRIFTS } from '../reconciliation/drift-kinds.ts';

/** A stop of a desk whose broker says something else than the ledger, from its call to its report. */
async function stopWith(kinds: readonly string[], disturb: (desk: ReconcileDesk) => void = () => {}) {
  const desk = await ReconcileDesk.open();
  for (const kind of kinds) await DRIFTS[kind]?.(desk);
  const { id } = await desk.desk.emergencyStop();
  disturb(desk);
  return { desk, stop: await finish(desk, id) };
}

async function finish({ desk }: ReconcileDesk, id: string, most = 400): Promise<EmergencyStop> {
  for (let step = 0; step < most; step += 1) {
    const outcome = await desk.advance(id);
    if (outcome.kind === 'done') return storedIn(desk.ledger, id);
    desk.now += Math.max(outcome.seconds, 1) * SECOND;
  }
  throw new Error(`not done after ${most} steps`);
}

async function storedIn(ledger: ReconcileDesk['ledger'], id: string): Promise<EmergencyStop> {
  const stop = await ledger.readStop(id);
  if (stop === null) throw new Error(`there is no stop ${id}`);
  return stop;
}

async function completionOf({ ledger }: ReconcileDesk) {
  const events = await ledger.listRiskEvents();
  return events.find(({ kind }) => kind === 'EmergencyStopCompleted')?.detail;
}

describe('the report of an emergency stop', () => {
  it('Given ledger and broker that agree, Then it says so, with the account as it is left', async () => {
    const { desk, stop } = await stopWith([]);
    expect(stop).toMatchObject({ phase: 'done', troubles: [], reconciliation: { outcome: 'agreed', drifts: [] } });
    const view = emergencyStopView(stop);
    expect(view.reconciliation?.driftValue).toBe('0');
    expect(view.snapshot?.positions).toEqual([{ symbol: SYMBOL, quantity: '47', markPrice: '101' }]);
    const account = (await desk.ledger.readAccount())?.account;
    expect(view.snapshot?.equity).toBe(account?.cash.plus(47 * 101).toFixed());
    const [made] = await desk.ledger.listReconciliations(0);
    expect([made?.id, made?.trigger, made?.mode]).toEqual([view.reconciliation?.id, 'emergency_stop', 'WARN_ONLY']);
  });

  it('Given differences, Then they are told in money, nothing is done about them, and a reset waits for their end', async () => {
    const { desk, stop } = await stopWith(['wrong_cash', 'unknown_position']);
    expect(stop.reconciliation?.outcome).toBe('drift');
    const view = emergencyStopView(stop);
    expect(view.reconciliation?.drifts).toEqual([
      { kind: 'unknown_position', subject: OTHER, quantity: '5', value: '500' },
      { kind: 'wrong_cash', subject: 'USD', quantity: null, value: '250' },
    ]);
    expect(view.reconciliation?.driftValue).toBe('750');
    expect(stop.troubles).toEqual([]);
    expect((await desk.ledger.readAccount())?.positions.get(OTHER)?.quantity.toFixed() ?? '0').toBe('0');
    expect(await completionOf(desk)).toMatchObject({
      reconciliation: 'drift',
      drift: `unknown_position#${OTHER}, wrong_cash#USD: 750 in all`,
    });
    const reset = await resetStop(desk.deps, { reason: 'go on', requestedBy: 'tester', force: false });
    expect(reset).toMatchObject({ kind: 'conflict', reason: expect.stringContaining('has left drift') });
  });

  it('Given a difference whose price nobody knows, Then its value is unknown, not nothing', async () => {
    const { desk, stop } = await stopWith(['unknown_position'], ({ desk: paper }) => {
      paper.marketData = { ...paper.marketData, getLatestPrice: async () => null };
    });
    expect(emergencyStopView(stop).reconciliation?.driftValue).toBeNull();
    expect((await completionOf(desk))?.['drift']).toContain('of unknown value');
  });

  it('Given a broker that does not tell its balance, Then the stop ends all the same, and names what was not answered', async () => {
    const { stop } = await stopWith([], ({ twin }) => twin.silent.add('getBalance'));
    expect(stop.cancelledAt).not.toBeNull();
    expect(stop.reconciliation).toMatchObject({ outcome: 'unanswered', drifts: [] });
    expect(stop.troubles).toEqual([expect.stringContaining('nothing can be concluded: balance: down')]);
    expect(stop.snapshot).not.toBeNull();
  });

  it('Given a reconciliation that fails at every step, Then the stop gives it up after five minutes', async () => {
    const desk = await ReconcileDesk.open();
    const { id } = await desk.desk.emergencyStop();
    const broken = { get: () => Promise.reject(new Crash('broken')) };
    let failures = 0;
    for (let step = 0; step < 400; step += 1) {
      if ((await storedIn(desk.ledger, id)).phase === 'reconciling')
        desk.desk.broker = new Proxy(desk.desk.broker, {
          get: (target, name) => (name === 'listPositions' ? broken.get : Reflect.get(target, name)),
        });
      const outcome = await unlessDead(desk.desk.advance(id));
      failures += outcome === null ? 1 : 0;
      if (outcome?.kind === 'done') break;
      desk.desk.now += 2 * SECOND;
    }
    const stop = await storedIn(desk.ledger, id);
    expect(failures).toBeGreaterThan(100);
    expect([stop.phase, stop.reconciliation?.outcome]).toEqual(['done', null]);
    expect(stop.troubles).toEqual([expect.stringContaining('not over within five minutes')]);
  });

  it('Given drift, When it dies at any call and is gone on with, Then the report is the undisturbed one', async () => {
    const endOf = async (point: number | null) => {
      const desk = await ReconcileDesk.open();
      await DRIFTS['wrong_cash']?.(desk);
      const { id } = await desk.desk.emergencyStop();
      const { points } = desk.desk;
      points.arm(point);
      let died = false;
      for (let step = 0; step < 100; step += 1) {
        const outcome = await unlessDead(desk.desk.advance(id));
        died ||= outcome === null;
        if (outcome?.kind === 'done') break;
        desk.desk.now += Math.max((outcome?.kind === 'wait' ? outcome.seconds : 2) * SECOND, 1);
      }
      const calls = points.calls.length;
      points.arm(null);
      const stop = await storedIn(desk.ledger, id);
      const events = await desk.ledger.listRiskEvents();
      const end = {
        phase: stop.phase,
        orders: stop.orders.map(({ evidence }) => evidence),
        drifts: stop.reconciliation?.drifts.map(({ kind, value }) => `${kind} ${value?.toFixed()}`),
        outcome: stop.reconciliation?.outcome,
        equity: stop.snapshot?.equity.toFixed(),
        troubles: stop.troubles,
        reconciliations: (await desk.ledger.listReconciliations(0)).length,
        events: events.map(({ kind }) => kind).sort(),
        session: (await desk.ledger.readSession(desk.desk.sessionId))?.status,
      };
      return { calls, died, end };
    };
    const undisturbed = await endOf(null);
    expect(undisturbed.end).toMatchObject({ phase: 'done', outcome: 'drift', session: 'STOPPED', reconciliations: 1 });
    expect(undisturbed.end.drifts).toEqual([`wrong_cash ${d(250).toFixed()}`]);
    for (let point = 0; point < undisturbed.calls * 2; point += 1) {
      const { died, end } = await endOf(point);
      expect({ point, died, end }).toEqual({ point, died: true, end: undisturbed.end });
    }
  }, 120_000);
});
