import { setTimeout as pause } from 'node:timers/promises';
import { toIso } from '#domain/shared/instant.ts';
import type { Phase } from '#domain/simulation/phases.ts';
import { LocalCloudError } from '../errors.ts';
import { FunctionFailure } from '../events/function-failure.ts';
import { readScheduleExpression } from '../events/schedule-expression.ts';
import type { LocalCloud } from '../local-cloud.ts';
import type { MarketPosition } from '../market-data/market-timeline.ts';
import type { ScheduleSpec } from '../template/local-template.ts';
import { OperatorApi } from './operator-api.ts';
import type { OutsideVenue } from './outside-venue.ts';
import type { ReplayCursor } from './replay-cursor.ts';

export interface ReplayDriverOptions {
  readonly cloud: LocalCloud;
  /** The cycle of all bars. */
  readonly phases: readonly Phase[];
  /** Idempotency key of the session. */
  readonly sessionKey: string;
  readonly cursor: ReplayCursor;
  /** Moves the market to where the driver is. */
  readonly moveMarket: (position: MarketPosition) => void;
  /** Where the broker has a clock of its own; `null`: the simulated venue, which is where the driver is. */
  readonly venue: OutsideVenue | null;
  /** Told of a tick that failed because a venue outside could not be asked. */
  readonly onTrouble: (text: string) => void;
  /** Every tick, message and event is delivered twice. */
  readonly deliverTwice?: boolean;
  /** Before each phase: pacing and progress. */
  readonly onPhase?: (index: number, phase: Phase) => Promise<void> | void;
}

/** Schedules that are due in each phase, in their fixed order. */
const DUE = {
  OPEN: ['track-orders'],
  CLOSE: ['track-orders', 'monitor-risk', 'generate-signals', 'seal-audit'],
} as const;
/** After all of them, where the template schedules it, and at its minutes only. */
const AFTER_CLOSE = 'notify';
const MAX_STOP_ROUNDS = 3;
/** A venue outside may have to be asked for its balance more than once. */
const MOST_STARTS = 8;
const LONGEST_PAUSE = 16_000;

/**
 * Runs a session through the local cloud: one loop, one invocation at a time. Time stands still while anything runs and then
 * goes to the next instant at which something is due; the minutes between are skipped.
 */
export class ReplayDriver {
  readonly #options: ReplayDriverOptions;
  readonly #copies: number;
  readonly #schedules: ReadonlyMap<string, ScheduleSpec>;
  readonly #api: OperatorApi;

  constructor(options: ReplayDriverOptions) {
    this.#options = options;
    this.#copies = options.deliverTwice ? 2 : 1;
    this.#api = new OperatorApi(options.cloud);
    this.#schedules = new Map(
      options.cloud.template.schedules.map((schedule) => [schedule.function.service, schedule]),
    );
    const known: readonly string[] = [...DUE.OPEN, ...DUE.CLOSE, AFTER_CLOSE];
    const stranger = [...this.#schedules.keys()].find((service) => !known.includes(service));
    if (stranger !== undefined)
      throw new LocalCloudError(`The schedule of ${stranger} has no place in the cycle of a bar`);
  }

  /** @returns the session's id, once it is STOPPED. Goes on where the cursor stands. */
  async run(): Promise<string> {
    const { cloud, phases, cursor } = this.#options;
    const [first] = phases;
    if (first === undefined) throw new LocalCloudError('A replay needs at least one bar');
    const start = await cursor.read();
    this.#moveTo(phases[start] ?? first);
    for (const consumer of cloud.consumers) await this.#checked(consumer.attach());
    if (start === 0) this.#moveTo(first);
    const sessionId = await this.#startSession();
    await this.#settle();
    for (const [index, phase] of phases.entries()) {
      if (index < start) continue;
      await this.#options.onPhase?.(index, phase);
      await this.#runUntil(phase.instant);
      this.#moveTo(phase);
      await cursor.write(index, phase);
      await this.#runPhase(phase);
      if (phase.kind === 'OPEN') await this.#awaitVenue(phase.instant, phases[index + 1]?.instant ?? phase.instant);
    }
    const last = phases.at(-1) ?? first;
    await this.#stopSession(sessionId, last);
    await this.#drainVenue(sessionId, last);
    await this.#drainWorkflows(sessionId, last);
    await this.#sealTrail(last);
    this.#assertHandled();
    return sessionId;
  }

