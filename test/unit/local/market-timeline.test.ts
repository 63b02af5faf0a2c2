import { describe, expect, it } from 'vitest';
import { type Bar, barNumbers } from '#domain/shared/bar.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { parseAlpacaTimeframe } from '#local/market-data/alpaca-timeframe.ts';
import { cutPage, renderBars } from '#local/market-data/bars-page.ts';
import { MarketTimeline } from '#local/market-data/market-timeline.ts';

const MINUTE = 60_000;

/** Bars that open at minutes 0, 1 and 5: the one at 1 closes at 2, and then there is a gap. */
const bars: readonly Bar[] = [0, 1, 5].map((minute) => ({
  symbol: 'BTC/USD',
  openTime: minute * MINUTE,
  closeTime: (minute + 1) * MINUTE,
  ...barNumbers({
    open: new Decimal(10 + minute),
    high: new Decimal(30),
    low: new Decimal('0.00000001'),
    close: new Decimal('20.10').plus(minute),
    volume: new Decimal('123456789.12345678901'),
  }),
}));
const timeline = new MarketTimeline(bars);

describe('MarketTimeline', () => {
  it.each<[string, number, 'open' | 'close', number]>([
    ['before the first close', 1 * MINUTE - 1, 'open', 0],
    ['at the first close', 1 * MINUTE, 'close', 1],
    ['in the gap', 4 * MINUTE, 'open', 2],
    ['at the last open', 5 * MINUTE, 'open', 2],
    ['at the end', 6 * MINUTE, 'close', 3],
  ])('Given %s, Then only closed bars are told', (_name, instant, phase, count) => {
    expect(timeline.closedBars({ instant, phase }, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)).toHaveLength(
      count,
    );
  });

  it.each<[number, 'open' | 'close', string | null, number]>([
    [0, 'close', null, 0],
    [0, 'open', '10', 0],
    [1 * MINUTE, 'close', '20.1', 1 * MINUTE - 1],
    [1 * MINUTE, 'open', '11', 1 * MINUTE],
    [4 * MINUTE, 'open', '21.1', 2 * MINUTE - 1],
    [5 * MINUTE, 'close', '21.1', 2 * MINUTE - 1],
    [6 * MINUTE, 'close', '25.1', 6 * MINUTE - 1],
  ])('Given instant %i, phase %s, Then the latest trade is %s', (instant, phase, price, time) => {
    const trade = timeline.latestTrade({ instant, phase });
    expect(trade === null ? null : [trade.price.toFixed(), trade.time]).toEqual(price === null ? null : [price, time]);
  });

  it('Given start and end, Then both are included', () => {
    const closed = timeline.closedBars({ instant: 9 * MINUTE, phase: 'close' }, MINUTE, 5 * MINUTE);
    expect(closed.map((bar) => bar.openTime)).toEqual([MINUTE, 5 * MINUTE]);
  });
});

describe('pages of bars', () => {
  it('Given a limit, Then the token leads to the rest, and numbers keep every digit', () => {
    const first = cutPage(bars, 2, null);
    const second = cutPage(bars, 2, first.nextPageToken);
    expect([first.bars.length, second.bars.length, second.nextPageToken]).toEqual([2, 1, null]);
    expect(renderBars(second)).toBe(
      '{"bars":{"BTC/USD":[{"t":"1970-01-01T00:05:00Z","o":15,"h":30,"l":0.00000001,"c":25.1,"v":123456789.12345678901}]},"next_page_token":null}',
    );
  });

  it.each([
    ['1Min', 60_000],
    ['15T', 900_000],
    ['4Hour', 14_400_000],
    ['1Day', 86_400_000],
    ['30Sec', 30_000],
    ['1Week', null],
    ['Min', null],
  ])('Given the timeframe %s, Then it is %s ms', (text, expected) => {
    expect(parseAlpacaTimeframe(text)).toBe(expected);
  });
});
