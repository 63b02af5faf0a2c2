/** What is traded, in canonical form. Amounts are in `quote`, quantities in `base`. */
export interface TradedSymbol {
  /** `BASE/QUOTE`, or the bare ticker of an equity. */
  readonly symbol: string;
  readonly base: string;
  /** `USD` for an equity. */
  readonly quote: string;
  /** `false` for an equity. */
  readonly isPair: boolean;
}

/** A text that is no symbol; the message says what was received and what is expected. */
export class SymbolError extends Error {
  readonly code = 'INVALID_SYMBOL';

  constructor(received: string) {
    super(
      `symbol: received ${JSON.stringify(received)}, expected BASE/QUOTE (BTC/USD, BTC-USD, BTCUSDT) or a ticker (SPY)`,
    );
    this.name = 'SymbolError';
  }
}

/** Quotes that a pair written without a separator may end in; a longer one is tried before its own ending. */
const JOINED_QUOTES = [
  'FDUSD',
  'USDT',
  'USDC',
  'BUSD',
  'TUSD',
  'USD',
  'EUR',
  'GBP',
  'JPY',
  'AUD',
  'CAD',
  'CHF',
  'BTC',
  'ETH',
];

/** Tickers of equities have at most five letters, so a shorter text is never split. */
const SHORTEST_JOINED_PAIR = 6;

const PAIR = /^([A-Z0-9]{1,15})[/_-]([A-Z0-9]{3,6})$/;
const TICKER = /^[A-Z][A-Z0-9]{0,9}(?:\.[A-Z]{1,3})?$/;

/**
 * Reads a symbol in any of the accepted spellings, letter case aside: `BTC/USD`, `BTC-USD`, `BTC_JPY`,
 * `BTCUSDT` are pairs; a text without a quote currency is an equity in USD.
 *
 * @throws {SymbolError} for anything else.
 */
export function parseSymbol(text: string): TradedSymbol {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const symbol = parseText(text);
  if (parsed.size < MOST_PARSED) parsed.set(text, symbol);
  return symbol;
}

/** Parsed before: rules and venue ask for the same few symbols with every order. */
const parsed = new Map<string, TradedSymbol>();
const MOST_PARSED = 1_000;

function parseText(text: string): TradedSymbol {
  const upper = text.toUpperCase();
  const separated = PAIR.exec(upper);
  const [, base, quote] = separated ?? [];
  if (base !== undefined && quote !== undefined) return pair(base, quote, text);
  if (!TICKER.test(upper)) throw new SymbolError(text);
  const joined = upper.length < SHORTEST_JOINED_PAIR ? undefined : JOINED_QUOTES.find((quote) => upper.endsWith(quote));
  if (joined !== undefined && upper.length > joined.length) return pair(upper.slice(0, -joined.length), joined, text);
  return { symbol: upper, base: upper, quote: 'USD', isPair: false };
}

function pair(base: string, quote: string, received: string): TradedSymbol {
  if (base === quote || !/^[A-Z0-9]+$/.test(base)) throw new SymbolError(received);
  return { symbol: `${base}/${quote}`, base, quote, isPair: true };
}
