import '../../../simulation/quiet.ts';
import { describe, expect, it } from 'vitest';
import { openSessionReconciliation } from '#application/reconciliation/reconcile-session.ts';
import { startSession } from '#application/sessions/start-session.ts';
import type { Session } from '#domain/sessions/session.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { monitorOnTick } from '../../../../lambdas/monitor-risk/monitor-on-tick.ts';
import { RECONCILIATION, UNGATED } from '../../../support/builders.ts';
import { unlessDead } from '../../../support/faulty.ts';
import { aPlan, PaperDesk } from '../../../support/paper-desk.ts';
import type { ReconcileDesk } from '../../../support/reconcile-desk.ts';
import { DRIFTS } from './drift-kinds.ts';
import { aStoppedDesk } from './stopped-desk.ts';

function start(desk: ReconcileDesk) {
  const by = { mode: RECONCILIATION.mode, requestedBy: 'tester' };
  const reconcile = (session: Session) => openSessionReconciliation(desk.deps, session, by);
  return startSession({ ...desk.deps, config: '{}', promotion: UNGATED, reconcile }, { idempotencyKey: 'second' });
}

/** One tick of the monitor. @returns what it starts */
async function tick(desk: PaperDesk, isOutside = true): Promise<readonly string[]> {
  const started: string[] = [];
  const starter = (ids: string[]) => ({
    start: async (_name: string, input: object) => void ids.push(...Object.values(input).map(String)),
  });
  const runtime = { ...desk, reconciliation: { ...RECONCILIATION, isOutside } };
  const services = { queue: desk.orders, workflows: starter([]), reconciliations: starter(started) };
  await monitorOnTick(runtime as unknown as Parameters<typeof monitorOnTick>[0], services)();
  return [...new Set(started)];
}

async function sessionOf({ ledger }: PaperDesk) {
  return (await ledger.readAccount())?.session ?? null;
}

describe('a start of a session that dies', () => {
  it('Given it dies at any call and nobody asks again, Then the monitor brings it to its end, by one reconciliation', async () => {
    const undisturbed = await aStoppedDesk();
    undisturbed.desk.points.arm(null);
    await start(undisturbed);
    const calls = undisturbed.desk.points.calls.length;
    let begun = 0;
    for (let point = 0; point < calls * 2; point += 1) {
      const desk = await aStoppedDesk();
      desk.desk.points.arm(point);
      expect(await unlessDead(start(desk))).toBeNull();
      desk.desk.points.arm(null);
      const left = await sessionOf(desk.desk);
      for (let minute = 0; minute < 3; minute += 1) {
        for (const id of await tick(desk.desk)) await desk.finish(id);
        desk.desk.now += MINUTE;
      }
      const own = (await desk.ledger.listReconciliations(0)).filter(({ trigger }) => trigger === 'session');
      const end = [(await sessionOf(desk.desk))?.status, own.length];
      begun += left === null ? 0 : 1;
      expect([point, ...end]).toEqual(left === null ? [point, undefined, 0] : [point, 'RUNNING', 1]);
    }
    expect(begun).toBeGreaterThan(2);
  }, 60_000);

  it('Given its reconciliation is under way, Then no tick starts another execution', async () => {
    const desk = await aStoppedDesk();
    await DRIFTS['wrong_cash']?.(desk);
    await start(desk);
    const [id] = await tick(desk.desk);
    await desk.advance(id ?? '');
    desk.desk.now += MINUTE;
    expect(await tick(desk.desk)).toEqual([]);
    expect((await sessionOf(desk.desk))?.status).toBe('STARTING');
  });

  it('Given its reconciliation is over, and the process has died before the session was moved, Then the next tick moves it', async () => {
    const desk = await aStoppedDesk();
    await start(desk);
    const [id] = await tick(desk.desk);
    const { ledger } = desk;
    const { commitSession } = ledger;
    ledger.commitSession = () => Promise.reject(new Error('died'));
    await expect(desk.advance(id ?? '')).rejects.toThrow('died');
    ledger.commitSession = commitSession;
    expect([(await desk.stored(id ?? '')).phase, (await sessionOf(desk.desk))?.status]).toEqual(['done', 'STARTING']);
    expect(await tick(desk.desk)).toEqual([]);
    expect((await sessionOf(desk.desk))?.status).toBe('RUNNING');
  });

  it('Given the simulated venue, where nothing is reconciled, Then the monitor lets it run', async () => {
    const desk = new PaperDesk(aPlan());
    await desk.start();
    const session = await sessionOf(desk);
    await desk.ledger.commitSession(session as Session, { ...(session as Session), status: 'STARTING', version: 3 });
    expect(await tick(desk, false)).toEqual([]);
    expect((await sessionOf(desk))?.status).toBe('RUNNING');
    expect(await desk.ledger.listReconciliations(0)).toEqual([]);
  });
});
