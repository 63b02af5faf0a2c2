import { createPrng, type Prng } from '#domain/simulation/prng.ts';

/** Every fault that the simulator knows, and how often it strikes where it could. */
export const FAULTS = {
  // The table: nothing written; nothing read or written; written, the answer lost; written, then asked again by the client.
  table_conflict: 0.03,
  table_throttled: 0.015,
  table_answer_lost: 0.025,
  table_asked_twice: 0.03,
  table_slow: 0.01,
  index_stale: 0.25,
  // The queue.
  queue_refused: 0.03,
  queue_answer_lost: 0.04,
  message_undeleted: 0.05,
  message_doubled: 0.05,
  message_concurrent: 0.03,
  // POST.
  post_lost: 0.06,
  post_answer_lost: 0.1,
  post_late: 0.07,
  post_server_error: 0.06,
  post_doubled: 0.06,
  post_not_sent: 0.1,
  post_rejected: 0.04,
  // Look-ups.
  look_up_unreachable: 0.05,
  look_up_stale: 0.06,
  order_invisible: 0.2,
  reads_rationed: 0.08,
  // Fills.
  fills_unreachable: 0.05,
  fill_late: 0.12,
  fill_partial: 0.35,
  page_overlap: 0.3,
  page_short: 0.2,
  page_shuffled: 0.2,
  // Cancels.
  cancel_lost: 0.06,
  cancel_answer_lost: 0.06,
  cancel_slow: 0.25,
  fill_after_cancel: 0.25,
  // The venue does what nobody asked for.
  order_ended_by_venue: 0.03,
  overfill: 0.03,
  external_fill: 0.003,
  // Market data.
  market_unreachable: 0.02,
  market_outage: 0.002,
  market_late: 0.03,
  price_missing: 0.05,
  // The processes.
  crash_before: 0.006,
  crash_after: 0.009,
  tick_doubled: 0.1,
  tick_lost: 0.03,
  clock_skewed: 0.1,
  // The venue has acknowledged an order, and knows nothing of it any more.
  order_forgotten: 0.01,
  // The venue's timer.
  timer_lost: 0.1,
  timer_answer_lost: 0.1,
} as const;
export type FaultKind = keyof typeof FAULTS;
export type FaultRates = Readonly<Partial<Record<FaultKind, number>>>;

export const FAULT_KINDS = Object.keys(FAULTS) as FaultKind[];

/** Decides by the seed which faults strike, and counts those that did. Each kind has its own stream, so that leaving one out leaves the others alone. */
export class Faults {
  readonly hits = new Map<FaultKind, number>();
  isOver = false;
  readonly #intensity: number;
  readonly #rates: Required<FaultRates>;
  readonly #streams: ReadonlyMap<FaultKind, Prng>;

  constructor(seed: number, intensity: number, without: readonly FaultKind[], rates: FaultRates = {}) {
    this.#intensity = intensity;
    this.#rates = { ...FAULTS, ...rates };
    const kinds = FAULT_KINDS.filter((kind) => !without.includes(kind));
    this.#streams = new Map(kinds.map((kind) => [kind, createPrng(seed * 131 + FAULT_KINDS.indexOf(kind) + 1)]));
  }

  strikes(kind: FaultKind): boolean {
    const stream = this.#streams.get(kind);
    if (this.isOver || stream === undefined || stream() >= this.#rates[kind] * this.#intensity) return false;
    this.hits.set(kind, (this.hits.get(kind) ?? 0) + 1);
    return true;
  }

  /** The first of these that strikes. */
  firstOf<Kind extends FaultKind>(...kinds: readonly Kind[]): Kind | null {
    return kinds.find((kind) => this.strikes(kind)) ?? null;
  }

  get total(): number {
    return [...this.hits.values()].reduce((sum, count) => sum + count, 0);
  }
}
