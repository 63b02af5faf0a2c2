import { type MarketData, MarketDataError } from '#application/ports/market-data.ts';
import type { Bar } from '#domain/shared/bar.ts';
import { type Instant, MINUTE, SECOND } from '#domain/shared/instant.ts';
import { type IntakeNote, LiveIntake } from '#domain/simulation/live-intake.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { warmUpStart } from '#domain/trading/warm-up.ts';

/** Real time, or that of a test. */
export interface LiveClock {
  now(): Instant;
  /** Also ends early, when the session is to end. */
  sleep(milliseconds: number): Promise<void>;
}

export interface LiveLite {
  /** Reads bars; there is nothing here that an order could be given to. */
  readonly source: Pick<MarketData, 'getBars'>;
  readonly plan: TradingPlan;
  readonly clock: LiveClock;
  /** Of the wall clock; `null`: until it is asked to end. */
  readonly duration: number | null;
  readonly isAskedToEnd: () => boolean;
  readonly onHistory: (symbol: string, bars: readonly Bar[]) => void;
  /** Bars that open together, by symbol, as they are closed for good. `isQuiet`: nothing may be decided on them. */
  readonly onBars: (bars: readonly [Bar, ...Bar[]], isQuiet: boolean) => void;
  readonly onNote: (note: LiveNote) => void;
}

export type LiveNote =
  | IntakeNote
  | { readonly kind: 'failed'; readonly reason: string }
  /** Known so long after its close that an order of then could no longer be sent. */
  | { readonly kind: 'behind'; readonly time: Instant; readonly seconds: number };

/** Venues publish a bar a moment after its close, and our clock may be ahead of theirs. */
const SETTLE = 2 * SECOND;
/** A bar that has not come by then is waited for no longer. Many minutes of a share have no trade and so no bar. */
const GRACE = 20 * SECOND;
const ASK_AGAIN = 5 * SECOND;
/** A bar that closed just before the start belongs to the history: it is given so long to be published. */
const PUBLISHED = 10 * SECOND;
/** Opens of long bars follow a venue's own days: it is asked now and then. */
const LONGEST_SLEEP = 5 * MINUTE;
/** Longest after a close that something is still decided on it, if the next bar has not closed before. */
const LATEST_DECISION = 10 * MINUTE;
/** How many bars back are looked at again for such as come late. */
const LOOK_BACK = 5;

/**
 * Follows live bars: first the history that the strategies ask for, then each bar that closes after the start, in the order of a replay. A read that fails is
 * told and made again; what was missed then comes with the next one.
 *
 * @throws {MarketDataError} when the history cannot be read.
 */
export async function followLiveBars(live: LiveLite): Promise<void> {
  const { clock, duration, plan } = live;
  const { symbols, timeframe } = plan;
  const startsAt = clock.now();
  const window = { startsAt, endsAt: duration === null ? Number.POSITIVE_INFINITY : startsAt + duration };
  await waitForLastClose(clock, startsAt, timeframe);
  const intake = new LiveIntake({ symbols, timeframe, after: startsAt, grace: graceOf(plan) });
  for (const symbol of symbols) live.onHistory(symbol, await readHistory(live, symbol, startsAt));
  while (!live.isAskedToEnd()) {
    await readNewBars(live, intake, window);
    handOut(live, intake, window.endsAt);
    const now = clock.now();
    const isOutstanding = isAwaited(plan, intake, now, window);
    if (now >= window.endsAt + SETTLE && !isOutstanding) break;
    await clock.sleep(isOutstanding ? ASK_AGAIN : untilNextClose(now, timeframe, window.endsAt));
  }
}

interface LiveWindow {
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

async function waitForLastClose(clock: LiveClock, now: Instant, timeframe: number): Promise<void> {
  const sinceClose = now % timeframe;
  if (sinceClose < PUBLISHED) await clock.sleep(Math.min(PUBLISHED, timeframe) - sinceClose);
}

async function readHistory({ source, plan }: LiveLite, symbol: string, now: Instant): Promise<readonly Bar[]> {
  const starts = plan.strategies
    .filter(({ symbols, running }) => symbols.includes(symbol) && running.warmup > 0)
    .map((strategy) => warmUpStart(strategy, now, symbol, plan.timeframe));
  if (starts.length === 0) return [];
  return source.getBars(symbol, plan.timeframe, Math.min(...starts) - plan.timeframe, now);
}

async function readNewBars(
  { clock, source, plan, onNote }: LiveLite,
  intake: LiveIntake,
  { startsAt, endsAt }: LiveWindow,
): Promise<void> {
  const closedBy = Math.min(clock.now() - SETTLE, endsAt);
  for (const symbol of plan.symbols) {
    const from = (intake.latest(symbol) ?? startsAt) - LOOK_BACK * plan.timeframe;
    try {
      for (const note of intake.take(await source.getBars(symbol, plan.timeframe, from, closedBy))) onNote(note);
    } catch (error) {
      if (!(error instanceof MarketDataError)) throw error;
      onNote({ kind: 'failed', reason: error.message });
    }
  }
}

/** What has become known too late moves prices and resting orders and decides nothing: nobody could have traded on it. */
function handOut({ clock, plan, onBars, onNote }: LiveLite, intake: LiveIntake, endsAt: Instant): void {
  for (let turn = intake.next(clock.now()); turn !== null; turn = intake.next(clock.now())) {
    for (const note of turn.notes) onNote(note);
    const { closeTime, openTime } = turn.bars[0];
    const lateness = clock.now() - closeTime;
    const isBehind = lateness > Math.min(plan.timeframe, LATEST_DECISION) + SETTLE;
    if (isBehind) onNote({ kind: 'behind', time: openTime, seconds: Math.floor(lateness / SECOND) });
    onBars(turn.bars, isBehind || closeTime + plan.timeframe > endsAt);
  }
}

/** Whether a bar should have closed that may still come. */
function isAwaited({ symbols, timeframe }: TradingPlan, intake: LiveIntake, now: Instant, window: LiveWindow): boolean {
  const closed = Math.floor(Math.min(now - SETTLE, window.endsAt) / timeframe) * timeframe;
  const isTimely = closed > window.startsAt && now < closed + SETTLE + graceOf({ timeframe });
  return isTimely && symbols.some((symbol) => (intake.latest(symbol) ?? 0) < closed - timeframe);
}

function untilNextClose(now: Instant, timeframe: number, endsAt: Instant): number {
  const next = (Math.floor((now - SETTLE) / timeframe) + 1) * timeframe;
  return Math.min(Math.min(next, endsAt) + SETTLE - now, LONGEST_SLEEP);
}

function graceOf({ timeframe }: Pick<TradingPlan, 'timeframe'>): number {
  return Math.min(GRACE, timeframe);
}
