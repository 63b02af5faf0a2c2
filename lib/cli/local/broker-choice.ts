import { ALPACA_PAPER_URL, isLiveAlpacaUrl } from '#adapters/alpaca/alpaca-hosts.ts';
import { BROKER_EXPECTED, BROKER_PATTERN } from '#application/contracts/environment-schema.ts';
import { ALPACA_VARIABLES } from '#application/contracts/venue-variables.ts';
import { loadModule } from '../load-module.ts';
import { requireVariable, urlVariable } from '../market/broker-environment.ts';
import { refuseFlag } from '../replay/flag-values.ts';
import { refuseLive } from './refuse-live.ts';

/**
 * The broker of a local run. Bars that are replayed are not the market's: with them nothing may go to a host where orders are real.
 *
 * @throws {UsageError} for a broker that there is not, keys that are not set, or a live host; nothing has been asked for by then.
 */
export async function chooseBroker(flag: string | undefined, environment: NodeJS.ProcessEnv): Promise<string> {
  const broker = flag ?? 'sim';
  if (!BROKER_PATTERN.test(broker)) throw refuseFlag('--broker', broker, BROKER_EXPECTED);
  if (broker === 'alpaca') checkAlpaca(environment);
  else if (broker !== 'sim') {
    const { checkExchange } = await loadModule(() => import('./check-exchange.ts'));
    await checkExchange(broker, environment);
  }
  return broker;
}

function checkAlpaca(environment: NodeJS.ProcessEnv): void {
  for (const names of [ALPACA_VARIABLES.keyId, ALPACA_VARIABLES.secretKey])
    requireVariable(environment, names, 'the key of a paper account');
  const url = urlVariable(environment, ALPACA_VARIABLES.tradingUrl);
  if (url !== null && isLiveAlpacaUrl(url)) throw refuseLive(ALPACA_VARIABLES.tradingUrl[0], url, ALPACA_PAPER_URL);
}
