import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { TableNoticeLog } from '#adapters/table/table-notice-log.ts';
import { EVENT_SCHEMAS } from '#application/contracts/events/event-schemas.ts';
import { noticeOfEvent } from '#application/notices/notice-of-event.ts';
import { redactText } from '#application/notices/redact-text.ts';
import { sendNotice } from '#application/notices/send-notice.ts';
import { type NoticeChannel, NoticeError } from '#application/ports/notice-channel.ts';
import type { EventName } from '#domain/events/domain-event.ts';
import { type Notice, type NoticeChannelName, SEVERITIES } from '#domain/notices/notice.ts';
import { noticedEvents, noticedFields } from '#domain/notices/noticed-events.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { T0 } from '../../support/builders.ts';

const HEAD = { id: 'e'.repeat(32), environment: 'prod', account: 'main', at: '2026-01-05T14:30:00Z', version: 1 };

function anEvent(name: string, detail: object = {}): unknown {
  return { version: '0', source: 'tidegate', 'detail-type': name, detail: { ...HEAD, ...detail } };
}

const severity = (name: string, detail: object = {}) => noticeOfEvent(anEvent(name, detail), 'info')?.severity;

describe('what people are told', () => {
  it('Given each event that matters, Then it is as bad as it is, and fields are named that it has', () => {
    const worst = (least: 'info' | 'warning' | 'critical') => noticedEvents(least);
    expect(worst('critical')).toEqual([
      'RiskLimitExceeded',
      'MarginCallWarning',
      'OrderOutcomeUnknown',
      'OrderFailed',
      'DriftDetected',
      'EmergencyStopRequested',
      'EmergencyStopCompleted',
      'SessionStateChanged',
    ]);
    expect(worst('warning').slice(8)).toEqual(['OrderRejected', 'HighSlippage', 'LowLiquidity']);
    expect(worst('info').slice(11)).toEqual(['OrderFilled', 'PositionClosed']);
    for (const name of worst('info')) {
      const known = Object.keys(EVENT_SCHEMAS[name as EventName].shape);
      expect(noticedFields(name).filter((field) => !known.includes(field))).toEqual([]);
      if (name !== 'SessionStateChanged' && name !== 'DriftDetected')
        expect(worst(severity(name) ?? 'critical')).toContain(name);
    }
  });

  it('Given events that are bad at times only, Then it is their content that says so', () => {
    expect(severity('SessionStateChanged', { status: 'ERROR' })).toBe('critical');
    expect(severity('SessionStateChanged', { status: 'RUNNING' })).toBe('info');
    expect(severity('DriftDetected', { severity: 'critical' })).toBe('critical');
    expect(severity('DriftDetected', { severity: 'warning' })).toBe('warning');
    expect(severity('OrderAccepted')).toBeUndefined();
  });

  it('Given a least severity, Then what is less bad is told to nobody', () => {
    const told = (name: string) => SEVERITIES.map((least) => noticeOfEvent(anEvent(name), least) !== null);
    expect([told('OrderFilled'), told('OrderRejected'), told('OrderFailed')]).toEqual([
      [true, false, false],
      [true, true, false],
      [true, true, true],
    ]);
  });

  it('Given an event, When it is put in words, Then a person reads what happened where, and nothing that was not meant for him', () => {
    const detail = {
      symbol: 'BTC/USD',
      side: 'buy',
      quantity: '0.5',
      averagePrice: null,
      cause: 'refused: {"api_key":"MARKED"}',
      sessionId: 'MARKED',
      brokerOrderId: 'MARKED',
    };
    expect(noticeOfEvent(anEvent('OrderRejected', detail), 'info')).toEqual({
      id: HEAD.id,
      severity: 'warning',
      title: 'WARNING OrderRejected BTC/USD (prod, account main)',
      lines: ['side: buy', 'quantity: 0.5', 'cause: refused: {"api_key":"***"}', 'at: 2026-01-05T14:30:00Z'],
    });
  });

  it.each([
    ['token=MARKED rest', 'token=*** rest'],
    ['X-Api-Secret: MARKED', 'X-Api-Secret: ***'],
    ['"listenToken":"MARKED","a":1', '"listenToken":"***","a":1'],
    ['at https://user:MARKED@host/path?sig=MARKED end', 'at https://host/path end'],
    ['by arn:aws:iam::123456789012:user/desk', 'by user/desk'],
    ['x'.repeat(400), 'x'.repeat(300)],
    ['the venue said no', 'the venue said no'],
  ])('Given the words %j, When they are redacted, Then %j', (words, expected) => {
    expect(redactText(words)).toBe(expected);
  });

  it('Given what is no event of ours, Then it is refused', () => {
    expect(() => noticeOfEvent({ source: 'desk', 'detail-type': 'OrderFilled', detail: HEAD }, 'info')).toThrow(
      'source',
    );
    expect(() => noticeOfEvent({ source: 'tidegate', 'detail-type': 'OrderFilled', detail: {} }, 'info')).toThrow(
      'detail',
    );
  });
});

