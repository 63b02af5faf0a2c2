import { isThisMachine } from '../this-machine.ts';

export const ALPACA_PAPER_URL = 'https://paper-api.alpaca.markets';

/** Whether orders sent there may be real: everywhere but at Alpaca's host of paper accounts and on this machine. One host has many names. */
export function isLiveAlpacaUrl(url: string): boolean {
  return !isThisMachine(url) && new URL(url).host !== new URL(ALPACA_PAPER_URL).host;
}
