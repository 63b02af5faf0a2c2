import * as z from 'zod/mini';
import { ALPACA_CAPABILITIES, AlpacaBroker } from '#adapters/alpaca/alpaca-broker.ts';
import { ALPACA_PAPER_URL, isLiveAlpacaUrl } from '#adapters/alpaca/alpaca-hosts.ts';
import { required } from '../function-environment.ts';
import { readSecret } from '../read-secret.ts';
import { sleep } from '../sleep.ts';
import { LazyBroker } from './lazy-broker.ts';
import { makeResilient } from './make-resilient.ts';
import type { BrokerParts, OpenedBroker } from './open-broker.ts';

const schema = z.object({
  APCA_API_KEY_ID: z.string().check(z.minLength(1)),
  APCA_API_SECRET_KEY: z.string().check(z.minLength(1)),
  APCA_API_BASE_URL: z._default(z.url(), ALPACA_PAPER_URL),
});

/** @see https://docs.alpaca.markets/docs/usage-limit-api-calls */
const CALLS_PER_MINUTE = 200;

/** Alpaca, by the keys in the broker's secret. Real orders are refused unless the environment is `live`. */
export function openBroker(parts: BrokerParts): OpenedBroker {
  return makeResilient(openAlpaca(parts), { ...parts, callsPerMinute: CALLS_PER_MINUTE });
}

function openAlpaca({ config, plan, secretId }: BrokerParts): LazyBroker {
  return new LazyBroker(ALPACA_CAPABILITIES, async () => {
    const keys = await readSecret('broker', required(secretId, 'BROKER_SECRET_ID'), schema);
    if (isLiveAlpacaUrl(keys.APCA_API_BASE_URL) !== config.live)
      throw new Error(
        `broker secret: APCA_API_BASE_URL is ${config.live ? 'no' : 'a'} live host, the environment is live: ${config.live}`,
      );
    return new AlpacaBroker({
      baseUrl: keys.APCA_API_BASE_URL,
      keyId: keys.APCA_API_KEY_ID,
      secretKey: keys.APCA_API_SECRET_KEY,
      currency: plan.currency,
      sleep,
      random: Math.random,
      attempts: 1,
    });
  });
}
