import { writeFileSync } from 'node:fs';
import {
  type BrokerUsage,
  type FunctionUsage,
  type MeasuredUsage,
  readUsage,
  USAGE_FILE,
  type Usage,
} from '#cli/cost/usage.ts';
import { synthesizeApp } from '../test/integration/support/local-app.ts';
import { ALPACA_WIRE } from '../test/integration/support/outside-wires.ts';
import { Faults } from '../test/support/venue/faults.ts';
import { VenueCore } from '../test/support/venue/venue-core.ts';
import { startVenueServer } from '../test/support/venue/venue-server.ts';
import { type RunUsage, useRun } from './usage-run.ts';

/* `npm run bench:usage`: what `tidegate cost` takes as measured, written to its file. Counts are the same on every machine, times are not. */

const SYMBOL = 'SYN/USD';
const TRADING = { durationMinutes: '720' };
/** A session whose strategy never finds its condition. */
const IDLE = { ...TRADING, policy: 'rsi', param: ['lower=0', 'upper=100'] };
const RECONCILED_EVERY = 300;
const NOTHING: FunctionUsage = { invocations: 0, milliseconds: 0, logBytes: 0, readUnits: 0, writeUnits: 0 };

type Flags = Parameters<typeof synthesizeApp>[0];
type Configure = NonNullable<Parameters<typeof synthesizeApp>[2]>;

export async function measureUsage(today: string): Promise<MeasuredUsage> {
  const idle = await withSim(IDLE);
  const trading = await withSim(TRADING);
  const idleOutside = await withAlpaca(IDLE);
  const tradingOutside = await withAlpaca(TRADING);
  const reconciled = await withAlpaca(IDLE, (config) => ({
    ...config,
    reconciliation: { ...config.reconciliation, interval_seconds: RECONCILED_EVERY },
  }));
  const request = eachOf(idle.usage.functions['control-api'] ?? NOTHING);
  const executions = reconciled.usage.executions - idleOutside.usage.executions;
  return {
    measuredOn: today,
    request,
    sim: { ...brokerUsage(idle, trading, null), metrics: metricsOf(idle, trading) },
    outside: {
      ...brokerUsage(idleOutside, tradingOutside, difference(reconciled, idleOutside, executions)),
      metrics: metricsOf(idleOutside, tradingOutside, reconciled),
    },
  };
}

/** Each once. */
function metricsOf(...runs: readonly RunUsage[]): readonly string[] {
  return [...new Set(runs.flatMap(({ metrics }) => metrics))].sort();
}

function brokerUsage(idle: RunUsage, trading: RunUsage, reconciliation: Usage | null): Omit<BrokerUsage, 'metrics'> {
  const ticks = Object.entries(idle.usage.functions).flatMap(([name, usage]) =>
    usage.invocations === 0 ? [] : [[name, eachOf(usage)] as const],
  );
  return {
    tick: Object.fromEntries(ticks),
    order: difference(trading, idle, trading.orders - idle.orders),
    reconciliation,
  };
}

/** Of one invocation. */
function eachOf(usage: FunctionUsage): FunctionUsage {
  return shareOf(usage, NOTHING, usage.invocations, usage.milliseconds);
}

/** What one of `count` things has used by which two runs differ. */
function difference(more: RunUsage, less: RunUsage, count: number): Usage {
  const each = (of: (usage: Usage) => number): number => round((of(more.usage) - of(less.usage)) / count);
  const functions = Object.keys(more.usage.functions)
    .sort()
    .map((name) => {
      const [one, other] = [more, less].map(({ usage }) => usage.functions[name] ?? NOTHING) as [
        FunctionUsage,
        FunctionUsage,
      ];
      return [name, shareOf(one, other, count, extraTime(name, more, less))] as const;
    });
  return {
    functions: Object.fromEntries(functions.filter(([, usage]) => usage.invocations > 0 || usage.writeUnits > 0)),
    queueRequests: each(({ queueRequests }) => queueRequests),
    busEvents: each(({ busEvents }) => busEvents),
    executions: each(({ executions }) => executions),
    transitions: each(({ transitions }) => transitions),
  };
}

/**
 * Milliseconds by which a run is longer. The difference of two long sums would be the machine's mood: calls that only one of them has take what calls of the function take, one by one.
 */
function extraTime(name: string, more: RunUsage, less: RunUsage): number {
  const { milliseconds = 0 } = more.usage.functions[name] ?? {};
  const [calls = 0, others = 0] = [more.calls[name], less.calls[name]];
  return calls === 0 ? 0 : (milliseconds / calls) * Math.max(0, calls - others);
}

function shareOf(more: FunctionUsage, less: FunctionUsage, count: number, milliseconds: number): FunctionUsage {
  const each = (of: keyof FunctionUsage): number => Math.max(0, round((more[of] - less[of]) / count));
  return {
    invocations: each('invocations'),
    milliseconds: round(milliseconds / count),
    logBytes: each('logBytes'),
    readUnits: each('readUnits'),
    writeUnits: each('writeUnits'),
  };
}

function round(value: number): number {
  return Number(value.toFixed(3));
}

async function withSim(flags: Flags): Promise<RunUsage> {
  const app = await synthesizeApp(flags);
  try {
    return await useRun(app);
  } finally {
    app.remove();
  }
}

async function withAlpaca(flags: Flags, configure?: Configure): Promise<RunUsage> {
  const venue = new VenueCore({ cash: { USD: '100000' } });
  venue.setPrice(SYMBOL, '100');
  const server = await startVenueServer(ALPACA_WIRE.frontEnd(venue), new Faults());
  const app = await synthesizeApp(flags, 'alpaca', configure);
  try {
    return await useRun(app, ALPACA_WIRE.environment(server.url));
  } finally {
    app.remove();
    await server.close();
  }
}

if (import.meta.main) {
  const measured = await measureUsage(new Date().toISOString().slice(0, 10));
  writeFileSync(USAGE_FILE, `${JSON.stringify(measured, null, 2)}\n`);
  process.stdout.write(`${JSON.stringify(readUsage().sim.order)}\n`);
}
