/** A stream of pseudo-random numbers in [0, 1): the same seed gives the same stream on every machine. */
export type Prng = () => number;

/**
 * Mulberry32 (Tommy Ettinger, 2017, public domain): 32 bits of state, integer arithmetic only.
 * For simulations; not for anything secret.
 */
export function createPrng(seed: number): Prng {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Approximately standard normal: twelve uniforms minus six. Only sums, so that it is exact everywhere. */
export function nextNormal(random: Prng): number {
  let sum = -6;
  for (let draws = 0; draws < 12; draws += 1) sum += random();
  return sum;
}
