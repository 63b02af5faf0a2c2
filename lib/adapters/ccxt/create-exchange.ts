import { parseExactJson } from '#adapters/alpaca/exact-json.ts';
import { isThisMachine } from '../this-machine.ts';
import type { CcxtExchange, CcxtExchangeClass } from './ccxt-exchange.ts';
import type { ExchangeFacts } from './exchange-facts.ts';
import { RecordingTransport } from './recording-transport.ts';

export interface CreateExchangeOptions {
  readonly exchangeClass: CcxtExchangeClass;
  readonly facts: ExchangeFacts;
  /** Under ccxt's names: `apiKey`, `secret`, `password`, `uid`, `walletAddress`, `privateKey`. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Takes the place of scheme, host and port of every address of the exchange; their paths stay. */
  readonly baseUrl?: string;
  /** The exchange's own sandbox. @default false */
  readonly testnet?: boolean;
  /** ccxt's structures of markets; without, they are read once when they are first needed. */
  readonly markets?: readonly unknown[];
  /** Real time in milliseconds, even where `Date` is virtual: requests are signed with it. */
  readonly wallClock: () => number;
  /** For many reads in a row, of which none changes anything: ccxt paces them, and connections are kept. @default false */
  readonly paced?: boolean;
  /** Milliseconds for one whole answer. @default 5000 */
  readonly timeout?: number;
}

export interface CreatedExchange {
  readonly exchange: CcxtExchange;
  readonly transport: RecordingTransport;
  /** Whether any of its addresses may be one that trades real money: all but this machine and what ccxt knows as the exchange's sandbox. */
  readonly isLive: boolean;
  /** Whether its reads may take as long as they take. */
  readonly isPaced: boolean;
  /** What must never be told. */
  readonly secrets: readonly string[];
}

const TIMEOUT = 5_000;
const MIN_SECRET_LENGTH = 4;

/**
 * A ccxt exchange as this adapter wants it: amounts as texts, one attempt a request, no queue of its own unless it is paced (it waits by
 * `Date`, which may stand still; the venue itself says when to slow down), the wall clock for signatures.
 *
 * @throws when the exchange has no sandbox and `testnet` asks for one, or `baseUrl` is no URL.
 */
export function createCcxtExchange(options: CreateExchangeOptions): CreatedExchange {
  const { exchangeClass, facts, credentials, baseUrl, testnet = false, markets, wallClock, paced = false } = options;
  const transport = new RecordingTransport(options.timeout ?? TIMEOUT, paced);
  const exchange = new exchangeClass({
    ...credentials,
    enableRateLimit: paced,
    number: String,
    options: { maxRetriesOnFailure: 0, warnOnFetchOpenOrdersWithoutSymbol: false, ...facts.options },
  }) as CcxtExchange;
  // Settings that ccxt's constructor knows no option for.
  Object.assign(exchange, { fetchImplementation: transport.fetch, parseJson: readExactly, ...clockOf(wallClock) });
  Object.assign(exchange.has, { fetchCurrencies: false });
  for (const method of facts.withoutMethods) Object.assign(exchange, { [method]: async () => true });
  if (facts.precision === 'steps') keepDigits(exchange);
  const live = hostsOf(exchange.urls['api']);
  if (testnet) turnToTestnet(exchange, facts);
  if (baseUrl !== undefined) exchange.urls['api'] = withHost(exchange.urls['api'], new URL(baseUrl).origin);
  if (markets !== undefined) exchange.setMarkets(markets);
  const secrets = Object.values(credentials).filter((secret) => secret.length >= MIN_SECRET_LENGTH);
  const isLive =
    baseUrl === undefined ? hasAny(live, hostsOf(exchange.urls['api'])) : isLiveBase(baseUrl, exchange, live);
  return { exchange, transport, isLive, isPaced: paced, secrets };
}

/** Every number of an answer as the text that it is. As ccxt has it, `undefined` is what cannot be read. */
function readExactly(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}

/** Strictly ascending, because some exchanges refuse a nonce that they have seen. */
function clockOf(wallClock: () => number): Record<string, () => number> {
  let latest = 0;
  const milliseconds = (): number => {
    latest = Math.max(latest + 1, Math.floor(wallClock()));
    return latest;
  };
  return {
    milliseconds,
    seconds: () => Math.floor(wallClock() / 1_000),
    microseconds: () => Math.floor(wallClock() * 1_000),
  };
}

/** Amounts have been checked against the market's steps before: ccxt sends them as they are. */
function keepDigits(exchange: CcxtExchange): void {
  const asItIs = (_symbol: string, value: unknown): string | undefined =>
    value === undefined ? undefined : String(value);
  exchange.amountToPrecision = asItIs;
  exchange.priceToPrecision = asItIs;
}

/** Some exchanges of ccxt take the switch and have no address behind it. */
function turnToTestnet(exchange: CcxtExchange, { testnet }: ExchangeFacts): void {
  const live = JSON.stringify(exchange.urls['api']);
  exchange[testnet](true);
  const hosts = JSON.stringify(exchange.urls['api'] ?? {});
  if (hosts === live || !hosts.includes('://'))
    throw new Error(`testnet: received true, expected false: ${exchange.id} has no sandbox`);
}

/** An exchange has more hosts than ccxt names, and a host more names than one: what is not known as a sandbox is live. */
function isLiveBase(baseUrl: string, { hostname = '', urls }: CcxtExchange, live: readonly string[]): boolean {
  if (isThisMachine(baseUrl)) return false;
  const sandboxes = hostsOf([urls['test'], urls['demo'], urls['demotrading']]).filter((host) => !live.includes(host));
  return !sandboxes.some((host) => host.replace('{hostname}', hostname) === `://${new URL(baseUrl).host}`);
}

function hasAny(some: readonly string[], hosts: readonly string[]): boolean {
  return hosts.some((host) => some.includes(host));
}

function hostsOf(urls: unknown): readonly string[] {
  return JSON.stringify(urls ?? {}).match(/:\/\/[^/"]*/g) ?? [];
}

function withHost(urls: unknown, origin: string): unknown {
  if (typeof urls === 'string') return origin + urls.replace(/^[a-z]+:\/\/[^/]*/, '');
  if (typeof urls !== 'object' || urls === null) return urls;
  return Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, withHost(url, origin)]));
}
