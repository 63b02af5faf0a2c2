import type { BrokerErrorCode } from '#application/ports/broker-error.ts';

const ADVICE: Partial<Readonly<Record<BrokerErrorCode, string>>> = {
  AUTH_FAILED:
    'check both keys, and that they are of this host: paper keys do not open the live one, nor the other way round',
  NETWORK: 'check the network, a proxy, and the address in the environment',
  UNAVAILABLE: "look at the venue's status page and try again later",
  RATE_LIMITED: 'wait a minute, and find out what else uses these keys',
  NOT_SUPPORTED: 'the venue has no such thing; go without',
  UNREADABLE: 'check that the address is that of the venue, and no proxy answers in its place',
};

/** What a person can do about a read that failed. */
export function adviceOn(code: BrokerErrorCode): string {
  return ADVICE[code] ?? 'look the message up in the documentation of the venue';
}
