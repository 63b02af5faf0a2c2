import { AlpacaBroker } from '#adapters/alpaca/alpaca-broker.ts';
import { ALPACA_PAPER_URL } from '#adapters/alpaca/alpaca-hosts.ts';
import { AlpacaProbe } from '#adapters/alpaca/alpaca-probe.ts';
import { ALPACA_VARIABLES, findVariable } from '#application/contracts/venue-variables.ts';
import { sleep } from '#runtime/sleep.ts';
import { loadModule } from '../load-module.ts';
import { urlVariable } from '../market/broker-environment.ts';
import { requireExchange } from '../market/require-exchange.ts';
import type { DoctorOptions } from './doctor-options.ts';
import { judgeCredentials } from './judge-credentials.ts';
import type { OpenedVenue } from './opened-venue.ts';
import { judgeHost, kindOfHost } from './venue-host.ts';

const ALPACA_LIVE = 'https://api.alpaca.markets';

/** @throws {UsageError} for an exchange that does not exist, and an address that is none. */
export async function openVenue(
  options: DoctorOptions,
  env: NodeJS.ProcessEnv,
  now: () => number,
): Promise<OpenedVenue> {
  const { broker } = options;
  if (broker.kind === 'alpaca') return openAlpaca(options, env, now);
  const { openCcxt } = await loadModule(() => import('./open-ccxt.ts'));
  return openCcxt(await requireExchange('--broker', broker.exchange), options, env, now);
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
  const broker = new AlpacaBroker({ ...keys, sleep, random: Math.random, attempts: 1 });
  return { checks, venue: { broker, probe: new AlpacaProbe({ ...keys, now }) } };
}
