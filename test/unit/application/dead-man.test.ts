import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { TableAliveLog } from '#adapters/table/table-alive-log.ts';
import { noteAlive } from '#application/notices/note-alive.ts';
import { tellOutside } from '#application/notices/tell-outside.ts';
import { NoticeError } from '#application/ports/notice-channel.ts';
import { judgeAlive } from '#domain/notices/judge-alive.ts';
import { DAY, MINUTE, SECOND } from '#domain/shared/instant.ts';
import { logger } from '#runtime/observability.ts';
import { monitorOnTick } from '../../../lambdas/monitor-risk/monitor-on-tick.ts';
import { isTick, tellOnTick } from '../../../lambdas/notify/tell-on-tick.ts';
import { barsOf, RECONCILIATION, T0 } from '../../support/builders.ts';
import { aPlan, PaperDesk } from '../../support/paper-desk.ts';
import { writtenBy } from '../../support/written-metrics.ts';

let now: number;
let table: MemoryTable;
let pings: number[];
beforeEach(() => {
  now = T0;
  table = new MemoryTable({ now: () => now });
  pings = [];
});

const clock = { now: () => now };
const log = () => new TableAliveLog(table, 'main');
const deadMan = { ping: async () => void pings.push(now) };
const tell = (changes: object = {}) => tellOutside({ aliveLog: log(), clock, deadMan, ...changes });

describe('whether what watches is alive', () => {
  it.each<[string, number | null, 'alive' | RegExp]>([
    ['just now', 0, 'alive'],
    ['as long ago as two notes may be apart', 3 * MINUTE, 'alive'],
    ['a few failed ticks ago', 7 * MINUTE, 'alive'],
    ['a moment too long ago', 7 * MINUTE + 1, /since 2026-01-05T/],
    ['days ago', 3 * DAY, /has not come to the end of a tick since/],
    ['never', null, /has never come to the end of a tick/],
    ['a little ahead, by another machine’s clock', -30 * SECOND, 'alive'],
    ['in the future', -2 * MINUTE, /a clock is wrong/],
  ])('Given a monitor that was at work %s, Then it is judged so', (_when, ago, expected) => {
    const liveness = judgeAlive(ago === null ? null : T0 - ago, T0);
    if (expected === 'alive') expect(liveness).toEqual({ kind: 'alive' });
    else expect(liveness).toEqual({ kind: 'silent', reason: expect.stringMatching(expected) });
  });
});

describe('the note that the monitor leaves', () => {
  it('Given a tick each minute, Then one in three is noted, and by a new process its first', async () => {
    const note = noteAlive(log());
    const noted: (number | null)[] = [];
    for (let minute = 0; minute < 7; minute += 1) {
      await note(T0 + minute * MINUTE);
      noted.push(await log().lastNoted());
    }
    expect(noted.map((at) => ((at ?? 0) - T0) / MINUTE)).toEqual([0, 0, 0, 3, 3, 3, 6]);
    await noteAlive(log())(T0 + 7 * MINUTE);
    expect(await log().lastNoted()).toBe(T0 + 7 * MINUTE);
  });

  it('Given an invocation that was held up, When it notes at last, Then it takes nothing back', async () => {
    await log().note(T0);
    await log().note(T0 - MINUTE);
    expect(await log().lastNoted()).toBe(T0);
  });

  it('Given a table that takes no note, Then the next tick tries again', async () => {
    const broken = { note: vi.fn().mockRejectedValueOnce(new Error('throttled')), lastNoted: async () => null };
    const note = noteAlive(broken);
    await expect(note(T0)).rejects.toThrow('throttled');
    await note(T0 + MINUTE);
    await note(T0 + 2 * MINUTE);
    expect(broken.note.mock.calls).toEqual([[T0], [T0 + MINUTE]]);
  });
});

