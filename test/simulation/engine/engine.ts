import { createPrng, type Prng } from '#domain/simulation/prng.ts';
import { EventLog } from './event-log.ts';
import { type FaultKind, type FaultRates, Faults } from './faults.ts';
import { VirtualTime } from './virtual-time.ts';

export type Side = 'before' | 'after';
/** How long a call takes each way, at least and at most. */
export type Latency = readonly [number, number];

export interface EngineOptions {
  readonly seed: number;
  readonly start: number;
  readonly intensity: number;
  readonly without: readonly FaultKind[];
  readonly rates: FaultRates;
  readonly keepsLog: boolean;
  /** Die here, the first time that it is passed, and nowhere else. */
  readonly crashAt: { readonly point: string; readonly side: Side } | null;
  /** Told of every point at which an invocation may die, while the call's own stack is there to be read. */
  readonly onPoint: ((point: string) => void) | null;
}

/** What a run consists of besides its models: time, chance, faults, the log, and the points at which a process may die. */
export class Engine {
  readonly time: VirtualTime;
  readonly faults: Faults;
  readonly log: EventLog;
  readonly random: Prng;
  readonly points = new Set<string>();
  /** Told of every call that takes effect: for what has to happen just then. */
  onEffect: ((port: string) => void) | null = null;
  readonly #latencies: Prng;
  readonly #onPoint: EngineOptions['onPoint'];
  #crashAt: EngineOptions['crashAt'];

  constructor(options: EngineOptions) {
    const { seed } = options;
    this.time = new VirtualTime(options.start, createPrng(seed * 7 + 1));
    this.faults = new Faults(seed, options.intensity, options.without, options.rates);
    this.log = new EventLog(options.keepsLog);
    this.random = createPrng(seed * 7 + 2);
    this.#latencies = createPrng(seed * 7 + 3);
    this.#crashAt = options.crashAt;
    this.#onPoint = options.onPoint;
  }

  note(text: string): void {
    this.log.add(`${this.time.now} ${text}`);
  }

  draw([least, most]: Latency): number {
    return least + Math.floor(this.#latencies() * (most - least + 1));
  }

  /** Uniform, whole, in [0, count). */
  pick(count: number): number {
    return Math.floor(this.random() * count);
  }

  crashesAt(point: string, side: Side, process: { die(why: string): void }): boolean {
    if (side === 'before') {
      this.points.add(point);
      this.#onPoint?.(point);
    }
    const isTold = this.#crashAt?.point === point && this.#crashAt.side === side;
    if (isTold) this.#crashAt = null;
    if (!isTold && !this.faults.strikes(side === 'before' ? 'crash_before' : 'crash_after')) return false;
    process.die(`${side} ${point}`);
    return true;
  }

  /** Whether the crash that was asked for has happened. */
  get hasCrashed(): boolean {
    return this.#crashAt === null;
  }
}
