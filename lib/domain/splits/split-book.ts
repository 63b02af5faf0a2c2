import { newYorkTime } from '../calendar/new-york-time.ts';
import { US_OPENS } from '../calendar/us-equity-calendar.ts';
import { isEquity } from '../risk/is-equity.ts';
import { type Instant, MINUTE } from '../shared/instant.ts';
import { exDate, exTime, type Split } from './split.ts';

/** What is remembered of the last split of a symbol. */
export interface SplitNote extends Split {
  /** On our clock: orders that were made before are of old shares. */
  readonly appliedAt: Instant;
  /** Whether bars of before the split are told in new shares by now. */
  readonly isInHistory: boolean;
}

/** What was asked of splits last. */
export interface AskedSplits {
  /** Of earlier days nobody has to ask: New York's day of the first question. */
  readonly since: number;
  /** See `splitRound`. */
  readonly round: number;
  /** All splits of these symbols until that round are applied. */
  readonly symbols: ReadonlySet<string>;
}

/** What the ledger knows of splits. */
export interface SplitBook {
  /** `null`: nobody has ever asked. */
  readonly asked: AskedSplits | null;
  /** By symbol. */
  readonly notes: ReadonlyMap<string, SplitNote>;
}

/** Half an hour before the regular session. */
const BEFORE_OPEN = 9 * 60;
/** A split may become known that late. */
const LOOK_BACK = 7;

/**
 * Splits are asked for twice a day, at New York's midnight, before a bar of the day can be, and once more before the session opens: the venue does not promise when it knows of one.
 * Rounds are numbered on.
 */
export function splitRound(now: Instant): number {
  const { day, minuteOfDay } = newYorkTime(now);
  return 2 * day + (minuteOfDay < BEFORE_OPEN ? 0 : 1);
}

/** The ex-dates of a question at `now`, both included. */
export function daysToAsk(asked: AskedSplits | null, now: Instant): { readonly from: number; readonly to: number } {
  const to = newYorkTime(now).day;
  if (asked === null) return { from: to, to };
  return { from: Math.max(asked.since, Math.min(Math.floor(asked.round / 2), to - LOOK_BACK)), to };
}

/** Whether every split of the symbol until now is applied; a pair has none. */
export function isKnown({ asked }: SplitBook, symbol: string, now: Instant): boolean {
  if (!isEquity(symbol)) return true;
  return asked !== null && asked.round >= splitRound(now) && asked.symbols.has(symbol);
}

/** By when bars of before a split are to be told in new shares: when the session opens. */
export function isHistoryDue(note: SplitNote, now: Instant): boolean {
  return now >= exTime(note) + US_OPENS * MINUTE;
}

/** The fingerprint of a strategy's state on a symbol: what it has learnt of old shares is not taken up after the split. */
export function fingerprintAfter(fingerprint: string, note: SplitNote | undefined): string {
  return note === undefined ? fingerprint : `${fingerprint}+split ${exDate(note)}`;
}
