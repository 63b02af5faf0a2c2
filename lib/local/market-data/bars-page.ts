import { type Bar, type BarField, exact } from '#domain/shared/bar.ts';
import { toPlain } from '#domain/shared/decimal.ts';
import { toIso } from '#domain/shared/instant.ts';
import type { Trade } from './market-timeline.ts';

/** One page of bars as Alpaca writes it. Numbers are the exact decimal text: a JS number would lose digits. */
export interface BarsPage {
  readonly bars: readonly Bar[];
  /** Token of the next page; `null` on the last one. */
  readonly nextPageToken: string | null;
}

/**
 * Cuts a page out of all matching bars, which are in the order of their symbols.
 * @param token of the page before, i.e. how many bars have been served
 */
export function cutPage(bars: readonly Bar[], limit: number, token: string | null): BarsPage {
  const start = token === null ? 0 : Number(Buffer.from(token, 'base64url').toString('utf8'));
  if (!Number.isInteger(start) || start < 0) throw new RangeError(`page_token ${token} is not one of this server`);
  const end = start + limit;
  const nextPageToken = end < bars.length ? Buffer.from(String(end)).toString('base64url') : null;
  return { bars: bars.slice(start, end), nextPageToken };
}

export function renderBars(page: BarsPage): string {
  const bySymbol = Map.groupBy(page.bars, (bar) => bar.symbol);
  const symbols = [...bySymbol].map(([symbol, bars]) => `${JSON.stringify(symbol)}:[${bars.map(renderBar).join(',')}]`);
  return `{"bars":{${symbols.join(',')}},"next_page_token":${JSON.stringify(page.nextPageToken)}}`;
}

export function renderTrades(trades: ReadonlyMap<string, Trade>): string {
  const symbols = [...trades].map(
    ([symbol, { price, time }]) => `${JSON.stringify(symbol)}:{"t":"${toIso(time)}","p":${toPlain(price)},"s":1}`,
  );
  return `{"trades":{${symbols.join(',')}}}`;
}

function renderBar(bar: Bar): string {
  const text = (field: BarField): string => toPlain(exact(bar, field));
  return `{"t":"${toIso(bar.openTime)}","o":${text('open')},"h":${text('high')},"l":${text('low')},"c":${text('close')},"v":${text('volume')}}`;
}
