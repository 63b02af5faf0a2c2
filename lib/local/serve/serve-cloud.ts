import { setTimeout as pause } from 'node:timers/promises';
import { MINUTE } from '#domain/shared/instant.ts';
import type { QueueConsumer } from '../events/queue-consumer.ts';
import { readScheduleExpression } from '../events/schedule-expression.ts';
import type { LocalCloud } from '../local-cloud.ts';
import type { ScheduleSpec } from '../template/local-template.ts';

export interface ServeOptions {
  readonly cloud: LocalCloud;
  /** Schedules run this many times as often as the template says. */
  readonly rate: number;
  /** Told of a function's failure or a refused right; serving goes on. */
  readonly onError: (error: unknown) => void;
}

/** The one timer of all executions that wait. */
const WORKFLOWS = 'workflows';
const ALARMS = 'alarms';
/** Timers take no more milliseconds than this. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Real milliseconds until a stream hands over again what failed. */
const RELAY_PAUSE = 1_000;

/** Seconds that a poller waits for a message: also how long stopping may take. */
const POLL_SECONDS = 1;

/** Pollers, bus, schedules and workflows in real time, side by side as in the cloud, until stopped. */
export class CloudServer {
  readonly #options: ServeOptions;
  readonly #running = new Set<Promise<void>>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Schedules read a clock that goes `rate` times as fast from here on. */
  readonly #startedAt = Date.now();
  #isStopping = false;
  #isRelaying = false;

  constructor(options: ServeOptions) {
    this.#options = options;
  }

  start(): void {
    const { cloud } = this.#options;
    for (const consumer of cloud.consumers) this.#track(this.#poll(consumer));
    for (const schedule of cloud.template.schedules) this.#scheduleNext(schedule);
    cloud.alarms.areActing = true;
    this.#evaluateNext();
    cloud.bus.onEvents = () => this.#track(this.#deliverEvents());
    cloud.streams.onRecords = () => this.#track(this.#deliverRecords());
    if (cloud.streams.waiting > 0) this.#track(this.#deliverRecords());
    cloud.workflows.onStep = () => this.#continueWorkflows();
    this.#continueWorkflows();
  }

  /** Takes nothing new, and waits for what runs. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all(this.#running);
    await this.#deliverRecords();
  }

  async #poll(consumer: QueueConsumer): Promise<void> {
    while (!this.#isStopping) await this.#guard(consumer.deliverNext(POLL_SECONDS));
  }

  async #deliverEvents(): Promise<void> {
    const { bus } = this.#options.cloud;
    while (bus.waiting > 0) await this.#guard(bus.deliverNext());
  }

  /** One delivery at a time; what its function failed on comes again after a while. */
  async #deliverRecords(): Promise<void> {
    if (this.#isRelaying) return;
    this.#isRelaying = true;
    const { streams } = this.#options.cloud;
    while (streams.waiting > 0) {
      const before = streams.waiting;
      await this.#guard(streams.deliverNext());
      const hasFailed = streams.waiting >= before;
      if (hasFailed && this.#isStopping) break;
      if (hasFailed) await pause(RELAY_PAUSE);
    }
    this.#isRelaying = false;
  }

  /** Lets every execution go on that is due, side by side, and comes back when the next one is. */
  #continueWorkflows(): void {
    if (this.#isStopping) return;
    const { workflows } = this.#options.cloud;
    for (let step = workflows.runNext(); step !== null; step = workflows.runNext()) this.#track(this.#guard(step));
    clearTimeout(this.#timers.get(WORKFLOWS));
    const due = workflows.nextDue;
    if (due === null) return;
    const delay = Math.min(Math.max(due - Date.now(), 1), LONGEST_TIMER);
    this.#timers.set(
      WORKFLOWS,
      setTimeout(() => this.#continueWorkflows(), delay),
    );
  }

  /** Alarms look at a minute when it is over. */
  #evaluateNext(): void {
    const { cloud } = this.#options;
    const instant = Date.now() + MINUTE - (Date.now() % MINUTE) - 1;
    const timer = setTimeout(
      () => {
        if (this.#isStopping) return;
        this.#track(this.#guard(cloud.alarms.evaluate(instant)));
        this.#evaluateNext();
      },
      instant + 1 - Date.now(),
    );
    this.#timers.set(ALARMS, timer);
  }

  #scheduleNext(schedule: ScheduleSpec): void {
    const { rate, cloud } = this.#options;
    const now = Date.now();
    const elapsed = (now - this.#startedAt) * rate;
    const next = readScheduleExpression(schedule.expression, schedule.timeZone).next(this.#startedAt + elapsed);
    if (next === null) return;
    const instant = this.#startedAt + Math.round((next - this.#startedAt) / rate);
    const timer = setTimeout(
      () => {
        if (this.#isStopping) return;
        this.#track(this.#guard(cloud.ticks.dispatch(schedule, instant)));
        this.#scheduleNext(schedule);
      },
      Math.max(instant - now, 1),
    );
    this.#timers.set(schedule.name, timer);
  }

  /** A failure is told and does not end the server. */
  async #guard(work: Promise<unknown>): Promise<void> {
    try {
      await work;
      this.#options.cloud.assertAllowed();
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #track(work: Promise<void>): void {
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
  }
}