describe('what is told outside', () => {
  it('Given a monitor at work, Then all is well; Given none, Then nothing is said', async () => {
    expect((await tell()).kind).toBe('silent');
    await log().note(now);
    expect(await tell()).toEqual({ kind: 'alive' });
    now += 10 * MINUTE;
    expect((await tell()).kind).toBe('silent');
    expect(pings).toEqual([T0]);
  });

  it('Given a table that cannot be read, Then nothing is said, and the call fails', async () => {
    const away = { note: async () => {}, lastNoted: async () => Promise.reject(new Error('table away')) };
    await expect(tell({ aliveLog: away })).rejects.toThrow('table away');
    expect(pings).toEqual([]);
  });

  it('Given the schedule, Then its call is told from events and alarms', () => {
    expect(isTick({ version: '1', tick: '2026-01-05T14:30:00Z' })).toBe(true);
    for (const other of [{ version: '0', source: 'tidegate', detail: {} }, { alarmData: {} }, null, 'tick'])
      expect(isTick(other)).toBe(false);
  });

  it('Given silence, When the schedule calls, Then the log says why, and nothing fails', async () => {
    const warned = vi.spyOn(logger, 'warn').mockImplementation(() => {});
    await tellOnTick({ day: null, outside: { aliveLog: log(), clock, deadMan } });
    expect(warned.mock.calls).toEqual([
      [expect.any(String), { reason: 'the risk monitor has never come to the end of a tick' }],
    ]);
    warned.mockRestore();
  });

  it('Given a ping that fails, When the schedule calls, Then it is counted, and the invocation fails, so that Lambda comes again', async () => {
    await log().note(now);
    const logged = vi.spyOn(logger, 'error').mockImplementation(() => {});
    const failing = { ping: () => Promise.reject(new NoticeError('dead man: it answered 500')) };
    const [line] = await writtenBy(() =>
      expect(tellOnTick({ day: null, outside: { aliveLog: log(), clock, deadMan: failing } })).rejects.toThrow(
        'answered 500',
      ),
    );
    expect(line).toMatchObject({ tidegate_notices_failed: 1 });
    logged.mockRestore();
  });

  it('Given nobody outside who waits, When the schedule calls, Then nothing happens', async () => {
    await tellOnTick({ day: null, outside: null });
    expect(pings).toEqual([]);
  });
});

describe('the monitor', () => {
  const starter = { start: async () => undefined };

  function monitorOf(desk: PaperDesk, note: (at: number) => Promise<void>) {
    const { broker, ledger, marketData, plan } = desk;
    const runtime = { broker, clock: desk.clock, ledger, marketData, plan, reconciliation: RECONCILIATION };
    const services = { queue: desk.orders, workflows: starter, reconciliations: starter, noteAlive: note };
    return monitorOnTick(runtime as never, services);
  }

  it.each([
    ['before any session', async () => {}],
    ['while a session runs', async (desk: PaperDesk) => void (await desk.start())],
    [
      'while everything is halted',
      async (desk: PaperDesk) => {
        await desk.start();
        await desk.ledger.kill();
      },
    ],
  ])('Given a monitor %s, When a tick comes to its end, Then it is noted', async (_when, prepare) => {
    const desk = new PaperDesk(aPlan(), barsOf([100, 101, 102]));
    await prepare(desk);
    const notes: number[] = [];
    await writtenBy(() => monitorOf(desk, async (at) => void notes.push(at))());
    expect(notes).toEqual([desk.now]);
  });

  it('Given a monitor that cannot read the account, When it ticks, Then nothing is noted', async () => {
    const desk = new PaperDesk(aPlan(), barsOf([100]));
    vi.spyOn(desk.ledger, 'readAccount').mockRejectedValue(new Error('no answer'));
    const note = vi.fn();
    await writtenBy(() => expect(monitorOf(desk, note)()).rejects.toThrow('no answer'));
    expect(note).not.toHaveBeenCalled();
  });

  it.each([
    ['a mark that throws each time', 'mark' as const, 0],
    ['bars that cannot be read, which an alarm tells', 'getBars' as const, 1],
  ])('Given %s, When the monitor ticks, Then notes are %s', async (_what, broken, expected) => {
    const desk = new PaperDesk(aPlan(), barsOf([100, 101, 102]));
    await desk.start();
    desk.now += 2 * MINUTE;
    if (broken === 'mark') vi.spyOn(desk.ledger, 'mark').mockRejectedValue(new Error('a fault'));
    else desk.marketData = { ...desk.marketData, getBars: () => Promise.reject(new Error('a fault')) };
    const note = vi.fn();
    await writtenBy(() => expect(monitorOf(desk, note)()).rejects.toThrow('a fault'));
    expect(note).toHaveBeenCalledTimes(expected);
  });

  it('Given a note that fails, When a tick has come to its end, Then the log has it, and the tick has done its work', async () => {
    const desk = new PaperDesk(aPlan(), barsOf([100]));
    const logged = vi.spyOn(logger, 'error').mockImplementation(() => {});
    await writtenBy(() => monitorOf(desk, () => Promise.reject(new Error('throttled')))());
    expect(logged).toHaveBeenCalledTimes(1);
    logged.mockRestore();
  });
});
