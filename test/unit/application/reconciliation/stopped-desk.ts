import { expect } from 'vitest';
import type { Broker } from '#application/ports/broker.ts';
import { stopSession } from '#application/sessions/stop-session.ts';
import { ReconcileDesk } from '../../../support/reconcile-desk.ts';
import { DRIFTS } from './drift-kinds.ts';

/** Another session of an account that has traded, at a venue with a clock of its own; the broker says what the ledger says. */
export async function aStoppedDesk(): Promise<ReconcileDesk> {
  const desk = await ReconcileDesk.open();
  const { ledger, limitId, twin } = desk;
  await DRIFTS.cancelled_elsewhere?.(desk);
  expect(limitId).not.toBe('');
  await desk.reconcile('AUTO_ADJUST');
  await stopSession(desk.deps, desk.desk.sessionId, { reason: 'operator' });
  expect((await ledger.readSession(desk.desk.sessionId))?.status).toBe('STOPPED');
  const capabilities = { ...desk.desk.venue.capabilities, isOnOurClock: false };
  desk.desk.broker = new Proxy(twin.over(desk.desk.venue), {
    get: (target, name) => (name === 'capabilities' ? capabilities : Reflect.get(target, name)),
  }) satisfies Broker;
  return desk;
}