  /** The end is told and sealed, too: no tick comes after it. */
  async #sealTrail({ instant }: Phase): Promise<void> {
    await this.#settle();
    await this.#tick('seal-audit', instant);
  }

  async #runPhase(phase: Phase): Promise<void> {
    for (const service of DUE[phase.kind]) await this.#tick(service, phase.instant);
    await this.#settle();
    if (phase.kind === 'OPEN') return;
    if (this.#isDue(AFTER_CLOSE, phase.instant)) await this.#tick(AFTER_CLOSE, phase.instant);
    await this.#checked(this.#options.cloud.alarms.evaluate(phase.instant));
    await this.#settle();
  }

  #isDue(service: string, instant: number): boolean {
    const schedule = this.#schedules.get(service);
    if (schedule === undefined) return false;
    return readScheduleExpression(schedule.expression, schedule.timeZone).next(instant - 1) === instant;
  }

  async #tick(service: string, instant: number): Promise<void> {
    const { cloud, onTrouble, venue } = this.#options;
    const schedule = this.#schedules.get(service);
    if (schedule === undefined) throw new LocalCloudError(`The template schedules no ${service}`);
    try {
      await this.#checked(cloud.ticks.dispatch(schedule, instant, this.#copies));
    } catch (error) {
      if (venue === null || !(error instanceof FunctionFailure)) throw error;
      onTrouble(error.message);
    }
  }

  /** Nothing of this bar is decided before the venue has said what became of the orders of the bar before. */
  async #awaitVenue(instant: number, next: number): Promise<void> {
    await this.#options.venue?.settle(instant, next, (at) => this.#trackAt(at));
  }

  /** @throws naming the orders of which the venue still owes fills or fate */
  async #drainVenue(sessionId: string, last: Phase): Promise<void> {
    const { venue } = this.#options;
    if (venue === null) return;
    const owed = await venue.drain(last.instant, (at) => this.#trackAt(at));
    if (owed.length > 0) {
      const names = owed.map(({ intent, state }) => `${intent.clientOrderId} ${intent.symbol} ${state}`).join(', ');
      throw new LocalCloudError(`The broker has not said what became of ${owed.length} orders: ${names}`);
    }
    await this.#stopSession(sessionId, last);
  }

  async #trackAt(instant: number): Promise<void> {
    this.#setTime({ instant, phase: 'open' });
    await this.#tick('track-orders', instant);
    await this.#settle();
  }

  /** Executions that still wait go on to their end, the clock with them: nobody would continue them later. */
  async #drainWorkflows(sessionId: string, last: Phase): Promise<void> {
    const { workflows } = this.#options.cloud;
    if (workflows.nextDue === null) return;
    for (let due = workflows.nextDue; due !== null; due = workflows.nextDue) {
      await this.#awaitVenue(due - 1, due);
      await this.#goOnAt(due);
    }
    await this.#stopSession(sessionId, last);
  }

  /** Delivers messages, then events, then what the table's stream has, then lets workflows go on, until nothing is left to do at this instant. */
  async #settle(): Promise<void> {
    const { cloud } = this.#options;
    for (;;) {
      if (await this.#deliverMessage()) continue;
      if (await this.#checked(cloud.bus.deliverNext(this.#copies))) continue;
      if (await this.#checked(cloud.streams.deliverNext(this.#copies))) continue;
      const step = cloud.workflows.runNext();
      if (step === null) return;
      await this.#checked(step);
    }
  }

  async #deliverMessage(): Promise<boolean> {
    for (const consumer of this.#options.cloud.consumers) {
      if (await this.#checked(consumer.deliverNext(0, this.#copies))) return true;
    }
    return false;
  }

  /**
   * What is due between two phases: a message whose function failed becomes visible again at its deadline, an execution goes on when
   * its wait is over.
   */
  async #runUntil(instant: number): Promise<void> {
    const { cloud, venue } = this.#options;
    for (;;) {
      const redelivery = await this.#nextRedelivery();
      const due = Math.min(redelivery, cloud.workflows.nextDue ?? Number.POSITIVE_INFINITY);
      if (!(due < instant)) return;
      if (due === redelivery) await venue?.awaitNews(() => this.#trackAt(due - 1));
      else await this.#awaitVenue(due - 1, due);
      await this.#goOnAt(due);
    }
  }

  async #goOnAt(instant: number): Promise<void> {
    this.#setTime({ instant, phase: 'open' });
    await this.#settle();
  }

  /** When the next message in flight becomes visible again. */
  async #nextRedelivery(): Promise<number> {
    const { consumers, queues } = this.#options.cloud;
    const deadlines: number[] = [];
    for (const consumer of consumers) {
      if (consumer.failures === 0) continue;
      const inFlight = await queues.inFlight(consumer.mapping.queue);
      deadlines.push(...inFlight.map((message) => message.visibilityDeadline));
    }
    return Math.min(...deadlines);
  }

  /** The session ends with the last close: no order may come from it, nothing could fill it. */
  async #startSession(): Promise<string> {
    const until = toIso(this.#options.phases.at(-1)?.instant ?? 0);
    const start = () =>
      this.#checked(this.#api.post('/sessions', { until }, { 'idempotency-key': this.#options.sessionKey }));
    let answer = await start();
    for (let tries = 1; answer.status >= 500 && this.#options.venue !== null && tries < MOST_STARTS; tries += 1) {
      this.#options.onTrouble(`the session did not start: ${answer.status} ${JSON.stringify(answer.body)}`);
      await pause(Math.min(1_000 * 2 ** tries, LONGEST_PAUSE));
      answer = await start();
    }
    const { id } = (answer.body ?? {}) as { id?: unknown };
    if (answer.status === 202 && typeof id === 'string') return id;
    throw new LocalCloudError(`The session did not start: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  /**
   * Asks for the stop until nothing works any more; a replay that was killed here may find it stopped already. An order of a symbol whose
   * bars have ended before the others' can never fill: it stays working, and the session STOPPING, as in the replay in process.
   */
  async #stopSession(id: string, last: Phase): Promise<void> {
    const headers = { 'idempotency-key': `${this.#options.sessionKey}|stop` };
    for (let round = 0; round < MAX_STOP_ROUNDS; round += 1) {
      const answer = await this.#checked(this.#api.post(`/sessions/${id}/stop`, {}, headers));
      const { status, detail } = (answer.body ?? {}) as { status?: unknown; detail?: unknown };
      if (status === 'STOPPED' || (answer.status === 409 && String(detail).includes('STOPPED'))) return;
      await this.#tick('track-orders', last.instant);
      await this.#tick('monitor-risk', last.instant);
      await this.#settle();
    }
  }

  /** A message that its function never got through is a lost order: the run has not gone well, whatever the files say. */
  #assertHandled(): void {
    for (const { mapping, unhandled } of this.#options.cloud.consumers) {
      if (unhandled.size === 0) continue;
      throw new LocalCloudError(
        `${mapping.function.service} failed on ${unhandled.size} messages: ${[...unhandled].join(', ')}`,
      );
    }
  }

  async #checked<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } finally {
      this.#options.cloud.assertAllowed();
    }
  }

  #moveTo(phase: Phase): void {
    this.#setTime({ instant: phase.instant, phase: phase.kind === 'OPEN' ? 'open' : 'close' });
  }

  #setTime(position: MarketPosition): void {
    this.#options.cloud.clock.set(position.instant);
    this.#options.moveMarket(position);
  }
}
