import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { FaultKind } from './engine/faults.ts';
import type { RunResult } from './run-seed.ts';

/** What a series of runs has come to; a file of it is where the next series goes on. */
export interface Totals {
  nextSeed: number;
  runs: number;
  faults: number;
  events: number;
  orders: number;
  fills: number;
  deadLetters: number;
  /** Orders at the venue beyond the one that an intent may have. */
  duplicates: number;
  milliseconds: number;
  readonly byKind: Partial<Record<FaultKind, number>>;
  readonly violations: { readonly guarantee: string; readonly text: string; readonly reproduction: string }[];
  /** Seen so far; the names themselves are sorted when they are told. */
  crashPoints: string[];
}

export function emptyTotals(nextSeed: number): Totals {
  const counts = { runs: 0, faults: 0, events: 0, orders: 0, fills: 0, deadLetters: 0, duplicates: 0, milliseconds: 0 };
  return { nextSeed, ...counts, byKind: {}, violations: [], crashPoints: [] };
}

export function addRun(totals: Totals, result: RunResult): void {
  totals.nextSeed = result.options.seed + 1;
  totals.runs += 1;
  totals.faults += result.faults;
  totals.events += result.events;
  totals.orders += result.orders;
  totals.fills += result.fills;
  totals.deadLetters += result.deadLetters;
  totals.duplicates += result.duplicates;
  for (const [kind, count] of result.hits) totals.byKind[kind] = (totals.byKind[kind] ?? 0) + count;
  totals.crashPoints = [...new Set([...totals.crashPoints, ...result.points])];
}

export function loadTotals(file: string | undefined, firstSeed: number): Totals {
  if (file === undefined || !existsSync(file)) return emptyTotals(firstSeed);
  return JSON.parse(readFileSync(file, 'utf8')) as Totals;
}

export function saveTotals(file: string | undefined, totals: Totals): void {
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(totals, null, 2)}\n`);
}

/** The end of a series in words. */
export function describeTotals(totals: Totals): string {
  const perSecond = Math.round((totals.faults * 1_000) / Math.max(1, totals.milliseconds));
  const kinds = Object.entries(totals.byKind).sort(([, a], [, b]) => b - a);
  return [
    `seeds          ${totals.runs}, next ${totals.nextSeed}`,
    `faults hit     ${totals.faults}, ${perSecond} a second`,
    `               ${kinds.map(([kind, count]) => `${kind} ${count}`).join(', ')}`,
    `events         ${totals.events}`,
    `venue orders   ${totals.orders}, fills ${totals.fills}, dead letters ${totals.deadLetters}`,
    `crash points   ${totals.crashPoints.length} seen`,
    `duplicates     ${totals.duplicates}`,
    `violations     ${totals.violations.length}`,
    ...totals.violations.map(({ guarantee, text, reproduction }) => `  ${guarantee} ${text}\n    ${reproduction}`),
  ].join('\n');
}
