export const ALPACA_PAPER_URL = 'https://paper-api.alpaca.markets';

/** Whether orders sent there are real: Alpaca's own hosts, but for that of paper accounts. */
export function isLiveAlpacaUrl(url: string): boolean {
  const { hostname } = new URL(url);
  const isAlpaca = hostname === 'alpaca.markets' || hostname.endsWith('.alpaca.markets');
  return isAlpaca && hostname !== new URL(ALPACA_PAPER_URL).hostname;
}
