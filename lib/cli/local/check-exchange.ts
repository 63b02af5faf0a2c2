import type { CcxtExchangeClass } from '#adapters/ccxt/ccxt-exchange.ts';
import { createCcxtExchange } from '#adapters/ccxt/create-exchange.ts';
import { factsOf } from '#adapters/ccxt/known-exchanges.ts';
import { CCXT_CREDENTIALS, ccxtVariable } from '#application/contracts/venue-variables.ts';
import { requireVariable, urlVariable } from '../market/broker-environment.ts';
import { requireExchange } from '../market/require-exchange.ts';
import { UsageError } from '../usage-error.ts';
import { refuseLive } from './refuse-live.ts';

/**
 * An exchange of CCXT for a local run: its sandbox, or the server that the environment names.
 *
 * @throws {UsageError} for an exchange that there is not, has no sandbox or lacks keys, and a live host; nothing has been asked for by then.
 */
export async function checkExchange(broker: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const exchangeId = broker.replace('ccxt:', '');
  const variable = ccxtVariable(exchangeId, 'BASE_URL');
  const baseUrl = urlVariable(environment, variable);
  const exchangeClass = await requireExchange('--broker', exchangeId);
  const { exchange, isLive } = create(exchangeClass, baseUrl);
  for (const [name, isRequired] of Object.entries(exchange.requiredCredentials)) {
    const ending = CCXT_CREDENTIALS[name];
    if (isRequired === true && ending !== undefined)
      requireVariable(environment, ccxtVariable(exchangeId, ending), `a credential of ${exchangeId}`);
  }
  if (isLive) throw refuseLive(variable[0], baseUrl ?? '', `the sandbox of ${exchangeId}`);
}

function create(exchangeClass: CcxtExchangeClass, baseUrl: string | null) {
  const exchangeId = exchangeClass.name;
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
      `--broker ccxt:${exchangeId}: the exchange has no sandbox, expected ${ccxtVariable(exchangeId, 'BASE_URL')[0]}, or --broker sim`,
      { cause },
    );
  }
}
