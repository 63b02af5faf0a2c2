import { describe, expect, it } from 'vitest';
import { resetStop } from '#application/emergency/reset-stop.ts';
import { resumeSession } from '#application/operator/move-session.ts';
import { resetSession } from '#application/operator/reset-session.ts';
import { haltTrading, releaseTrading, restrictTrading } from '#application/reconciliation/move-trading.ts';
import { requestReconciliation } from '#application/reconciliation/request-reconciliation.ts';
import { settleSession } from '#application/reconciliation/settle-session.ts';
import { putInError } from '#application/sessions/supervise-session.ts';
import { applyVenueFill } from '#application/tracking/apply-venue-fill.ts';
import { MINUTE, SECOND } from '#domain/shared/instant.ts';
import { monitorOnTick } from '../../../lambdas/monitor-risk/monitor-on-tick.ts';
import { d, RECONCILIATION, SYMBOL } from '../../support/builders.ts';
import {
  aDeskAfter,
  aScript,
  aVenueFill,
  BUY,
  deliverOne,
  held,
  runAll,
  runUnconsumed,
  working,
} from '../../support/exit-desk.ts';
import type { PaperDesk } from '../../support/paper-desk.ts';
import { OTHER, ReconcileDesk } from '../../support/reconcile-desk.ts';

async function modeOf(desk: PaperDesk) {
  const account = (await desk.ledger.readAccount())?.account;
  return [account?.mode, account?.modeCause];
}

async function statusOf(desk: PaperDesk) {
  return (await desk.ledger.readSession(desk.sessionId))?.status;
}

/** As a venue whose clock is its own: its positions and cash follow its list of fills. */
function outside(desk: PaperDesk): void {
  const capabilities = { ...desk.broker.capabilities, isOnOurClock: false };
  desk.broker = new Proxy(desk.broker, {
    get: (target, name) => (name === 'capabilities' ? capabilities : Reflect.get(target, name)),
  });
}

async function runUntilWaiting(desk: ReconcileDesk, id: string): Promise<void> {
  for (let round = 0; round < 30 && (await desk.stored(id)).phase !== 'waiting'; round += 1) {
    await desk.advance(id);
    desk.desk.now += 10 * SECOND;
  }
  expect((await desk.stored(id)).phase).toBe('waiting');
}

describe('an account that a reconciliation has halted', () => {
  it('Given protection that was cancelled for an exit which is refused now, Then the position is protected again', async () => {
    const [desk, phases] = await aDeskAfter(4, aScript([BUY, null, { action: 'SELL' }]));
    const rest = await runUnconsumed(desk, phases.slice(1));
    await deliverOne(desk);
    expect(await working(desk)).toEqual([]);
    await haltTrading(desk);
    await desk.consume();
    await runAll(desk, rest.slice(0, 2));
    expect([await held(desk), await working(desk)]).toEqual(['95', ['sell 95 protection']]);
    expect(await modeOf(desk)).toEqual(['HALTED', 'reconciliation']);
  });

  it('Given a kill instead, Then nothing is authorised', async () => {
    const [desk, phases] = await aDeskAfter(4, aScript([BUY, null, { action: 'SELL' }]));
    const rest = await runUnconsumed(desk, phases.slice(1));
    await deliverOne(desk);
    await haltTrading(desk);
    await desk.ledger.kill();
    await desk.consume();
    await runAll(desk, rest.slice(0, 2));
    expect(await working(desk)).toEqual([]);
  });

  it('Given a session that is to end flat, Then it does not end with what it holds', async () => {
    const [desk, phases] = await aDeskAfter(4, aScript([BUY]));
    await haltTrading(desk);
    await desk.stop(true);
    await runAll(desk, phases.slice(0, 2));
    expect([await statusOf(desk), await held(desk)]).toEqual(['STOPPING', '95']);
    await resetStop(desk, { reason: 'looked', requestedBy: 'tester', force: true });
    await runAll(desk, phases.slice(2, 6));
    expect([await statusOf(desk), await held(desk)]).toEqual(['STOPPED', '0']);
  });

  it('Given two halts and two resets, Then who and why of both are told', async () => {
    const [desk] = await aDeskAfter(4, aScript([]));
    for (const requestedBy of ['alice', 'bob']) {
      await haltTrading(desk);
      await resetStop(desk, { reason: `for ${requestedBy}`, requestedBy, force: false });
      desk.now += MINUTE;
    }
    const resets = (await desk.ledger.listRiskEvents()).filter(({ kind }) => kind === 'EmergencyStopReset');
    expect(new Set(resets.map(({ detail }) => detail['requestedBy']))).toEqual(new Set(['alice', 'bob']));
  });
});

