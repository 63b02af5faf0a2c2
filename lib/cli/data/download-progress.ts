import type { BarRequest } from '#application/ports/bar-history.ts';
import { type Instant, toIso } from '#domain/shared/instant.ts';
import type { Terminal } from '../terminal.ts';

/** Tells on `stderr` how far a download is by the time that its bars have come to: on a terminal each page, elsewhere a line each tenth. */
export function downloadProgress(
  terminal: Terminal,
  { symbol, timeframe, from, to }: BarRequest,
  now: Instant,
): (kept: number, last: Instant) => void {
  const isLive = terminal.stderr.isTTY === true;
  const end = Math.min(to, now);
  let next = 0;
  return (kept, last) => {
    const percent = Math.min(Math.floor(((last + timeframe - from) / Math.max(end - from, 1)) * 100), 100);
    if (!isLive && percent < next) return;
    next = percent - (percent % 10) + 10;
    const text = `download ${symbol} ${percent} % (${kept} bars, up to ${toIso(last)})`;
    terminal.stderr.write(isLive ? `\r${text}${percent === 100 ? '\n' : ''}` : `${text}\n`);
  };
}
