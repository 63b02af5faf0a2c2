import type { CcxtExchangeClass } from '#adapters/ccxt/ccxt-exchange.ts';
import { loadModule } from '../load-module.ts';
import { refuseFlag } from '../replay/flag-values.ts';

/** CCXT's class of the exchange that a flag names; CCXT is loaded by it. @throws {UsageError} that names the flag. */
export async function requireExchange(flag: string, exchangeId: string): Promise<CcxtExchangeClass> {
  const { exchangeClassOf } = await loadModule(() => import('#adapters/ccxt/exchange-class.ts'));
  try {
    return exchangeClassOf(exchangeId);
  } catch {
    throw refuseFlag(flag, `ccxt:${exchangeId}`, 'an exchange of CCXT, e.g. ccxt:binance');
  }
}
