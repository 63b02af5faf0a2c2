import { setTimeout as sleep } from 'node:timers/promises';
import { AlpacaBroker } from '#adapters/alpaca/alpaca-broker.ts';
import { ALPACA_PAPER_URL } from '#adapters/alpaca/alpaca-hosts.ts';
import { AlpacaProbe } from '#adapters/alpaca/alpaca-probe.ts';
import {
  ALPACA_VARIABLES,
  CCXT_CREDENTIALS,
  ccxtVariable,
  findCcxtCredentials,
  findVariable,
  type VenueVariable,
} from '#application/contracts/venue-variables.ts';
import { type Check, fail, ok } from '#application/doctor/check.ts';
import type { BrokerReader, VenueProbe } from '#application/ports/venue-probe.ts';
import { parseSymbol } from '#domain/shared/symbol.ts';
import { orUsageError } from '../market/bar-source.ts';
import { urlVariable } from '../market/broker-environment.ts';
import type { DoctorOptions } from './doctor-options.ts';
import { judgeHost, kindOfHost } from './venue-host.ts';

/** What there is before the first request. */
export interface OpenedVenue {
  readonly checks: readonly Check[];
  /** `null`: something is missing, or the host is not to be asked. */
  readonly venue: { readonly broker: BrokerReader; readonly probe: VenueProbe } | null;
}

const ALPACA_LIVE = 'https://api.alpaca.markets';

/** @throws {UsageError} for an exchange that does not exist, and an address that is none. */
export function openVenue(options: DoctorOptions, env: NodeJS.ProcessEnv, now: () => number): Promise<OpenedVenue> {
  const { broker } = options;
  return broker.kind === 'alpaca'
    ? Promise.resolve(openAlpaca(options, env, now))
    : orUsageError(() => openCcxt(broker.exchange, options, env, now));
}

function openAlpaca({ isLiveAllowed }: DoctorOptions, env: NodeJS.ProcessEnv, now: () => number): OpenedVenue {
  const baseUrl = urlVariable(env, ALPACA_VARIABLES.tradingUrl) ?? (isLiveAllowed ? ALPACA_LIVE : ALPACA_PAPER_URL);
  const keyId = findVariable(env, ALPACA_VARIABLES.keyId);
  const secretKey = findVariable(env, ALPACA_VARIABLES.secretKey);
  const missing = [
    keyId === null ? ALPACA_VARIABLES.keyId : null,
    secretKey === null ? ALPACA_VARIABLES.secretKey : null,
  ].filter((names) => names !== null);
  const host = judgeHost(
    kindOfHost(baseUrl),
    new URL(baseUrl).host,
    isLiveAllowed,
    `set APCA_API_BASE_URL to ${ALPACA_PAPER_URL}`,
  );
  const checks = [judgeCredentials(missing, 'APCA_API_KEY_ID, APCA_API_SECRET_KEY'), host];
  if (keyId === null || secretKey === null || host.status === 'fail') return { checks, venue: null };
  const keys = { baseUrl, keyId, secretKey };
  const wait = async (milliseconds: number): Promise<void> => {
    await sleep(milliseconds);
  };
  const broker = new AlpacaBroker({ ...keys, sleep: wait, random: Math.random, attempts: 1 });
  return { checks, venue: { broker, probe: new AlpacaProbe({ ...keys, now }) } };
}

async function openCcxt(
  exchangeId: string,
  { isLiveAllowed, symbols }: DoctorOptions,
  env: NodeJS.ProcessEnv,
  now: () => number,
): Promise<OpenedVenue> {
  const { CcxtProbe } = await import('#adapters/ccxt/ccxt-probe.ts');
  const baseUrl = urlVariable(env, ccxtVariable(exchangeId, 'BASE_URL'));
  const credentials = findCcxtCredentials(env, exchangeId);
  const currency = parseSymbol(symbols[0] ?? 'BTC/USDT').quote;
  const isTestnet = !isLiveAllowed && baseUrl === null;
  const probe = await CcxtProbe.open({ exchangeId, baseUrl, credentials, isTestnet, currency, now });
  const names = probe.requiredCredentials.map((name) => ({ name, variables: ccxtVariable(exchangeId, whatOf(name)) }));
  const missing = names.filter(({ name }) => credentials[name] === undefined).map(({ variables }) => variables);
  const kind = baseUrl === null ? (isTestnet && probe.hasTestnet ? 'paper' : 'live') : kindOfHost(baseUrl);
  const where = baseUrl === null ? `${exchangeId}${kind === 'paper' ? ' testnet' : ''}` : new URL(baseUrl).host;
  const howToPaper = probe.hasTestnet
    ? 'remove the BASE_URL of the exchange'
    : `${exchangeId} has no testnet: paper trade it with the simulated broker`;
  const host = judgeHost(kind, where, isLiveAllowed, howToPaper);
  const present = names.map(({ variables }) => variables[0]).join(', ');
  const checks = [judgeCredentials(missing, present), host];
  return { checks, venue: missing.length > 0 || host.status === 'fail' ? null : { broker: probe, probe } };
}

function whatOf(name: string): string {
  return CCXT_CREDENTIALS[name] ?? name.toUpperCase();
}

/** Names only, never values. */
function judgeCredentials(missing: readonly VenueVariable[], present: string): Check {
  if (missing.length === 0) return ok('credentials', `${present === '' ? 'none needed' : `${present} are set`}`);
  const names = missing.map((variables) => variables.join(' or ')).join(', ');
  return fail('credentials', `${names} not set`, 'export them, from the page of API keys of the paper account');
}
