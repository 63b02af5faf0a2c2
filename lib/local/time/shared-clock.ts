/** Value of the shared cell while the local cloud follows the machine's clock. */
const WALL_CLOCK = -1n;

/**
 * The one clock of the local cloud: a number in memory that all its threads read. It stands still until
 * somebody sets it, or follows the machine's clock (`--serve`). Epoch milliseconds.
 */
export class SharedClock {
  readonly memory: SharedArrayBuffer;
  readonly #cell: BigInt64Array;

  /** @param memory another thread's clock, to read the same one; a new clock follows the machine's */
  constructor(memory?: SharedArrayBuffer) {
    this.memory = memory ?? new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
    this.#cell = new BigInt64Array(this.memory);
    if (memory === undefined) this.followWallClock();
  }

  /** The instant that every thread sees, or `null` while the machine's clock counts. */
  get instant(): number | null {
    const value = Atomics.load(this.#cell, 0);
    return value === WALL_CLOCK ? null : Number(value);
  }

  set(instant: number): void {
    Atomics.store(this.#cell, 0, BigInt(instant));
  }

  followWallClock(): void {
    Atomics.store(this.#cell, 0, WALL_CLOCK);
  }
}
