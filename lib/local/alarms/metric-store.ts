import type { Instant } from '#domain/shared/instant.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { isJsonObject, type Json, type JsonObject, listAt, objectAt, requiredTextAt } from '../template/json.ts';
import { objectsAt } from '../template/read-storage.ts';
import { type MetricAlarmSpec, metricKey, type Statistic } from './alarm-spec.ts';

/** What CloudWatch keeps of the values of one minute. */
interface Values {
  readonly count: number;
  readonly sum: number;
  readonly least: number;
  readonly most: number;
}

/** Minutes that are kept: more than any alarm looks back. */
const KEPT = 1_440;

/**
 * The metrics that alarms watch, a minute at a time. A minute counts when it is closed, and has what came since the one before: the minutes that a replay skips, in which
 * no schedule was due, are none.
 */
export class MetricStore {
  readonly #watched: ReadonlySet<string>;
  #current = new Map<string, Values>();
  #minutes: { readonly start: Instant; readonly values: Map<string, Values> }[] = [];

  /** @param watched keys of the metrics that are kept */
  constructor(watched: Iterable<string>) {
    this.#watched = new Set(watched);
  }

  /** Takes the metrics of a log line; nothing of one that is not in the embedded metric format. */
  ingest(line: string): void {
    const document: Json = JSON.parse(line);
    if (!isJsonObject(document)) return;
    for (const directive of objectsAt(objectAt(document, '_aws'), 'CloudWatchMetrics')) this.#take(document, directive);
  }

  add(key: string, value: number): void {
    if (this.#watched.has(key)) this.#current.set(key, joined(this.#current.get(key), valuesOf(value)));
  }

  /** Ends the minute of `instant`. */
  close(instant: Instant): void {
    const start = instant - (instant % MINUTE);
    const last = this.#minutes.at(-1);
    const minute = last?.start === start ? last : { start, values: new Map<string, Values>() };
    if (minute !== last) this.#minutes.push(minute);
    for (const [key, values] of this.#current) minute.values.set(key, joined(minute.values.get(key), values));
    this.#current = new Map();
    if (this.#minutes.length > KEPT) this.#minutes = this.#minutes.slice(-KEPT);
  }

  /** The last periods that an alarm looks at, the latest last. `null`: nothing was measured in that one. */
  pointsOf({ evaluationPeriods, metric, periodMs, statistic }: MetricAlarmSpec): readonly (number | null)[] {
    const periods = new Map<number, Values | null>();
    for (const { start, values } of this.#minutes.toReversed()) {
      const period = Math.floor(start / periodMs);
      if (!periods.has(period) && periods.size === evaluationPeriods) break;
      const [found, known] = [values.get(metric), periods.get(period) ?? null];
      periods.set(period, found === undefined ? known : joined(known ?? undefined, found));
    }
    return [...periods.values()].reverse().map((values) => (values === null ? null : statisticOf(values, statistic)));
  }

  #take(document: JsonObject, directive: JsonObject): void {
    const namespace = requiredTextAt(directive, 'Namespace');
    for (const names of listAt(directive, 'Dimensions')) {
      const dimensions = Object.fromEntries((names as readonly string[]).map((name) => [name, String(document[name])]));
      for (const metric of objectsAt(directive, 'Metrics')) {
        const name = requiredTextAt(metric, 'Name');
        for (const value of [document[name] ?? []].flat())
          this.add(metricKey(namespace, name, dimensions), Number(value));
      }
    }
  }
}

function valuesOf(value: number): Values {
  return { count: 1, sum: value, least: value, most: value };
}

function joined(one: Values | undefined, other: Values): Values {
  if (one === undefined) return other;
  return {
    count: one.count + other.count,
    sum: one.sum + other.sum,
    least: Math.min(one.least, other.least),
    most: Math.max(one.most, other.most),
  };
}

function statisticOf({ count, least, most, sum }: Values, statistic: Statistic): number {
  switch (statistic) {
    case 'Average':
      return sum / count;
    case 'Maximum':
      return most;
    case 'Minimum':
      return least;
    case 'SampleCount':
      return count;
    case 'Sum':
      return sum;
  }
}
