import { isLiveAlpacaUrl } from '#adapters/alpaca/alpaca-hosts.ts';
import { type Check, fail, ok, warn } from '#application/doctor/check.ts';

export type HostKind = 'paper' | 'live';

/** Whose money an address moves: only hosts that are known to be of paper accounts, and this machine, count as paper. */
export function kindOfHost(url: string): HostKind {
  return isLiveAlpacaUrl(url) ? 'live' : 'paper';
}

/** A live host is refused unless it was asked for; a check that has failed here ends the check-up before the first request. */
export function judgeHost(kind: HostKind, where: string, isLiveAllowed: boolean, howToPaper: string): Check {
  if (kind === 'paper') return ok('host', `${where}: paper or testnet, no real money`);
  if (isLiveAllowed) return warn('host', `${where}: LIVE, real money`, 'leave --live away to check paper trading');
  return fail(
    'host',
    `${where}: not known as paper or testnet, nothing has been asked`,
    `${howToPaper}, or give --live`,
  );
}
