import type { Instant } from '#domain/shared/instant.ts';
import type { Prng } from '#domain/simulation/prng.ts';

interface Due {
  readonly at: Instant;
  /** Drawn from the seed: decides which of two events at the same instant comes first. */
  readonly rank: number;
  readonly run: () => void;
}

/** Virtual time: a heap of events, one at a time. Between two events every promise that can go on has gone on. */
export class VirtualTime {
  now: Instant;
  /** Events that have happened. */
  events = 0;
  readonly #random: Prng;
  readonly #heap: Due[] = [];
  #hasResumed = false;

  constructor(start: Instant, random: Prng) {
    this.now = start;
    this.#random = random;
  }

  schedule(delay: number, run: () => void): void {
    this.#push({ at: this.now + Math.max(0, Math.round(delay)), rank: this.#random(), run });
  }

  /** To be called by an event that lets an invocation go on. */
  resumed(): void {
    this.#hasResumed = true;
  }

  /** Lets everything happen that is due until `end`, as long as `goesOn`. */
  async run(end: Instant, goesOn: () => boolean): Promise<void> {
    for (let next = this.#heap[0]; next !== undefined && next.at <= end && goesOn(); next = this.#heap[0]) {
      this.#pop();
      this.now = next.at;
      this.events += 1;
      next.run();
      if (!this.#hasResumed) continue;
      this.#hasResumed = false;
      await settle();
    }
    this.now = Math.max(this.now, end);
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let index = heap.push(due) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(due, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = due;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]];
      const isRight = left !== undefined && right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (child === undefined || !isBefore(child, last)) break;
      heap[index] = child;
      index = 2 * index + (isRight ? 2 : 1);
    }
    heap[index] = last;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.at === b.at ? a.rank < b.rank : a.at < b.at;
}

/** Every microtask is done when a macrotask comes. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
