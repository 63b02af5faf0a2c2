import { objectAt, requiredTextAt } from '#local/template/json.ts';
import { EXPORT_CALL } from '#local/template/read-triggers.ts';
import * as assumed from './assumptions.ts';
import type { Deployed } from './deployed.ts';
import { runsPerMonth } from './schedule-runs.ts';
import type { BrokerUsage, FunctionUsage, MeasuredUsage, Usage } from './usage.ts';

/** What is used in a month in which nothing is traded, or for one more order. */
export interface Totals {
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly logBytes: number;
  readonly queueRequests: number;
  readonly busEvents: number;
  readonly executions: number;
  readonly transitions: number;
}

interface FunctionLoad {
  readonly idle: FunctionUsage;
  readonly order: FunctionUsage;
}

/** What an environment has to do. */
export interface Load {
  readonly idle: Totals;
  readonly order: Totals;
  functionOf(service: string): FunctionLoad;
  /** Exports of the table in a month. */
  readonly exports: number;
  /** Calls of all schedules in a month. */
  readonly scheduledCalls: number;
  /** Functions that call the table all the time. */
  readonly callers: number;
  /** Custom metrics that are published. */
  readonly metrics: number;
}

/** Of the configuration, what the load depends on. */
export interface LoadSettings {
  readonly broker: string;
  readonly reconciliationSeconds: number;
  /** Risk limits that are set, and whose use is a metric. */
  readonly limits: number;
}

const NOTHING: FunctionUsage = { invocations: 0, milliseconds: 0, logBytes: 0, readUnits: 0, writeUnits: 0 };

/**
 * A month of what the template schedules, each call as it was measured.
 *
 * @throws for a scheduled function that was never measured
 */
export function loadOf(deployed: Deployed, measured: MeasuredUsage, settings: LoadSettings): Load {
  const known = settings.broker === 'sim' ? measured.sim : measured.outside;
  const usage: BrokerUsage = { ...known, tick: { notify: assumed.NOTIFY_TICK, ...known.tick } };
  const schedules = scheduledRuns(deployed);
  const months = ticksOf(schedules, usage);
  const reconciliations = usage.reconciliation === null ? 0 : (assumed.HOURS * 3_600) / settings.reconciliationSeconds;
  const idleOf = (service: string): FunctionUsage =>
    [
      times({ ...(usage.tick[service] ?? NOTHING), invocations: 1 }, months.get(service) ?? 0),
      times(usage.reconciliation?.functions[service] ?? NOTHING, reconciliations),
      service === 'control-api' ? times({ ...measured.request, invocations: 1 }, assumed.API_REQUESTS) : NOTHING,
    ].reduce(add);
  const functions = new Map(
    servicesOf(deployed).map((service): [string, FunctionLoad] => [
      service,
      { idle: idleOf(service), order: usage.order.functions[service] ?? NOTHING },
    ]),
  );
  const loads = [...functions.values()];
  const idle = totals(
    loads.map((load) => load.idle),
    usage.reconciliation,
    reconciliations,
  );
  return {
    idle: { ...idle, logBytes: idle.logBytes + assumed.API_REQUESTS * assumed.ACCESS_LOG_BYTES },
    order: totals(
      loads.map((load) => load.order),
      usage.order,
      1,
    ),
    functionOf: (service) => functions.get(service) ?? { idle: NOTHING, order: NOTHING },
    exports: schedules.get(EXPORT_CALL) ?? 0,
    scheduledCalls: [...schedules.values()].reduce((sum, runs) => sum + runs, 0),
    callers: months.size,
    metrics: usage.metrics.length + metricsOfLimits(settings),
  };
}

/** One for each limit, and one for the highest. */
export function metricsOfLimits({ limits }: LoadSettings): number {
  return limits === 0 ? 0 : limits + 1;
}

/** Calls a month of each function by the clock. */
function ticksOf(schedules: ReadonlyMap<string, number>, { tick }: BrokerUsage): ReadonlyMap<string, number> {
  const months = new Map([...schedules].filter(([name]) => name !== EXPORT_CALL));
  const stranger = [...months.keys()].find((service) => tick[service] === undefined);
  if (stranger === undefined) return months;
  throw new Error(
    `received a schedule of ${stranger}, expected a function whose ticks \`npm run bench:usage\` has measured`,
  );
}

function servicesOf(deployed: Deployed): readonly string[] {
  return deployed.of('AWS::Lambda::Function').map(({ logicalId }) => deployed.serviceOf({ Ref: logicalId }));
}

/** Calls a month by the function called, or what is called instead. */
function scheduledRuns(deployed: Deployed): ReadonlyMap<string, number> {
  const runs = new Map<string, number>();
  for (const { properties } of deployed.of('AWS::Scheduler::Schedule')) {
    const { Arn: target } = objectAt(properties, 'Target');
    const name = target === EXPORT_CALL ? EXPORT_CALL : deployed.serviceOf(target);
    runs.set(name, (runs.get(name) ?? 0) + runsPerMonth(requiredTextAt(properties, 'ScheduleExpression')));
  }
  return runs;
}

function totals(functions: readonly FunctionUsage[], usage: Usage | null, count: number): Totals {
  const all = functions.reduce(add, NOTHING);
  return {
    readUnits: all.readUnits,
    writeUnits: all.writeUnits,
    logBytes: all.logBytes + all.invocations * assumed.PLATFORM_LOG_BYTES,
    queueRequests: (usage?.queueRequests ?? 0) * count,
    busEvents: (usage?.busEvents ?? 0) * count,
    executions: (usage?.executions ?? 0) * count,
    transitions: (usage?.transitions ?? 0) * count,
  };
}

function add(one: FunctionUsage, other: FunctionUsage): FunctionUsage {
  return {
    invocations: one.invocations + other.invocations,
    milliseconds: one.milliseconds + other.milliseconds,
    logBytes: one.logBytes + other.logBytes,
    readUnits: one.readUnits + other.readUnits,
    writeUnits: one.writeUnits + other.writeUnits,
  };
}

function times(usage: FunctionUsage, count: number): FunctionUsage {
  return {
    invocations: usage.invocations * count,
    milliseconds: usage.milliseconds * count,
    logBytes: usage.logBytes * count,
    readUnits: usage.readUnits * count,
    writeUnits: usage.writeUnits * count,
  };
}
