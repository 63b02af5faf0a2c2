import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE, toIso } from '#domain/shared/instant.ts';
import { nowOf } from './support/alarm-desk.ts';
import { type LocalApp, synthesizeApp } from './support/local-app.ts';
import { NoticeReceiver } from './support/notice-receiver.ts';

const START = Date.parse('2026-01-05T23:40:00Z');
const MINUTES = 40;

let folder: string;
let app: LocalApp;
let receiver: NoticeReceiver;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-day-'));
  const rows = Array.from({ length: MINUTES }, (_, minute) => {
    const price = 100 + minute / 4;
    return `${toIso(START + minute * MINUTE)},${price},${price},${price},${price},1000`;
  });
  const file = join(folder, 'bars.csv');
  writeFileSync(file, ['timestamp,open,high,low,close,volume', ...rows].join('\n'));
  receiver = await NoticeReceiver.open();
  app = await synthesizeApp({ data: [`SYN/USD=${file}`], policy: 'buy_hold' }, 'sim', (config) => ({
    ...config,
    notifications: {
      channels: ['slack', 'telegram'],
      least_severity: 'critical',
      most_per_hour: 100,
      day_summary: true,
    },
  }));
});
afterAll(async () => {
  app.remove();
  rmSync(folder, { recursive: true, force: true });
  await receiver.close();
});

describe('Given people who want to be told of each day, and of nothing else that is not critical', () => {
  it('When a session goes over midnight, Then each channel is told of the day that has ended once, though every tick comes twice', async () => {
    const run = await app.boot({ deliverTwice: true, environment: receiver.environment });
    receiver.clock = () => nowOf(run);
    try {
      const { snapshots } = await run.replay();
      expect(snapshots).toHaveLength(MINUTES);
    } finally {
      await run.stop();
    }
    const told = receiver.received.map(({ path, at }) => `${toIso(at)} ${path}`);
    expect(told.toSorted()).toEqual(['2026-01-06T00:10:00Z /bottoken/sendMessage', '2026-01-06T00:10:00Z /slack']);
    const [title, ...lines] = receiver.received[0]?.text.split('\n') ?? [];
    expect(title).toMatch(/^INFO day 2026-01-05 \(.+, account .+\)$/);
    // 95 % of 100,000 at a close of 100, bought at the next open, 100.25, and held: the last close of the day is 104.75.
    expect(lines).toEqual([
      'equity: 100000 -> 104275 USD',
      'profit: 4275 USD (4.28 %)',
      'realised, after fees: 0 USD',
      'fees: 0 USD',
      'orders: 1 FILLED',
      'fills: 1',
      'closed trades: 0, won 0',
      'max drawdown: 0 %',
      'risk events: none',
      'positions now: SYN/USD 950',
      'unresolved drift: none',
    ]);
  });
});
