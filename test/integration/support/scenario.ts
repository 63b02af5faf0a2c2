import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import type { ReplayFlags } from '#cli/replay/replay-flags.ts';
import type { Order } from '#domain/orders/order.ts';
import { type LocalApp, synthesizeApp } from './local-app.ts';
import { expectSameFiles, type LocalOutcome, paperFiles, runLocally } from './session-files.ts';

/** `[open, high, low, close, volume]` of one minute; `null`: there is none. */
export type Minute = readonly [open: number, high: number, low: number, close: number, volume: number] | null;

export interface Scenario {
  /** By symbol, one-minute bars from the same instant on. */
  readonly bars: Readonly<Record<string, readonly Minute[]>>;
  /** As in a YAML file. */
  readonly config: object;
  readonly flags?: ReplayFlags;
}

const START = Date.parse('2026-01-05T14:30:00Z');

/** A minute without a range. */
export function flat(price: number, volume = 1000): Minute {
  return [price, price, price, price, volume];
}

/** A minute in which the price goes from one to the other. */
export function moves(open: number, close: number, volume = 1000): Minute {
  return [open, Math.max(open, close), Math.min(open, close), close, volume];
}

/** Open time of a minute of a scenario. */
export function minuteAt(index: number): number {
  return START + index * 60_000;
}

/** Runs a scenario through the local cloud and in process, which must leave the same files; returns what it left in the cloud. */
export function playScenario(scenario: Scenario): Promise<LocalOutcome> {
  return withScenario(scenario, async (app, flags) => {
    const left = await runLocally(app);
    expectSameFiles(left.files, await paperFiles(flags));
    return left;
  });
}

/**
 * Has the app of a scenario, whose files are there as long as `use` takes.
 *
 * @param configure makes of the scenario's configuration what is deployed
 */
export async function withScenario<Result>(
  { bars, config, flags = {} }: Scenario,
  use: (app: LocalApp, flags: ReplayFlags) => Promise<Result>,
  configure?: (config: EnvironmentConfig) => EnvironmentConfig,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-scenario-'));
  try {
    const data = Object.entries(bars).map(([symbol, minutes], index) => {
      const file = join(folder, `${index}.csv`);
      writeFileSync(file, csvOf(minutes));
      return `${symbol}=${file}`;
    });
    writeFileSync(join(folder, 'scenario.yaml'), stringify(config));
    const all = { ...flags, data, config: join(folder, 'scenario.yaml') };
    const app = await synthesizeApp(all, 'sim', configure);
    try {
      return await use(app, all);
    } finally {
      app.remove();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `symbol side quantity @ price reason`, in the venue's order. */
export function fillLines({ records }: LocalOutcome): string[] {
  return records.fills.map(({ symbol, side, quantity, price, reason, explanation }) => {
    const why = reason ?? explanation?.trigger ?? '';
    return `${symbol} ${side} ${quantity.toFixed()} @ ${price.toFixed()} ${why}`;
  });
}

/** Violated rules of the entries that were denied at a minute's close; `null` when there was none. */
export function denialsAt({ records }: LocalOutcome, minute: number): readonly string[] | null {
  const isOfMinute = ({ intent }: Order) => intent.signalTime === minuteAt(minute + 1);
  const denied = records.orders.find((order) => isOfMinute(order) && order.violations.length > 0);
  return denied?.violations.map(({ rule }) => rule) ?? null;
}

function csvOf(minutes: readonly Minute[]): string {
  const rows = minutes.flatMap((minute, index) =>
    minute === null ? [] : [[new Date(minuteAt(index)).toISOString(), ...minute].join(',')],
  );
  return ['timestamp,open,high,low,close,volume', ...rows].join('\n');
}
