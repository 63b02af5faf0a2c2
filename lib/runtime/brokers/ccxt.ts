import * as z from 'zod/mini';
import { CcxtBroker, capabilitiesOf } from '#adapters/ccxt/ccxt-broker.ts';
import { createCcxtExchange } from '#adapters/ccxt/create-exchange.ts';
import { exchangeClassOf } from '#adapters/ccxt/exchange-class.ts';
import { factsOf } from '#adapters/ccxt/known-exchanges.ts';
import { required } from '../function-environment.ts';
import { readSecret } from '../read-secret.ts';
import { sleep } from '../sleep.ts';
import { wallClock } from '../system-clock.ts';
import { LazyBroker } from './lazy-broker.ts';
import { makeResilient } from './make-resilient.ts';
import type { BrokerParts, OpenedBroker } from './open-broker.ts';

const text = z.optional(z.string().check(z.minLength(1)));

/** Endings of the secret's fields, `CCXT_BINANCE_API_KEY`, and what ccxt calls them. */
const CREDENTIALS = {
  API_KEY: 'apiKey',
  SECRET: 'secret',
  PASSWORD: 'password',
  UID: 'uid',
  WALLET_ADDRESS: 'walletAddress',
  PRIVATE_KEY: 'privateKey',
} as const;

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
  const prefix = `CCXT_${exchangeId.toUpperCase()}_`;
  const fields = Object.fromEntries(Object.keys(CREDENTIALS).map((ending) => [prefix + ending, text]));
  const schema = z.object({ ...fields, [`${prefix}BASE_URL`]: z.optional(z.url()) });
  const secret: Readonly<Record<string, string | undefined>> = await readSecret('broker', secretId, schema);
  const credentials = Object.fromEntries(
    Object.entries(CREDENTIALS).flatMap(([ending, name]) => {
      const value = secret[prefix + ending];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return { credentials, baseUrl: secret[`${prefix}BASE_URL`] };
}
