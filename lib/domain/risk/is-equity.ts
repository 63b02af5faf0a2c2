/** Whether a canonical symbol is an equity: a bare ticker, where a pair names its quote after a slash. */
export function isEquity(symbol: string): boolean {
  return !symbol.includes('/');
}
