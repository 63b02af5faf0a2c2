import '../../../simulation/quiet.ts';
import { describe, expect, it } from 'vitest';
import { resetStop } from '#application/emergency/reset-stop.ts';
import { keepReconciling } from '#application/reconciliation/keep-reconciling.ts';
import { openSessionReconciliation } from '#application/reconciliation/reconcile-session.ts';
import { settleSession } from '#application/reconciliation/settle-session.ts';
import { startSession } from '#application/sessions/start-session.ts';
import type { Session } from '#domain/sessions/session.ts';
import { MINUTE, SECOND } from '#domain/shared/instant.ts';
import { type TrackerRuntime, trackOnTick } from '../../../../lambdas/track-orders/track-on-tick.ts';
import { anIntent, barsOf, RECONCILIATION, UNGATED } from '../../../support/builders.ts';
import { withPost } from '../../../support/faulty.ts';
import { aPlan, PaperDesk } from '../../../support/paper-desk.ts';
import { ReconcileDesk } from '../../../support/reconcile-desk.ts';
import { DRIFTS } from './drift-kinds.ts';
import { aStoppedDesk } from './stopped-desk.ts';

function workflowsOf() {
  const names: string[] = [];
  return { names, reconciliations: { start: async (name: string) => void names.push(name) } };
}

async function accountOf({ ledger }: ReconcileDesk) {
  return (await ledger.readAccount())?.account ?? null;
}

describe('the interval', () => {
  it('Given an outside broker, When the monitor ticks each minute, Then one is begun every five minutes, and none beside another', async () => {
    const desk = await ReconcileDesk.open();
    const { reconciliations } = workflowsOf();
    const account = await accountOf(desk);
    const begun: number[] = [];
    for (let minute = 0; minute < 16; minute += 1) {
      for (const { id, trigger } of await keepReconciling({ ...desk.deps, reconciliations }, account)) {
        expect(trigger).toBe('interval');
        begun.push(minute);
        await desk.finish(id);
      }
      desk.desk.now += MINUTE;
    }
    expect(begun).toHaveLength(4);
  });

  it('Given one under way, Then none is added; abandoned for ninety seconds, Then its workflow is started again', async () => {
    const desk = await ReconcileDesk.open();
    await DRIFTS.wrong_cash?.(desk);
    const { names, reconciliations } = workflowsOf();
    const account = await accountOf(desk);
    const tick = () => keepReconciling({ ...desk.deps, reconciliations }, account);
    const [first] = await tick();
    await desk.advance(first?.id ?? '');
    desk.desk.now += MINUTE;
    expect(await tick()).toEqual([]);
    desk.desk.now += 31 * SECOND;
    expect((await tick()).map(({ id }) => id)).toEqual([first?.id]);
    desk.desk.now += 600 * SECOND;
    expect((await tick()).map(({ id }) => id)).toEqual([first?.id]);
    expect(new Set(names).size).toBe(3);
  });

  it('Given one that only waits for its workflow, Then the next tick starts it', async () => {
    const desk = await ReconcileDesk.open();
    const { id } = await desk.request('AUTO_ADJUST');
    const { reconciliations } = workflowsOf();
    const started = await keepReconciling({ ...desk.deps, reconciliations }, await accountOf(desk));
    expect(started.map((one) => one.id)).toEqual([id]);
    expect(await keepReconciling({ ...desk.deps, reconciliations }, null)).toEqual([]);
  });

  it('Given the simulated venue, Then nothing happens by itself, and nothing is read', async () => {
    const desk = await ReconcileDesk.open();
    const { names, reconciliations } = workflowsOf();
    const account = await accountOf(desk);
    desk.desk.points.arm(null);
    const rules = { ...RECONCILIATION, isOutside: false };
    expect(await keepReconciling({ ...desk.deps, reconciliation: rules, reconciliations }, account)).toEqual([]);
    expect([names, desk.desk.points.calls]).toEqual([[], []]);
  });
});

describe('an outcome that was unknown', () => {
  /** Its POST got no answer; then the venue is asked, half a minute later. */
  async function aResolvedDesk(isOutside: boolean) {
    const desk = new PaperDesk(aPlan(), barsOf([100, 101]));
    await desk.start();
    desk.broker = withPost(desk.venue, async (request) => {
      await desk.venue.placeOrder(request);
      return { kind: 'unknown', cause: 'time-out' };
    });
    desk.broker.getOrder = async () => null;
    await desk.place(anIntent({ sessionId: desk.sessionId }));
    desk.broker = desk.venue;
    const runtime = { ...desk, reconciliation: { ...RECONCILIATION, isOutside }, sleep: async () => {} };
    const tick = trackOnTick(runtime as unknown as TrackerRuntime, null);
    expect((await desk.ledger.listOpenOrders()).map(({ outcomeUnknown }) => outcomeUnknown)).toEqual([true]);
    for (let minute = 0; minute < 2; minute += 1) {
      desk.now += MINUTE;
      await tick({}, { awsRequestId: `tick ${minute}` });
    }
    return desk.ledger.listReconciliations(0);
  }

  it('Given it is resolved, Then one reconciliation is asked for; not of the simulated venue', async () => {
    const asked = await aResolvedDesk(true);
    expect(asked.map(({ phase, trigger }) => [trigger, phase])).toEqual([['unknown_outcome', 'looking']]);
    expect(await aResolvedDesk(false)).toEqual([]);
  });
});