describe('an account that a reconciliation has restricted', () => {
  it('Given a fill that is not ours, Then agreement does not lift the restriction', async () => {
    const [desk] = await aDeskAfter(4, aScript([]));
    await restrictTrading(desk);
    await applyVenueFill(desk, aVenueFill('stranger', 1));
    await releaseTrading(desk);
    expect(await modeOf(desk)).toEqual(['REDUCE_ONLY', 'external fill']);
  });

  it('Given a decision that is still to be made, When the session is resumed, Then it is refused', async () => {
    const desk = await ReconcileDesk.open();
    desk.twin.cash = desk.twin.cash.plus(250);
    const { id } = await desk.request('MANUAL_APPROVAL');
    await runUntilWaiting(desk, id);
    const refused = await resumeSession(desk.desk, desk.desk.sessionId, 'key');
    expect(refused).toMatchObject({ kind: 'conflict', reason: expect.stringContaining(id) });
    expect(await modeOf(desk.desk)).toEqual(['REDUCE_ONLY', 'reconciliation']);
  });

  it('Given a difference that is gone when the time to decide is over, Then trading goes on', async () => {
    const desk = await ReconcileDesk.open();
    desk.twin.cash = desk.twin.cash.plus(250);
    const { id } = await desk.request('MANUAL_APPROVAL');
    await runUntilWaiting(desk, id);
    desk.twin.cash = desk.twin.cash.minus(250);
    desk.desk.now += RECONCILIATION.approvalTimeout + MINUTE;
    while ((await desk.advance(id)).kind !== 'done') desk.desk.now += SECOND;
    expect([(await desk.stored(id)).outcome, ...(await modeOf(desk.desk))]).toEqual(['agreed', 'NORMAL', null]);
  });
});

describe('a session that waits for its reconciliation', () => {
  it('Given a resume, or the reconciliation of another session, Then it still waits', async () => {
    const desk = await ReconcileDesk.open();
    const session = await desk.ledger.readSession(desk.desk.sessionId);
    if (session === null) throw new Error('the session is not there');
    await desk.ledger.commitSession(session, { ...session, status: 'STARTING', version: session.version + 1 });
    expect(await resumeSession(desk.desk, session.id, 'key')).toMatchObject({ kind: 'conflict' });
    const request = { trigger: 'session', requestedBy: 'tester', mode: 'WARN_ONLY' } as const;
    const others = await requestReconciliation(desk.deps, { ...request, key: 'session|another' });
    await settleSession(desk.deps, { ...others, outcome: 'unanswered' });
    expect(await statusOf(desk.desk)).toBe('STARTING');
    const own = await requestReconciliation(desk.deps, { ...request, key: `session|${session.id}` });
    await settleSession(desk.deps, { ...own, outcome: 'agreed' });
    expect(await statusOf(desk.desk)).toBe('RUNNING');
  });
});

