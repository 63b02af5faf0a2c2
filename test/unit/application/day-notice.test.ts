import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Table } from '#adapters/table/table.ts';
import { TableLedger } from '#adapters/table/table-ledger.ts';
import { TableNoticeLog } from '#adapters/table/table-notice-log.ts';
import { type TellDayDeps, tellDay } from '#application/notices/tell-day.ts';
import { type NoticeChannel, NoticeError } from '#application/ports/notice-channel.ts';
import { dayToTell } from '#domain/notices/day-to-tell.ts';
import { type Notice, type NoticeChannelName, noticeText } from '#domain/notices/notice.ts';
import { seriesOf } from '#domain/shared/bar-series.ts';
import { DAY, MINUTE, toUtcDay } from '#domain/shared/instant.ts';
import { phasesOf } from '#domain/simulation/phases.ts';
import { logger } from '#runtime/observability.ts';
import { tellOnTick } from '../../../lambdas/notify/tell-on-tick.ts';
import { barsOf, T0 } from '../../support/builders.ts';
import { unlessDead } from '../../support/faulty.ts';
import { aPlan, PaperDesk } from '../../support/paper-desk.ts';
import { writtenBy } from '../../support/written-metrics.ts';

const HOUR = 60 * MINUTE;
const MIDNIGHT = Date.parse('2026-01-06T00:00:00Z');
const CLOSES = [100, 100, 100, 100, 104, 108, 112, 108, 96, 90, 90, 90];

let desk: PaperDesk;
let now: number;
let sent: (readonly [NoticeChannelName, Notice])[];
beforeEach(async () => {
  desk = new PaperDesk(aPlan(), barsOf(CLOSES));
  await desk.start();
  for (const phase of phasesOf(seriesOf(barsOf(CLOSES), MINUTE))) await desk.run(phase);
  [now, sent] = [MIDNIGHT + 10 * MINUTE, []];
});

function channel(name: NoticeChannelName, send?: () => Promise<void>): NoticeChannel {
  return {
    name,
    send: async (notice) => {
      await send?.();
      sent.push([name, notice]);
    },
  };
}

function depsOf(table: Table, channels: readonly NoticeChannel[], mostPerHour = 30): TellDayDeps {
  const log = new TableNoticeLog(table, 'main');
  const clock = { now: () => now };
  return {
    channels,
    log,
    clock,
    mostPerHour,
    ledger: new TableLedger(table, 'main'),
    environment: 'prod',
    account: 'main',
  };
}

const slack = channel('slack');
const tell = (channels: readonly NoticeChannel[] = [slack], mostPerHour?: number) =>
  tellDay(depsOf(desk.table, channels, mostPerHour));

describe('when a day is told of', () => {
  it.each([
    ['00:00', null],
    ['00:09', null],
    ['00:10', '2026-01-05'],
    ['00:59', '2026-01-05'],
    ['01:00', '2026-01-05'],
    ['01:05', null],
    ['14:04', '2026-01-05'],
    ['14:30', null],
    ['23:00', '2026-01-05'],
    ['23:59', null],
  ])('Given %s of the next day, Then it is %s', (time, day) => {
    const start = dayToTell(Date.parse(`2026-01-06T${time}:00Z`));
    expect(start === null ? null : toUtcDay(start)).toBe(day);
  });

  it('Given a call every five minutes, each of them late, and repeated by Lambda, Then no day is left out', () => {
    for (const late of [0, 59_000, 4 * MINUTE - 1]) {
      const told = new Set<number | null>();
      for (let at = MIDNIGHT; at < MIDNIGHT + 3 * DAY; at += 5 * MINUTE) told.add(dayToTell(at + late));
      expect([...told].filter((day) => day !== null)).toEqual([MIDNIGHT - DAY, MIDNIGHT, MIDNIGHT + DAY]);
    }
  });
});

