import type { BarHistory, BarRequest } from '#application/ports/bar-history.ts';
import type { BarSink } from '#application/ports/bar-sink.ts';
import { barFault } from '#domain/data-quality/bar-fault.ts';
import type { Bar } from '#domain/shared/bar.ts';
import type { Instant } from '#domain/shared/instant.ts';

/** What the venue called a bar and is none. */
export interface LeftOut {
  readonly time: Instant;
  readonly fault: string;
}

export interface BarDownload {
  readonly history: BarHistory;
  readonly sink: BarSink;
  readonly request: BarRequest;
  /** Only bars that have closed by then are kept: a later one may still change. */
  readonly now: Instant;
  /** After each page: bars kept so far by this call, and the open of the last. */
  readonly onPage: (kept: number, last: Instant) => void;
  readonly onLeftOut: (bar: LeftOut) => void;
}

/**
 * Brings all closed bars of the request that the sink does not have yet, page by page. Called again after any failure it goes on after the last one that is kept,
 * and the sink ends up with the same bars.
 *
 * @returns how many bars it has added
 */
export async function downloadBars({ history, sink, request, now, onPage, onLeftOut }: BarDownload): Promise<number> {
  const from = sink.lastOpen === null ? request.from : Math.max(sink.lastOpen + 1, request.from);
  const to = Math.min(request.to, now - request.timeframe + 1);
  let kept = 0;
  if (from >= to) return kept;
  for await (const page of history.pages({ ...request, from, to })) {
    const fresh = page.filter((bar) => bar.openTime >= from && bar.openTime < to);
    const sound = fresh.filter((bar) => isSound(bar, onLeftOut));
    if (sound.length > 0) sink.append(sound);
    kept += sound.length;
    const last = fresh.at(-1);
    if (last !== undefined) onPage(kept, last.openTime);
  }
  return kept;
}

function isSound(bar: Bar, onLeftOut: (bar: LeftOut) => void): boolean {
  const fault = barFault(bar);
  if (fault !== null) onLeftOut({ time: bar.openTime, fault });
  return fault === null;
}
