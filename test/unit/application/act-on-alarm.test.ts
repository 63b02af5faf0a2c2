import '../../simulation/quiet.ts';
import { describe, expect, it } from 'vitest';
import { InvalidMessageError } from '#application/contracts/invalid-message-error.ts';
import { resumeSession } from '#application/operator/move-session.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { restrictOnEvent } from '../../../lambdas/restrict-trading/restrict-on-event.ts';
import { stopOnEvent } from '../../../lambdas/stop-trading/stop-on-event.ts';
import { anIntent, barsOf, d, T0 } from '../../support/builders.ts';
import { aPlan, PaperDesk } from '../../support/paper-desk.ts';

function anEvent(value = 'ALARM', timestamp = '2026-01-05T14:31:00.000+0000') {
  return { source: 'aws.cloudwatch', alarmData: { alarmName: 'an-alarm', state: { value, timestamp } } };
}

async function aRunningDesk(): Promise<PaperDesk> {
  const desk = new PaperDesk(aPlan(), barsOf([100, 101, 102]));
  await desk.start();
  desk.now = T0 + MINUTE;
  await desk.monitor();
  return desk;
}

async function modeOf(desk: PaperDesk) {
  const account = (await desk.ledger.readAccount())?.account;
  return [account?.mode, account?.modeCause];
}

function stopOf(desk: PaperDesk) {
  return stopOnEvent(desk, { start: async (name) => void desk.workflows.push(name) });
}

describe('an alarm that finds trading unsafe', () => {
  it('Given an account that trades, When it rings, twice, Then entries are refused until an operator resumes', async () => {
    const desk = await aRunningDesk();
    await restrictOnEvent(desk)(anEvent());
    await restrictOnEvent(desk)(anEvent());
    expect(await modeOf(desk)).toEqual(['REDUCE_ONLY', 'alarm an-alarm']);
    const intent = anIntent({ sessionId: desk.sessionId, quantity: d(1), referenceTime: desk.now });
    expect((await desk.place(intent)).kind).toBe('denied');
    expect((await resumeSession(desk, desk.sessionId, 'go on')).kind).toBe('moved');
    expect(await modeOf(desk)).toEqual(['NORMAL', null]);
  });

  it('Given an account that is restricted or halted already, Then its cause stays, and a halt is not lifted', async () => {
    const desk = await aRunningDesk();
    const account = (await desk.ledger.readAccount())?.account;
    if (account === undefined) throw new Error('expected an account');
    await desk.ledger.moveMode(account, { mode: 'REDUCE_ONLY', modeCause: 'max_daily_loss' });
    await restrictOnEvent(desk)(anEvent());
    expect(await modeOf(desk)).toEqual(['REDUCE_ONLY', 'max_daily_loss']);
    await desk.ledger.kill();
    await restrictOnEvent(desk)(anEvent());
    expect(await modeOf(desk)).toEqual(['HALTED', 'kill']);
  });

  it('Given an alarm that is over, or no account, Then nothing is done', async () => {
    const desk = await aRunningDesk();
    await restrictOnEvent(desk)(anEvent('OK'));
    expect(await modeOf(desk)).toEqual(['NORMAL', null]);
    await restrictOnEvent(new PaperDesk(aPlan()))(anEvent());
  });

  it.each([{}, null, 'ALARM', { alarmData: { alarmName: '', state: { value: 'ALARM', timestamp: 'now' } } }])(
    'Given %j, Then it is no alarm',
    async (event) => {
      const desk = await aRunningDesk();
      await expect(restrictOnEvent(desk)(event)).rejects.toThrow(InvalidMessageError);
      await expect(stopOf(desk)(event)).rejects.toThrow(InvalidMessageError);
    },
  );
});

describe('an alarm that stops everything', () => {
  it('Given a session, When it rings, and is told twice, Then it is one emergency stop, positions kept', async () => {
    const desk = await aRunningDesk();
    await stopOf(desk)(anEvent());
    await stopOf(desk)(anEvent());
    const stops = await desk.ledger.listStops();
    expect(stops).toHaveLength(1);
    expect(stops[0]).toMatchObject({ requestedBy: 'alarm an-alarm', flatten: false, cancelAll: false });
    expect(new Set(desk.workflows).size).toBe(1);
    expect((await modeOf(desk))[0]).toBe('HALTED');
  });

  it('Given a death between kill and record, When it is told again, Then the stop is written and started', async () => {
    const desk = await aRunningDesk();
    const { ledger } = desk;
    const dying = new Proxy(ledger, {
      get: (target, name) => {
        if (name === 'openStop') return () => Promise.reject(new Error('dead'));
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    const { clock, plan } = desk;
    const starter = { start: async (name: string) => void desk.workflows.push(name) };
    await expect(stopOnEvent({ clock, plan, ledger: dying }, starter)(anEvent())).rejects.toThrow('dead');
    expect((await modeOf(desk))[0]).toBe('HALTED');
    await stopOf(desk)(anEvent());
    expect(await ledger.listStops()).toHaveLength(1);
    expect(desk.workflows).toHaveLength(1);
  });

  it('Given no session, or an alarm that is over, Then nothing is stopped', async () => {
    const idle = new PaperDesk(aPlan());
    await stopOf(idle)(anEvent());
    const desk = await aRunningDesk();
    await stopOf(desk)(anEvent('OK'));
    await desk.stop();
    await stopOf(desk)(anEvent());
    expect([await idle.ledger.listStops(), await desk.ledger.listStops()]).toEqual([[], []]);
    expect((await modeOf(desk))[0]).toBe('NORMAL');
  });
});