describe('what is told of a day', () => {
  it('Given a session that has traded, When the day has ended, Then people read what it came to', async () => {
    await tell();
    expect(sent.map(([, notice]) => notice.id)).toEqual(['day#2026-01-05']);
    expect(sent.map(([, notice]) => noticeText(notice))).toMatchInlineSnapshot(`
      [
        "INFO day 2026-01-05 (prod, account main)
      equity: 10000 -> 9241.82700462 USD
      profit: -758.17299538 USD (-7.58 %)
      realised, after fees: -758.17299538 USD
      fees: 18.26958538 USD
      orders: 2 FILLED
      fills: 2
      closed trades: 1, won 0 (0 %)
      max drawdown: 13.76 %
      risk events: none
      positions now: none
      unresolved drift: none",
      ]
    `);
  });

  it('Given each channel, When the ticks go on all day, Then each is told once', async () => {
    const channels = [slack, channel('telegram')];
    for (let tick = 0; tick < 300; tick += 1) {
      await tell(channels);
      now += 5 * MINUTE;
      if (now >= MIDNIGHT + DAY) break;
    }
    expect(sent.map(([name]) => name)).toEqual(['slack', 'telegram']);
  });

  it('Given a channel that fails, When it works again, Then it alone is told', async () => {
    const failing = channel('telegram', () => Promise.reject(new NoticeError('telegram: it answered 500')));
    const told = await tell([slack, failing]);
    expect(told?.outcomes.map(({ kind }) => kind)).toEqual(['sent', 'failed']);
    now += 5 * MINUTE;
    await tell([slack, channel('telegram')]);
    expect(sent.map(([name]) => name)).toEqual(['slack', 'telegram']);
  });

  it('Given an hour whose share of notices is used up, Then it is told in the next one', async () => {
    const log = new TableNoticeLog(desk.table, 'main');
    await log.takeSlot('slack', 'info', now, 1);
    expect((await tell([slack], 1))?.outcomes.map(({ kind }) => kind)).toEqual(['held_back']);
    now = MIDNIGHT + 60 * MINUTE;
    expect((await tell([slack], 1))?.outcomes.map(({ kind }) => kind)).toEqual(['sent']);
  });

  it('Given nobody awake at midnight, When the first tick comes in the afternoon, Then the day is told; the day before it is not', async () => {
    now = MIDNIGHT + 14 * 60 * MINUTE;
    expect(await tell()).toMatchObject({ notice: { id: 'day#2026-01-05' } });
    now = MIDNIGHT + DAY + 10 * MINUTE;
    expect(await tell()).toBeNull();
    now = MIDNIGHT + DAY + DAY / 2;
    const after = await tell();
    expect(after?.notice.id).toBe('day#2026-01-06');
    expect(after?.notice.lines.slice(0, 3)).toEqual([
      'equity: none -> none',
      'profit: none',
      'realised, after fees: none',
    ]);
  });

  it('Given daily bars that begin at midnight in New York, When the bar has closed after the end of the day, Then it is told by that bar', async () => {
    const open = MIDNIGHT - DAY + 5 * HOUR;
    const [bar] = barsOf([100]).map((one) => ({ ...one, openTime: open, closeTime: open + DAY }));
    const daily = new PaperDesk(aPlan({ timeframe: DAY }), bar === undefined ? [] : [bar]);
    daily.now = MIDNIGHT - DAY + HOUR;
    await daily.start();
    for (; now < MIDNIGHT + DAY; now += 5 * MINUTE) {
      daily.now = now;
      await daily.monitor();
      await tellDay(depsOf(daily.table, [slack]));
    }
    expect(sent.map(([, { lines }]) => lines[0])).toEqual(['equity: 10000 -> 10000 USD']);
  });

  it('Given no session on the day, Then nobody is told', async () => {
    await desk.stop();
    now = MIDNIGHT + 2 * DAY + 10 * MINUTE;
    expect(await tell()).toBeNull();
    expect(await tellDay(depsOf(new PaperDesk(aPlan()).table, [slack]))).toBeNull();
    expect(sent).toEqual([]);
  });

  it('Given a death at any call of the table, When the next tick comes, Then the day has been told, at most twice', async () => {
    for (let point = 0; ; point += 1) {
      const fresh = new PaperDesk(aPlan(), barsOf(CLOSES));
      await fresh.start();
      fresh.now = T0 + MINUTE;
      await fresh.monitor();
      sent = [];
      const deps = depsOf(fresh.points.watch<Table>(fresh.table), [slack]);
      fresh.points.arm(point);
      await unlessDead(tellDay(deps));
      const isOver = point >= 2 * fresh.points.calls.length;
      const wasTold = sent.length;
      fresh.points.arm(null);
      await tellDay(deps);
      await tellDay(deps);
      expect(sent.length === 1 || (sent.length === 2 && wasTold === 1)).toBe(true);
      if (!isOver) continue;
      expect(point).toBeGreaterThan(20);
      break;
    }
  });
});

describe('the schedule of notices', () => {
  it('Given a ping that fails, Then the day is told all the same, and the invocation fails', async () => {
    const logged = vi.spyOn(logger, 'error').mockImplementation(() => {});
    const aliveLog = { note: async () => {}, lastNoted: async () => now };
    const deadMan = { ping: () => Promise.reject(new NoticeError('dead man: it answered 500')) };
    const outside = { aliveLog, deadMan, clock: { now: () => now } };
    const [line] = await writtenBy(() =>
      expect(tellOnTick({ day: depsOf(desk.table, [slack]), outside })).rejects.toThrow('dead man'),
    );
    expect(line).toMatchObject({ tidegate_notices_sent: 1, tidegate_notices_failed: 1 });
    expect(sent).toHaveLength(1);
    logged.mockRestore();
  });

  it('Given a channel that fails, Then the invocation fails, so that Lambda comes again', async () => {
    const logged = vi.spyOn(logger, 'error').mockImplementation(() => {});
    const failing = channel('slack', () => Promise.reject(new NoticeError('slack: it answered 500')));
    await writtenBy(() =>
      expect(tellOnTick({ day: depsOf(desk.table, [failing]), outside: null })).rejects.toThrow(
        'notice day#2026-01-05 failed: slack: it answered 500',
      ),
    );
    logged.mockRestore();
  });
});
