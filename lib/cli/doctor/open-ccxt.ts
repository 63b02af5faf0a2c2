import { CcxtBroker } from '#adapters/ccxt/ccxt-broker.ts';
import type { CcxtExchangeClass } from '#adapters/ccxt/ccxt-exchange.ts';
import { CcxtProbe } from '#adapters/ccxt/ccxt-probe.ts';
import { type CreatedExchange, createCcxtExchange } from '#adapters/ccxt/create-exchange.ts';
import type { ExchangeFacts } from '#adapters/ccxt/exchange-facts.ts';
import { factsOf } from '#adapters/ccxt/known-exchanges.ts';
import { CCXT_CREDENTIALS, ccxtVariable, findCcxtCredentials } from '#application/contracts/venue-variables.ts';
import { parseSymbol } from '#domain/shared/symbol.ts';
import { sleep } from '#runtime/sleep.ts';
import { urlVariable } from '../market/broker-environment.ts';
import type { DoctorOptions } from './doctor-options.ts';
import { judgeCredentials } from './judge-credentials.ts';
import type { OpenedVenue } from './opened-venue.ts';
import { judgeHost } from './venue-host.ts';

interface Place {
  readonly exchangeClass: CcxtExchangeClass;
  readonly facts: ExchangeFacts;
  readonly credentials: Readonly<Record<string, string>>;
  readonly baseUrl: string | null;
  readonly now: () => number;
}

/** Milliseconds: the markets of a whole exchange take a while. */
const TIMEOUT = 30_000;

/** An exchange of ccxt before the first request. @throws {UsageError} for an address that is none. */
export function openCcxt(
  exchangeClass: CcxtExchangeClass,
  { isLiveAllowed, symbols }: DoctorOptions,
  env: NodeJS.ProcessEnv,
  now: () => number,
): OpenedVenue {
  const exchangeId = exchangeClass.name;
  const baseUrl = urlVariable(env, ccxtVariable(exchangeId, 'BASE_URL'));
  const credentials = findCcxtCredentials(env, exchangeId);
  // All markets are read: one symbol that there is not would otherwise spoil every check.
  const facts = { ...factsOf(exchangeId), marketsParam: null };
  const place = { exchangeClass, facts, credentials, baseUrl, now };
  const sandbox = createSandbox(place);
  const created = isLiveAllowed || sandbox === null ? create(place, false) : sandbox;
  const { exchange, isLive } = created;
  const named = baseUrl === null ? `${exchangeId}${isLive ? '' : ' testnet'}` : new URL(baseUrl).host;
  const howToPaper =
    sandbox === null
      ? `${exchangeId} has no testnet: paper trade it with the simulated broker`
      : 'remove the BASE_URL of the exchange';
  const host = judgeHost(isLive ? 'live' : 'paper', named, isLiveAllowed, howToPaper);
  const required = Object.entries(CCXT_CREDENTIALS).filter(([name]) => exchange.requiredCredentials[name] === true);
  const variables = required.map(([, what]) => ccxtVariable(exchangeId, what));
  const missing = variables.filter((_variable, index) => credentials[required[index]?.[0] ?? ''] === undefined);
  const checks = [judgeCredentials(missing, variables.map(([name]) => name).join(', ')), host];
  if (missing.length > 0 || host.status === 'fail') return { checks, venue: null };
  const currency = parseSymbol(symbols[0] ?? 'BTC/USDT').quote;
  const tools = { facts, symbols, sleep, random: Math.random };
  const broker = new CcxtBroker({ ...tools, created, currency, wallClock: now });
  return { checks, venue: { broker, probe: new CcxtProbe({ ...tools, ...created, now }) } };
}

/** `null`: the exchange has none. With an address of its own it needs none. */
function createSandbox(place: Place): CreatedExchange | null {
  try {
    return create(place, true);
  } catch {
    return null;
  }
}

function create({ exchangeClass, facts, credentials, baseUrl, now }: Place, testnet: boolean): CreatedExchange {
  const where = baseUrl === null ? { testnet } : { baseUrl };
  return createCcxtExchange({ exchangeClass, facts, credentials, wallClock: now, timeout: TIMEOUT, ...where });
}
