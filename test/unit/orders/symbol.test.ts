import { describe, expect, it } from 'vitest';
import { parseSymbol, SymbolError } from '#domain/shared/symbol.ts';

describe('parseSymbol', () => {
  it.each([
    ['BTC/USD', 'BTC/USD', 'BTC', 'USD'],
    ['BTC-USD', 'BTC/USD', 'BTC', 'USD'],
    ['BTC_JPY', 'BTC/JPY', 'BTC', 'JPY'],
    ['BTCUSDT', 'BTC/USDT', 'BTC', 'USDT'],
    ['btcusd', 'BTC/USD', 'BTC', 'USD'],
    ['ETHBTC', 'ETH/BTC', 'ETH', 'BTC'],
    ['ETHFDUSD', 'ETH/FDUSD', 'ETH', 'FDUSD'],
    ['1INCH/USDT', '1INCH/USDT', '1INCH', 'USDT'],
  ])('Given the pair %s, Then it is %s', (text, symbol, base, quote) => {
    expect(parseSymbol(text)).toEqual({ symbol, base, quote, isPair: true });
  });

  it.each(['SPY', 'AAPL', 'AUSD', 'BRK.B'])('Given the ticker %s, Then it is an equity in USD', (text) => {
    expect(parseSymbol(text)).toEqual({ symbol: text, base: text, quote: 'USD', isPair: false });
  });

  it.each(['', ' ', 'BTC/', '/USD', 'BTC/USD/X', 'USD/USD', 'BTC#USD', 'BTC/USDT:USDT', 'ABCDEFGHIJKLMN', '../x'])(
    'Given %j, Then it is refused with what was received and what is expected',
    (text) => {
      expect(() => parseSymbol(text)).toThrow(SymbolError);
      expect(() => parseSymbol(text)).toThrow(`received ${JSON.stringify(text)}, expected BASE/QUOTE`);
    },
  );
});
