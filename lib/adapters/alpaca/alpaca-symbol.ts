/** What Alpaca's pairs are quoted in; the longer before its own ending. */
const QUOTES = ['USDT', 'USDC', 'USD', 'BTC'];

/** No equity's ticker is as long as the shortest pair. */
const SHORTEST_PAIR = 6;

export function isCrypto(symbol: string): boolean {
  return symbol.includes('/');
}

/**
 * Our form of a symbol as Alpaca tells it: positions write pairs without a separator (`BTCUSD`). The general reader of symbols would split `SHIBUSD`
 * before `BUSD`, which Alpaca does not quote in.
 *
 * @param assetClass `crypto`, `us_equity`, …, or `null` where it is not told.
 */
export function canonicalSymbol(text: string, assetClass: string | null): string {
  const mayBePair = assetClass === 'crypto' || (assetClass === null && text.length >= SHORTEST_PAIR);
  if (isCrypto(text) || !mayBePair) return text;
  const quote = QUOTES.find((ending) => text.length > ending.length && text.endsWith(ending));
  return quote === undefined ? text : `${text.slice(0, -quote.length)}/${quote}`;
}
