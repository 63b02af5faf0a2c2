import type { LiveWorld } from '#cli/live/run-live.ts';
import { StopRequest } from '#cli/local/stop-request.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import type { FakeBar, FakeVenue } from './fake-venue.ts';

/** A price that goes up and down, so that averages cross: one bar a minute. */
export function waves(start: number, count: number): FakeBar[] {
  return Array.from({ length: count }, (_, index) => {
    const price = (at: number) => (100 + 5 * Math.sin(at / 3) + (at % 3) / 10).toFixed(2);
    const [open, close] = [price(index), price(index + 1)];
    const [low, high] = [open, close].sort((a, b) => Number(a) - Number(b));
    return { time: start + index * MINUTE, numbers: [open, high ?? open, low ?? open, close, '1000'] };
  });
}

/**
 * A wall clock in which sleeping takes no time, and a venue that has each bar a while after its close. `publishedAt` tells when a bar is there to be read, `null`: never.
 */
export class LiveMarket {
  now: number;
  readonly #venue: FakeVenue;
  readonly #bars: readonly FakeBar[];
  readonly #publishedAt: (bar: FakeBar) => number | null;
  /** Called after each sleep. */
  onSleep: (now: number) => void = () => undefined;
  interrupt: () => void = () => undefined;
  sleeps = 0;

  constructor(
    venue: FakeVenue,
    bars: readonly FakeBar[],
    now: number,
    publishedAt: (bar: FakeBar) => number | null = ({ time }) => time + MINUTE + 1_000,
  ) {
    this.#venue = venue;
    this.#bars = bars;
    this.now = now;
    this.#publishedAt = publishedAt;
    this.#publish();
  }

  get world(): LiveWorld {
    return {
      now: () => this.now,
      random: () => 0,
      sleep: async (milliseconds) => {
        this.sleeps += 1;
        this.now += milliseconds;
        this.#publish();
        this.onSleep(this.now);
      },
      listen: () =>
        new StopRequest((onSignal) => {
          this.interrupt = onSignal;
          return () => undefined;
        }),
    };
  }

  #publish(): void {
    this.#venue.bars = this.#bars.filter((bar) => (this.#publishedAt(bar) ?? Number.POSITIVE_INFINITY) <= this.now);
  }
}
