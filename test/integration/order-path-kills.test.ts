import '../simulation/quiet.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CrashTable, crashTable } from '../simulation/crash-points.ts';
import {
  evenlySpread,
  isOrderPath,
  type KillPoint,
  killAndResume,
  killPoints,
  nameOf,
  OTHER,
  type RecordedScenario,
  recordScenario,
  SYMBOL,
} from './support/kill-points.ts';
import type { OutwardCall } from './support/outward-calls.ts';

/** `npm run test:kills` */
const isWhole = process.env['KILLS'] === 'all';
const SHARE = 20;
const SEED = 20_260_105;
const LANES = 2;
const LONGEST = 3_600_000;

const BY_MONITOR = 'the same use case of monitor-risk has ended the session at its last close';
const BY_ITSELF = 'only when a tick learns what became of an unknown outcome: here its own invocation does';
/** Port calls of the order path that none of the recorded runs makes, and why. */
const NOT_CALLED: Readonly<Record<string, string>> = {
  'place-order › sleep': 'waits inside of the process',
  'track-orders › sleep': 'waits inside of the process',
  'track-orders › readBudget.take': 'asks nobody while the record that was read with the account leaves calls',
  'place-order › ledger.commitAttempt.transact': 'only of a message delivered again: what the restarts do',
  'track-orders › broker.listOpenOrders': 'only of an order that the venue has forgotten: this one forgets none',
  'track-orders › broker.cancelAllAfter': 'only where a venue has a timer: Alpaca has none',
  'track-orders › broker.cancelOrder': 'only of an order that an operator cancels: nobody does here',
  'track-orders › ledger.listReconciliations.query': BY_ITSELF,
  'track-orders › ledger.openReconciliation.write': BY_ITSELF,
  'track-orders › ledger.listFills.query': BY_MONITOR,
  'track-orders › ledger.listSnapshots.query': BY_MONITOR,
  'track-orders › ledger.commitSession.transact': BY_MONITOR,
};

const folder = mkdtempSync(join(tmpdir(), 'tidegate-kills-'));
// Hundreds of processes compile the same files.
process.env['NODE_COMPILE_CACHE'] = join(folder, 'compiled');
const scenarios: RecordedScenario[] = [];
let table: CrashTable;
beforeAll(async () => {
  table = await crashTable();
  const hold = { ...barsOf('short', [100, 101, 102, 101]), policy: 'buy_hold', timeExitBars: '2' };
  scenarios.push(await recordScenario({ flags: hold, posts: [], absent: 0 }));
  scenarios.push(await recordScenario({ flags: hold, posts: ['drop_before', 'drop_before'], absent: 1 }));
  const config = join(folder, 'settled.yaml');
  writeFileSync(config, 'risk: { settled_cash_only: true }\n');
  const both = {
    ...hold,
    data: [...hold.data, ...barsOf('other', [50, 51, 50, 51], OTHER).data],
    sizePct: '60',
    config,
  };
  scenarios.push(await recordScenario({ flags: both, posts: [], absent: 0 }));
}, LONGEST);
afterAll(() => {
  for (const { app } of scenarios) app.remove();
  rmSync(folder, { recursive: true });
});

/** Bars of a minute with these closes, traded with a stop that rests at the venue until it is cancelled for an exit. */
function barsOf(name: string, closes: readonly number[], symbol = SYMBOL) {
  const file = join(folder, `${name}.csv`);
  const rows = closes.map((close, minute) => {
    const open = closes[minute - 1] ?? close;
    return [`2026-01-05T15:0${minute}:00Z`, open, Math.max(open, close), Math.min(open, close), close, 1000].join(',');
  });
  writeFileSync(file, ['timestamp,open,high,low,close,volume', ...rows].join('\n'));
  return { data: [`${symbol}=${file}`], lot: '1', tick: '0.01', stopLossPct: '0.05' };
}

function portsOf({ calls }: RecordedScenario): ReadonlySet<string> {
  return new Set(calls.flatMap(({ port }) => port ?? []));
}

/** All of the first run, and of each other one what those before it do not call. */
function allPoints(): readonly (readonly [RecordedScenario, KillPoint])[] {
  const known = new Set<string>();
  return scenarios.flatMap((scenario, order) => {
    const isNew = (call: OutwardCall | undefined) => call?.port != null && isOrderPath(call) && !known.has(call.port);
    const points = killPoints(scenario).filter(
      ({ call, index }) => order === 0 || isNew(call) || isNew(scenario.calls[index - 1]),
    );
    for (const port of portsOf(scenario)) known.add(port);
    return points.map((point) => [scenario, point] as const);
  });
}

function tell(line: string): void {
  process.stderr.write(`order path: ${line}\n`);
}

describe('Given the awaits of the order path, as the simulator’s instruments list them', () => {
  it('When the local cloud trades at an Alpaca in memory, Then each port call that one waits for is one of its outward calls, or named with a reason', () => {
    const called = new Set(scenarios.flatMap((scenario) => [...portsOf(scenario)]));
    const ports = [...table.waits.keys()];
    const awaits = new Set([...table.waits.values()].flatMap((lines) => [...lines]));
    tell(`${awaits.size} awaits wait for ${ports.length} port calls`);
    for (const { calls } of scenarios)
      tell(`${calls.length} outward calls, ${calls.filter(isOrderPath).length} of the order path`);
    expect(table.unseen).toEqual([]);
    expect(ports.filter((port) => !called.has(port) && !(port in NOT_CALLED))).toEqual([]);
    const named = Object.entries(NOT_CALLED);
    expect(named.filter(([port]) => called.has(port) || !table.waits.has(port))).toEqual([]);
    const byMonitor = named.flatMap(([port, why]) =>
      why === BY_MONITOR ? [port.replace('track-orders', 'monitor-risk')] : [],
    );
    expect(byMonitor.filter((port) => !called.has(port))).toEqual([]);
  });
});

describe('Given a process that is killed at each of these calls', () => {
  it(
    'When it is started again with the same flags, Then it ends well, and venue and ledger have the same orders, fills, cash and position',
    async () => {
      const all = allPoints();
      const points = isWhole ? all : evenlySpread(all, SHARE, SEED);
      tell(`${points.length} of ${all.length} kill points`);
      const after: string[] = [];
      const failures: string[] = [];
      const left = [...points];
      let ended = 0;
      let died = 0;
      const lane = async () => {
        for (let next = left.shift(); next !== undefined; next = left.shift()) {
          const name = nameOf(next[1]);
          const killed = await killAndResume(...next).catch((error: unknown) => {
            tell(`FAILED ${name}`);
            failures.push(`${name}: ${String(error)}`);
            return null;
          });
          after.push(...(killed?.requests ?? []));
          died += killed?.hasDied === true ? 1 : 0;
          ended += 1;
          if (ended % 10 === 0) tell(`${ended} kills, ${failures.length} failures`);
        }
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      tell(`${died} of ${points.length} died`);
      expect(failures).toEqual([]);
      expect(died).toBeGreaterThan(0.9 * points.length - 1);
      // A small draw may have no kill between a POST and its acknowledgement.
      if (isWhole) expect(after.filter((request) => request.includes('by_client_order_id')).length).toBeGreaterThan(0);
    },
    LONGEST,
  );
});
