import { createCcxtExchange } from '#adapters/ccxt/create-exchange.ts';
import { exchangeClassOf } from '#adapters/ccxt/exchange-class.ts';
import { factsOf } from '#adapters/ccxt/known-exchanges.ts';
import { CCXT_CREDENTIALS, ccxtVariable } from '#application/contracts/venue-variables.ts';
import { requireVariable, urlVariable } from '../market/broker-environment.ts';
import { refuseFlag } from '../replay/flag-values.ts';
import { UsageError } from '../usage-error.ts';
import { refuseLive } from './refuse-live.ts';

/**
 * An exchange of CCXT for a local run: its sandbox, or the server that the environment names.
 *
 * @throws {UsageError} for an exchange that there is not, has no sandbox or lacks keys, and a live host; nothing has been asked for by then.
 */
export function checkExchange(broker: string, environment: NodeJS.ProcessEnv): void {
  const exchangeId = broker.replace('ccxt:', '');
  const variable = ccxtVariable(exchangeId, 'BASE_URL');
  const baseUrl = urlVariable(environment, variable);
  const { exchange, isLive } = create(broker, exchangeId, baseUrl);
  for (const [name, isRequired] of Object.entries(exchange.requiredCredentials)) {
    const ending = CCXT_CREDENTIALS[name];
    if (isRequired === true && ending !== undefined)
      requireVariable(environment, ccxtVariable(exchangeId, ending), `a credential of ${exchangeId}`);
  }
  if (isLive) throw refuseLive(variable[0], baseUrl ?? '', `the sandbox of ${exchangeId}`);
}

function create(broker: string, exchangeId: string, baseUrl: string | null) {
  const exchangeClass = classOf(broker, exchangeId);
  const where = baseUrl === null ? { testnet: true } : { baseUrl };
  try {
    return createCcxtExchange({
      exchangeClass,
      facts: factsOf(exchangeId),
      credentials: {},
      wallClock: Date.now,
      ...where,
    });
  } catch (cause) {
    throw new UsageError(
      `--broker ${broker}: the exchange has no sandbox, expected ${ccxtVariable(exchangeId, 'BASE_URL')[0]}, or --broker sim`,
      { cause },
    );
  }
}

function classOf(broker: string, exchangeId: string) {
  try {
    return exchangeClassOf(exchangeId);
  } catch {
    throw refuseFlag('--broker', broker, 'an exchange of CCXT, e.g. ccxt:binance');
  }
}