describe('what a broker outside tells', () => {
  it('Given positions and cash that follow a fill a minute later, Then nothing is declared', async () => {
    const desk = await ReconcileDesk.open();
    const { desk: paper, twin } = desk;
    outside(paper);
    const { cash } = twin;
    twin.fills.push(aVenueFill('f1', 10, { clientOrderId: desk.limitId, symbol: OTHER, price: d(90) }));
    twin.open.splice(
      twin.open.findIndex(({ clientOrderId }) => clientOrderId === desk.limitId),
      1,
    );
    await applyVenueFill({ ...desk.deps, broker: paper.broker }, twin.fills.at(-1) ?? aVenueFill('none', 1));
    const { id } = await desk.request('AUTO_ADJUST');
    for (let waited = 0; waited < MINUTE; waited += 10 * SECOND) {
      await desk.advance(id);
      paper.now += 10 * SECOND;
    }
    twin.hold(OTHER, d(10));
    twin.cash = cash.minus(900);
    while ((await desk.advance(id)).kind !== 'done') paper.now += 5 * SECOND;
    expect([(await desk.stored(id)).outcome, await held(paper, OTHER)]).toEqual(['agreed', '10']);
  });

  it('Given a held symbol that the configuration does not name any more, Then that it is not listed says nothing', async () => {
    const desk = await ReconcileDesk.open();
    const { desk: paper, twin } = desk;
    paper.plan = { ...paper.plan, symbols: [OTHER] };
    twin.held.delete(SYMBOL);
    const done = await desk.reconcile('AUTO_ADJUST');
    expect([done.outcome, await held(paper)]).toEqual(['unanswered', '47']);
    expect(done.troubles.join()).toContain(`${SYMBOL}: it is held and not configured`);
  });

  it('Given what was declared a month ago, When somebody buys as much, Then that is news', async () => {
    const desk = await ReconcileDesk.open();
    outside(desk.desk);
    desk.twin.hold(OTHER, d(5));
    await desk.reconcile('AUTO_ADJUST');
    expect(await held(desk.desk, OTHER)).toBe('5');
    desk.desk.now += 30 * 24 * 60 * MINUTE;
    const later = aVenueFill('later', 5, { symbol: OTHER, price: d(100), time: desk.desk.now });
    await applyVenueFill({ ...desk.deps, broker: desk.desk.broker }, later);
    expect(await held(desk.desk, OTHER)).toBe('10');
  });
});

describe('monitor-risk', () => {
  it('Given a symbol whose bars cannot be read, Then stops and reconciliations go on all the same, and the failure is thrown', async () => {
    const desk = await ReconcileDesk.open();
    const { desk: paper } = desk;
    const { marketData } = paper;
    const started: string[] = [];
    const start = (what: string) => ({ start: async () => void started.push(what) });
    const getBars: typeof marketData.getBars = (symbol, ...others) =>
      symbol === OTHER ? Promise.reject(new Error('delisted')) : marketData.getBars(symbol, ...others);
    const runtime = {
      ...desk.deps,
      marketData: { ...marketData, getBars },
      reconciliation: { ...RECONCILIATION, isOutside: true },
    };
    const services = { queue: paper.orders, workflows: start('stop'), reconciliations: start('reconciliation') };
    await paper.emergencyStop();
    paper.now += 2 * MINUTE;
    const tick = monitorOnTick(runtime as unknown as Parameters<typeof monitorOnTick>[0], services);
    await expect(tick()).rejects.toThrow('delisted');
    expect(started).toEqual(['stop', 'reconciliation']);
  });
});

describe('resetSession', () => {
  it('Given a position whose protection is still to be placed, Then it is refused', async () => {
    const [desk, phases] = await aDeskAfter(2, aScript([BUY]));
    const rest = await runUnconsumed(desk, phases);
    await runUnconsumed(desk, rest);
    const session = await desk.ledger.readSession(desk.sessionId);
    if (session === null) throw new Error('the session is not there');
    await putInError(desk, session, 'strategy', 'threw');
    expect([await held(desk), await working(desk)]).toEqual(['95', []]);
    expect(await resetSession(desk, desk.sessionId, 'key')).toMatchObject({ kind: 'conflict' });
    await desk.consume();
    expect(await working(desk)).toEqual(['sell 95 protection']);
    expect(await resetSession(desk, desk.sessionId, 'key')).toMatchObject({ session: { status: 'STOPPED' } });
  });
});
