import { setTimeout as sleep } from 'node:timers/promises';

/** What a command takes from outside its flags; tests have their own. */
export interface World {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  readonly random: () => number;
}

export const REAL_WORLD: World = { now: Date.now, sleep, random: Math.random };
