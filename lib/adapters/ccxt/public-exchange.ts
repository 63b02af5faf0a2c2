import type { Exchange } from 'ccxt';
import { BarRequestError } from '#application/ports/bar-history.ts';
import { Decimal, toPlain } from '#domain/shared/decimal.ts';

export interface PublicExchange {
  readonly exchange: Exchange;
  /** Failed for a reason that may pass: network, rate limit, maintenance. */
  readonly isPassing: (error: unknown) => boolean;
  /** Whether the last answer was no whole JSON; forgets it. */
  readonly takeUnreadable: () => boolean;
}

/**
 * An exchange of CCXT for public data, without credentials; CCXT is loaded by the first call. Numbers come as exact plain decimal texts. `baseUrl` takes the place of scheme
 * and host of every address, `null`: the exchange's own.
 *
 * @throws {BarRequestError} for an id that CCXT does not know.
 */
export async function openPublicExchange(id: string, baseUrl: string | null): Promise<PublicExchange> {
  const { default: ccxt } = await import('ccxt');
  const isKnown = (ccxt.exchanges as unknown as readonly string[]).includes(id);
  if (!isKnown)
    throw new BarRequestError('from', `received the exchange ${id}, expected one of CCXT's, e.g. ccxt:binance`);
  const make: new (settings: object) => Exchange = Reflect.get(ccxt, id);
  const exchange = new make({ number: String, enableRateLimit: true, timeout: 30_000 });
  if (id === 'binance') exchange.options['fetchMarkets'] = { types: ['spot'] };
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
    takeUnreadable: () => {
      const was = isUnreadable;
      isUnreadable = false;
      return was;
    },
  };
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
