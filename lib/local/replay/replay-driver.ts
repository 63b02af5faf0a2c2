import { toIso } from '#domain/shared/instant.ts';
import type { Phase } from '#domain/simulation/phases.ts';
import { LocalCloudError } from '../errors.ts';
import type { LocalCloud } from '../local-cloud.ts';
import type { MarketPosition } from '../market-data/market-timeline.ts';
import type { ScheduleSpec } from '../template/local-template.ts';
import { OperatorApi } from './operator-api.ts';
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
  /** Every tick, message and event is delivered twice. */
  readonly deliverTwice?: boolean;
  /** Before each phase: pacing and progress. */
  readonly onPhase?: (index: number, phase: Phase) => Promise<void> | void;
}

/** Schedules that are due in each phase, in their fixed order. */
const DUE = {
  OPEN: ['track-orders'],
  CLOSE: ['track-orders', 'monitor-risk', 'generate-signals'],
} as const;
const MAX_STOP_ROUNDS = 3;

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
    const known: readonly string[] = [...DUE.OPEN, ...DUE.CLOSE];
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
      await this.#redeliverUntil(phase.instant);
      this.#moveTo(phase);
      await cursor.write(index, phase);
      await this.#runPhase(phase);
    }
    const last = phases.at(-1) ?? first;
    await this.#stopSession(sessionId, last);
    this.#assertHandled();
    return sessionId;
  }

  async #runPhase(phase: Phase): Promise<void> {
    for (const service of DUE[phase.kind]) await this.#tick(service, phase.instant);
    await this.#settle();
  }

  async #tick(service: string, instant: number): Promise<void> {
    const schedule = this.#schedules.get(service);
    if (schedule === undefined) throw new LocalCloudError(`The template schedules no ${service}`);
    await this.#checked(this.#options.cloud.ticks.dispatch(schedule, instant, this.#copies));
  }

  /** Delivers messages, then events, until nothing is left to deliver at this instant. */
  async #settle(): Promise<void> {
    const { cloud } = this.#options;
    for (;;) {
      if (await this.#deliverMessage()) continue;
      if (!(await this.#checked(cloud.bus.deliverNext(this.#copies)))) return;
    }
  }

  async #deliverMessage(): Promise<boolean> {
    for (const consumer of this.#options.cloud.consumers) {
      if (await this.#checked(consumer.deliverNext(0, this.#copies))) return true;
    }
    return false;
  }

  /** Messages whose function failed become visible again at their deadline, which may lie before the next phase. */
  async #redeliverUntil(instant: number): Promise<void> {
    const { cloud } = this.#options;
    for (const consumer of cloud.consumers) {
      while (consumer.failures > 0) {
        const inFlight = await cloud.queues.inFlight(consumer.mapping.queue);
        const deadline = Math.min(...inFlight.map((message) => message.visibilityDeadline));
        if (!(deadline < instant)) break;
        this.#setTime({ instant: deadline, phase: 'open' });
        await this.#settle();
      }
    }
  }

  /** The session ends with the last close: no order may come from it, nothing could fill it. */
  async #startSession(): Promise<string> {
    const until = toIso(this.#options.phases.at(-1)?.instant ?? 0);
    const answer = await this.#checked(
      this.#api.post('/sessions', { until }, { 'idempotency-key': this.#options.sessionKey }),
    );
    const { id } = (answer.body ?? {}) as { id?: unknown };
    if (answer.status === 202 && typeof id === 'string') return id;
    throw new LocalCloudError(`The session did not start: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  /**
   * Asks for the stop until nothing works any more; a replay that was killed here may find it stopped already. An order of a symbol whose
   * bars have ended before the others' can never fill: it stays working, and the session STOPPING, as in the replay in process.
   */
  async #stopSession(id: string, last: Phase): Promise<void> {
    for (let round = 0; round < MAX_STOP_ROUNDS; round += 1) {
      const answer = await this.#checked(this.#api.post(`/sessions/${id}/stop`, {}));
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
