import * as z from 'zod/mini';
import { CcxtBroker, capabilitiesOf } from '#adapters/ccxt/ccxt-broker.ts';
import { createCcxtExchange } from '#adapters/ccxt/create-exchange.ts';
import { exchangeClassOf } from '#adapters/ccxt/exchange-class.ts';
import { factsOf } from '#adapters/ccxt/known-exchanges.ts';
import { brokerVariables, ccxtVariable, findCcxtCredentials } from '#application/contracts/venue-variables.ts';
import { required } from '../function-environment.ts';
import { readSecret } from '../read-secret.ts';
import { sleep } from '../sleep.ts';
import { wallClock } from '../system-clock.ts';
import { LazyBroker } from './lazy-broker.ts';
import { makeResilient } from './make-resilient.ts';
import type { BrokerParts, OpenedBroker } from './open-broker.ts';

const text = z.optional(z.string().check(z.minLength(1)));

/**
 * An exchange by its id in ccxt (`ccxt:binance`), by the keys in the broker's secret. Without `live` it is the exchange's sandbox, or
 * what the base URL names; real money is refused unless the environment is `live`.
 */
export function openBroker(parts: BrokerParts): OpenedBroker {
  return makeResilient(openExchange(parts), { ...parts, callsPerMinute: null });
}

function openExchange({ config, plan, secretId }: BrokerParts): LazyBroker {
  const exchangeId = config.broker.split(':')[1] ?? '';
  const facts = factsOf(exchangeId);
  return new LazyBroker(capabilitiesOf(facts), async () => {
    const { credentials, baseUrl } = await readCredentials(exchangeId, required(secretId, 'BROKER_SECRET_ID'));
    const created = createCcxtExchange({
      exchangeClass: exchangeClassOf(exchangeId),
      facts,
      credentials,
      testnet: !config.live && baseUrl === undefined,
      wallClock: () => wallClock.now(),
      ...(baseUrl === undefined ? {} : { baseUrl }),
    });
    if (created.isLive !== config.live)
      throw new Error(
        `broker secret: ${exchangeId} is ${created.isLive ? 'a' : 'no'} live host, the environment is live: ${config.live}`,
      );
    const { currency, symbols } = plan;
    return new CcxtBroker({
      created,
      facts,
      symbols,
      currency,
      sleep,
      random: Math.random,
      wallClock: () => wallClock.now(),
    });
  });
}

async function readCredentials(exchangeId: string, secretId: string) {
  const [baseUrlField] = ccxtVariable(exchangeId, 'BASE_URL');
  const fields = Object.fromEntries(brokerVariables(`ccxt:${exchangeId}`).map(([name]) => [name, text]));
  const schema = z.object({ ...fields, [baseUrlField]: z.optional(z.url()) });
  const secret: Readonly<Record<string, string | undefined>> = await readSecret('broker', secretId, schema);
  return { credentials: findCcxtCredentials(secret, exchangeId), baseUrl: secret[baseUrlField] };
}