describe('sending notices', () => {
  const notice: Notice = { id: 'n1', severity: 'warning', title: 't', lines: [] };
  let sent: string[];
  let now: number;
  let table: MemoryTable;
  beforeEach(() => {
    [sent, now] = [[], T0];
    table = new MemoryTable({ now: () => now });
  });

  function channel(name: NoticeChannelName, isWell: () => boolean = () => true): NoticeChannel {
    return {
      name,
      send: async ({ id }) => {
        if (!isWell()) throw new NoticeError(`${name} is away`);
        sent.push(`${name} ${id}`);
      },
    };
  }

  const tell = (channels: readonly NoticeChannel[], one: Notice = notice, mostPerHour = 30) =>
    sendNotice({ channels, log: new TableNoticeLog(table, 'main'), clock: { now: () => now }, mostPerHour }, one);
  const kinds = async (outcomes: ReturnType<typeof tell>) => (await outcomes).map(({ kind }) => kind);

  it('Given several channels, When an event comes twice, Then each is told once', async () => {
    const channels = [channel('slack'), channel('telegram')];
    expect(await kinds(tell(channels))).toEqual(['sent', 'sent']);
    expect(await kinds(tell(channels))).toEqual(['known', 'known']);
    expect(sent).toEqual(['slack n1', 'telegram n1']);
  });

  it('Given a channel that is away, When a notice is told, Then the others are told, and it alone when it is back', async () => {
    let isBack = false;
    const channels = [channel('slack', () => isBack), channel('telegram'), channel('webhook')];
    expect(await tell(channels)).toEqual([
      { channel: 'slack', kind: 'failed', reason: 'slack is away' },
      { channel: 'telegram', kind: 'sent' },
      { channel: 'webhook', kind: 'sent' },
    ]);
    isBack = true;
    expect(await kinds(tell(channels))).toEqual(['sent', 'known', 'known']);
  });

  it('Given a channel that never answers, When a notice is told, Then the others do not wait for it', async () => {
    const silent: NoticeChannel = { name: 'slack', send: () => new Promise(() => undefined) };
    void tell([silent, channel('telegram')]);
    await expect.poll(() => sent).toEqual(['telegram n1']);
  });

  it('Given a flood, When the hour is full, Then the rest is held back, of other severities and channels nothing, and the next hour begins anew', async () => {
    const one = (n: number, changes: Partial<Notice> = {}): Notice => ({ ...notice, id: `f${n}`, ...changes });
    const outcomes: string[] = [];
    for (let n = 0; n < 5; n += 1) outcomes.push(...(await kinds(tell([channel('slack')], one(n), 3))));
    expect(outcomes).toEqual(['sent', 'sent', 'sent', 'held_back', 'held_back']);
    expect(await kinds(tell([channel('slack')], one(9, { severity: 'critical' }), 3))).toEqual(['sent']);
    expect(await kinds(tell([channel('telegram')], one(4), 3))).toEqual(['sent']);
    now += 60 * MINUTE;
    expect(await kinds(tell([channel('slack')], one(4), 3))).toEqual(['sent']);
  });

  it('Given a table that is away, When a notice is told, Then it failed, and is not taken for sent', async () => {
    const log = new TableNoticeLog(table, 'main');
    const away = { ...log, isSent: async () => Promise.reject(new Error('throttled')) } as unknown as TableNoticeLog;
    const [outcome] = await sendNotice(
      { channels: [channel('slack')], log: away, clock: { now: () => now }, mostPerHour: 3 },
      notice,
    );
    expect(outcome).toEqual({ channel: 'slack', kind: 'failed', reason: 'throttled' });
    expect(sent).toEqual([]);
  });

  it('Given what was sent, When days have passed, Then the table forgets it', async () => {
    await tell([channel('slack')]);
    for (const { ttl } of table.dump()) expect(Number(ttl)).toBe((T0 + 3 * 24 * 60 * MINUTE) / 1_000);
  });
});