describe('the start of a session', () => {
  const reconcile =
    (desk: ReconcileDesk, mode = RECONCILIATION.mode) =>
    (session: Session) =>
      openSessionReconciliation(desk.deps, session, { mode, requestedBy: 'tester' });
  const start = (desk: ReconcileDesk, mode = RECONCILIATION.mode) =>
    startSession(
      { ...desk.deps, config: '{}', promotion: UNGATED, reconcile: reconcile(desk, mode) },
      { idempotencyKey: 'second' },
    );

  async function reconciled(desk: ReconcileDesk) {
    const [latest] = await desk.ledger.listReconciliations(0);
    expect(latest?.trigger).toBe('session');
    await desk.finish(latest?.id ?? '');
    return (await desk.ledger.readAccount())?.session;
  }

  it('Given an account with a history, Then the session waits for its reconciliation, and runs when that ends well', async () => {
    const desk = await aStoppedDesk();
    expect(await start(desk)).toMatchObject({ kind: 'started', session: { status: 'STARTING' } });
    expect(await start(desk)).toMatchObject({ kind: 'started', session: { status: 'STARTING' } });
    expect(await reconciled(desk)).toMatchObject({ status: 'RUNNING' });
    expect(await start(desk)).toMatchObject({ kind: 'started', session: { status: 'RUNNING' } });
  });

  it('Given drift that halts, Then the session is in error, and says by which reconciliation', async () => {
    const desk = await aStoppedDesk();
    await DRIFTS.wrong_cash?.(desk);
    await start(desk, 'HALT_ON_MISMATCH');
    const session = await reconciled(desk);
    expect(session).toMatchObject({ status: 'ERROR', stopReason: expect.stringContaining('ended halted') });
    const failed = (await desk.ledger.listRiskEvents()).filter(({ kind }) => kind === 'SessionFailed');
    expect(failed).toMatchObject([
      { sessionId: session?.id, detail: { fault: 'reconciliation', reason: session?.stopReason } },
    ]);
  });

  it('Given a broker that does not answer, Then the session is in error', async () => {
    const desk = await aStoppedDesk();
    await start(desk);
    desk.twin.silent.add('listPositions');
    expect(await reconciled(desk)).toMatchObject({
      status: 'ERROR',
      stopReason: expect.stringContaining('unanswered'),
    });
  });

  it('Given a mode that only warns, Then the session runs in spite of drift', async () => {
    const desk = await aStoppedDesk();
    await DRIFTS.wrong_cash?.(desk);
    await start(desk, 'WARN_ONLY');
    expect(await reconciled(desk)).toMatchObject({ status: 'RUNNING' });
  });

  it('Given a reconciliation that was over before the session was there, Then asking again settles it', async () => {
    const desk = await aStoppedDesk();
    await start(desk);
    const [latest] = await desk.ledger.listReconciliations(0);
    const done = await desk.finish(latest?.id ?? '');
    await settleSession(desk.deps, done);
    expect((await desk.ledger.readAccount())?.session?.status).toBe('RUNNING');
  });
});

describe('the reset of a halt', () => {
  const request = { reason: 'looked at it', requestedBy: 'tester', force: false };

  it('Given drift remains, Then it is refused; once it is adjusted, Then it is done', async () => {
    const desk = await ReconcileDesk.open();
    const { limitId, ledger } = desk;
    await DRIFTS.cancelled_elsewhere?.(desk);
    await DRIFTS.wrong_cash?.(desk);
    await desk.reconcile('HALT_ON_MISMATCH');
    expect((await ledger.readOrder(limitId))?.state).toBe('CANCELLED');
    const refused = await resetStop(desk.deps, request);
    expect(refused).toMatchObject({ kind: 'conflict', reason: expect.stringContaining('wrong_cash#USD') });
    desk.twin.silent.add('getBalance');
    await desk.reconcile('AUTO_ADJUST');
    expect(await resetStop(desk.deps, request)).toMatchObject({ kind: 'conflict' });
    desk.twin.silent.clear();
    await desk.reconcile('AUTO_ADJUST');
    expect(await resetStop(desk.deps, request)).toEqual({ kind: 'reset' });
    expect((await ledger.readAccount())?.account.mode).toBe('NORMAL');
  });

  it('Given drift remains, When it is forced, Then it is done, and what stood against it is written down', async () => {
    const desk = await ReconcileDesk.open();
    await DRIFTS.cancelled_elsewhere?.(desk);
    await DRIFTS.wrong_cash?.(desk);
    await desk.reconcile('HALT_ON_MISMATCH');
    expect(await resetStop(desk.deps, { ...request, force: true })).toEqual({ kind: 'reset' });
    const events = await desk.ledger.listRiskEvents();
    const reset = events.find(({ kind }) => kind === 'EmergencyStopReset');
    expect(reset?.detail['inSpiteOf']).toContain('has left drift');
  });
});
