import type { ChildProcess } from 'node:child_process';
import { expect } from 'vitest';
import type { ReplayFlags } from '#cli/replay/replay-flags.ts';
import { createPrng } from '#domain/simulation/prng.ts';
import { enterDataFolder } from '#local/replay/data-folder.ts';
import { type Fault, type FaultName, Faults, type VenueCall } from '../../support/venue/faults.ts';
import { VenueCore } from '../../support/venue/venue-core.ts';
import { type LocalApp, synthesizeApp } from './local-app.ts';
import { expectSameBooks, OutsideDesk, type OutsideOutcome } from './outside-desk.ts';
import { CallRecorder, type OutwardCall } from './outward-calls.ts';
import { argvOf } from './session-files.ts';

export const SYMBOL = 'SPY';
/** A second symbol of the same close, for which the first leaves no cash. */
export const OTHER = 'QQQ';

/** A short session at an Alpaca in memory. */
export interface KillScenario {
  readonly flags: ReplayFlags;
  /** What goes wrong with the first POSTs. */
  readonly posts: readonly FaultName[];
  /** Intents that may stay without an order, because their POSTs are lost until they expire. */
  readonly absent: number;
}

/** A scenario, and every outward call of its one undisturbed run. */
export interface RecordedScenario extends KillScenario {
  readonly app: LocalApp;
  readonly calls: readonly OutwardCall[];
}

/** `before`: the process dies as the call arrives. `after`: as the venue has acted; the answer is never delivered. */
export interface KillPoint {
  readonly index: number;
  readonly call: OutwardCall;
  readonly side: 'before' | 'after';
}

/** What a kill has shown. */
export interface Killed {
  readonly hasDied: boolean;
  /** To the venue, after the kill. */
  readonly requests: readonly string[];
}

/** Functions of the order path, and those whose decisions and states feed it. */
const ORDER_PATH = ['place-order', 'track-orders', 'generate-signals', 'monitor-risk'];

/** One undisturbed run, with the instruments on. */
export async function recordScenario(scenario: KillScenario): Promise<RecordedScenario> {
  const app = await synthesizeApp(scenario.flags, 'alpaca');
  const recorder = new CallRecorder();
  const desk = await openDesk(scenario, recorder);
  const directory = `${desk.cwd}/data`;
  const { boot, runKey } = enterDataFolder(directory, app.replay.fingerprint);
  const { environment } = desk;
  const data = { directory, boot };
  const run = await app.boot({ data, environment, hooks: recorder.hooks, sessionKey: runKey });
  await run.replay();
  const calls = recorder.calls();
  await run.stop();
  await desk.close();
  return { ...scenario, app, calls };
}

function openDesk({ posts }: KillScenario, faults: Faults): Promise<OutsideDesk> {
  const venue = new VenueCore({ cash: { USD: '100000' } });
  venue.setPrice(SYMBOL, '99.5', { after: 1 });
  venue.setPrice(OTHER, '49.5', { after: 1 });
  faults.script('place', ...posts);
  return OutsideDesk.open(venue, faults);
}

/**
 * Where the process is to die: as each call of the order path arrives, and after each that has an effect. What is outside of the process after
 * an AWS call is what is there when the next call arrives, wherever that goes to: so that call is a point, too, whoever makes it.
 */
export function killPoints({ calls }: RecordedScenario): readonly KillPoint[] {
  return calls.flatMap((call, index): readonly KillPoint[] => {
    const previous = calls[index - 1];
    const isPoint = isOrderPath(call) || (previous !== undefined && isOrderPath(previous) && previous.hasEffect);
    if (!isPoint) return [];
    const before = { index, call, side: 'before' } as const;
    return call.at === 'venue' && call.hasEffect ? [before, { index, call, side: 'after' }] : [before];
  });
}

export function isOrderPath({ function: name }: OutwardCall): boolean {
  return ORDER_PATH.includes(name);
}

/** One of every `share` neighbours, which one is drawn. */
export function evenlySpread<T>(all: readonly T[], share: number, seed: number): readonly T[] {
  const random = createPrng(seed);
  const groups = Array.from({ length: Math.ceil(all.length / share) }, (_, group) => group * share);
  return groups.flatMap((start) => {
    const group = all.slice(start, start + share);
    const drawn = Math.floor(random() * group.length);
    return group.slice(drawn, drawn + 1);
  });
}

export function nameOf({ index, call, side }: KillPoint): string {
  return `${side} call ${index}: ${call.function} ${call.what} (${call.at} ${call.number})`;
}

/** Kills the process there, starts it again, and expects that venue and ledger agree. */
export async function killAndResume(scenario: RecordedScenario, point: KillPoint): Promise<Killed> {
  const { call } = point;
  const faults = new KillingFaults(call.at === 'venue' ? point : null);
  const desk = await openDesk(scenario, faults);
  try {
    const flags = [...argvOf(scenario.flags), '--assembly', scenario.app.assembly.directory];
    const drill = call.at === 'gateway' ? ['--kill-at-call', String(call.number)] : [];
    const killed = await desk.trade([...flags, ...drill], (child) => faults.aimAt(child));
    // How often a lost POST is looked for depends on how long that takes: such a run may be over before the call, or be elsewhere.
    const isTimed = scenario.posts.length > 0;
    const hasDied = killed.ended === 'SIGKILL';
    expect([hasDied, isTimed && killed.ended === 0], killed.output).toContain(true);
    if (!isTimed) expect(faults.seen).toEqual(venueCallsUntil(scenario.calls, point));
    const resumed = await desk.trade(flags);
    expectWell(resumed);
    expectSameBooks(desk, scenario.absent);
    return { hasDied, requests: desk.server.requests.slice(faults.seen.length) };
  } finally {
    await desk.close();
  }
}

function expectWell({ ended, output }: OutsideOutcome): void {
  expect([ended, output.includes('error:')], output).toEqual([0, false]);
}

/** The venue must have been asked what it was asked in the recorded run: the process has died where it was meant to. */
function venueCallsUntil(calls: readonly OutwardCall[], { index, call }: KillPoint): readonly string[] {
  const end = call.at === 'venue' ? index + 1 : index;
  return calls
    .slice(0, end)
    .filter(({ at }) => at === 'venue')
    .map(({ what }) => what);
}

/** Kills the process with one of its requests, before or after the venue has acted; it never hears an answer. */
class KillingFaults extends Faults {
  /** Requests until the process died, or all. */
  readonly seen: string[] = [];
  readonly #point: KillPoint | null;
  #victim: ChildProcess | null = null;
  #requests = 0;

  constructor(point: KillPoint | null) {
    super();
    this.#point = point;
  }

  /** Counts the requests of this process alone. */
  aimAt(victim: ChildProcess): void {
    this.#victim = victim;
    victim.once('exit', () => {
      this.#victim = null;
    });
  }

  override next(call: VenueCall): Fault | null {
    const fault = super.next(call);
    if (this.#victim === null) return fault;
    this.#requests += 1;
    this.seen.push(`venue ${call}`);
    if (this.#requests !== this.#point?.call.number) return fault;
    this.#victim.kill('SIGKILL');
    return { name: this.#point.side === 'before' ? 'hang_before' : 'hang_after' };
  }
}
