import * as installed from 'ccxt';
import type { CcxtExchangeClass } from './ccxt-exchange.ts';

/**
 * ccxt's class for an exchange. Outside a bundle all of ccxt is there; in a bundle `ccxt` is the one exchange that it was built
 * for (`ccxtAlias`), under its default export.
 *
 * @throws when the exchange is not there.
 */
export function exchangeClassOf(exchangeId: string): CcxtExchangeClass {
  const exports: Readonly<Record<string, unknown>> = installed;
  const found = exports[exchangeId] ?? exports['default'];
  if (isExchangeClass(found) && found.name === exchangeId) return found;
  throw new Error(`exchange: received ${exchangeId}, expected one that ccxt has and the bundle was built for`);
}

function isExchangeClass(value: unknown): value is CcxtExchangeClass {
  return typeof value === 'function';
}
