import type { CcxtExchange } from './ccxt-exchange.ts';

/** The market of a symbol: `BTC/USDT`, or where there is no such one the contract `BTC/USDT:USDT` that is settled in its quote; `null`: neither. */
export function findMarket({ markets = {} }: Pick<CcxtExchange, 'markets'>, symbol: string): string | null {
  const quote = symbol.split('/')[1] ?? '';
  return [symbol, `${symbol}:${quote}`].find((name) => Object.hasOwn(markets, name)) ?? null;
}
