import type { Exchange } from 'ccxt';
import { BarRequestError } from '#application/ports/bar-history.ts';
import { Decimal, toPlain } from '#domain/shared/decimal.ts';

export interface OpenExchangeOptions {
  /** As CCXT calls it: `binance`, `kraken`. */
  readonly id: string;
  /** In place of scheme and host of every address; `null`: the exchange's own. */
  readonly baseUrl: string | null;
  /** Under CCXT's names; none for public data. */
  readonly credentials?: Readonly<Record<string, string>>;
  /** The exchange's sandbox. @default false */
  readonly isTestnet?: boolean;
}

export interface OpenedExchange {
  readonly exchange: Exchange;
  /** Failed for a reason that may pass: network, rate limit, maintenance. */
  readonly isPassing: (error: unknown) => boolean;
  /** The keys are missing, wrong or not allowed to. */
  readonly isRefusedKey: (error: unknown) => boolean;
  /** Whether the last answer was no whole JSON; forgets it. */
  readonly takeUnreadable: () => boolean;
}

const MAX_QUOTED = 300;

/** Binance lists its contracts at two further hosts, and margin pairs by two further requests. */
const SPOT_ONLY = { fetchMarkets: { types: ['spot'] }, fetchMargins: false };

/**
 * An exchange of CCXT for reading; CCXT is loaded by the first call. Numbers come as exact plain decimal texts.
 *
 * @throws {BarRequestError} for an id that CCXT does not know, and a sandbox that the exchange has not.
 */
export async function openExchange(options: OpenExchangeOptions): Promise<OpenedExchange> {
  const { id, baseUrl, credentials = {}, isTestnet = false } = options;
  const { default: ccxt } = await import('ccxt');
  const isKnown = (ccxt.exchanges as unknown as readonly string[]).includes(id);
  if (!isKnown)
    throw new BarRequestError('from', `received the exchange ${id}, expected one of CCXT's, e.g. ccxt:binance`);
  const make: new (settings: object) => Exchange = Reflect.get(ccxt, id);
  const exchange = new make({ ...credentials, number: String, enableRateLimit: true, timeout: 30_000 });
  if (id === 'binance') Object.assign(exchange.options, SPOT_ONLY);
  exchange.has['fetchCurrencies'] = false; // A further request, signed where there are keys, for what no market needs.
  if (isTestnet && hasTestnet(exchange)) exchange.setSandboxMode(true);
  if (baseUrl !== null) exchange.urls = { ...exchange.urls, ...redirect(exchange.urls['api'], baseUrl) };
  let isUnreadable = false;
  exchange.parseJson = (text: string): unknown => {
    try {
      return parseExactly(text);
    } catch {
      isUnreadable = true;
      return undefined;
    }
  };
  return {
    exchange,
    isPassing: (error) => error instanceof ccxt.OperationFailed,
    isRefusedKey: (error) => error instanceof ccxt.AuthenticationError,
    takeUnreadable: () => {
      const was = isUnreadable;
      isUnreadable = false;
      return was;
    },
  };
}

export function hasTestnet({ urls }: Pick<Exchange, 'urls'>): boolean {
  return urls['test'] !== undefined;
}

function redirect(api: unknown, baseUrl: string): { readonly api: never } {
  return { api: onHost(api, baseUrl.replace(/\/+$/, '')) as never };
}

/** Addresses are texts, or groups of them; some have a `{hostname}` in them. */
function onHost(addresses: unknown, base: string): unknown {
  if (typeof addresses === 'string') return addresses.replace(/^https?:\/\/[^/]+/, base);
  if (typeof addresses !== 'object' || addresses === null) return addresses;
  return Object.fromEntries(Object.entries(addresses).map(([name, one]) => [name, onHost(one, base)]));
}

/** JSON in which a number whose float would be written in another way is the text of its decimal; CCXT reads either. */
function parseExactly(text: string): unknown {
  return JSON.parse(text, (_name: string, value: unknown, context?: { readonly source?: string }): unknown => {
    const source = context?.source;
    return typeof value !== 'number' || source === undefined || String(value) === source
      ? value
      : toPlain(new Decimal(source));
  });
}

/** What CCXT says in one line; queries are left out, which are long and may be signed. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replaceAll(/(https?:[^\s?]*)\?\S*/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .slice(0, MAX_QUOTED);
}
