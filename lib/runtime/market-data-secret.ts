import * as z from 'zod/mini';
import { AlpacaMarketData } from '#adapters/alpaca/alpaca-market-data.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import type { SplitSource } from '#application/ports/split-source.ts';
import { readSecret } from './read-secret.ts';
import { sleep } from './sleep.ts';

const DEFAULT_URL = 'https://data.alpaca.markets';

const schema = z.object({
  APCA_API_KEY_ID: z.string().check(z.minLength(1)),
  APCA_API_SECRET_KEY: z.string().check(z.minLength(1)),
  APCA_API_DATA_URL: z._default(z.url(), DEFAULT_URL),
});

/** Market data and splits by the credentials in the secret. */
export async function openMarketData(secretId: string): Promise<MarketData & SplitSource> {
  const credentials = await readSecret('market-data', secretId, schema);
  return new AlpacaMarketData({
    baseUrl: credentials.APCA_API_DATA_URL,
    keyId: credentials.APCA_API_KEY_ID,
    secretKey: credentials.APCA_API_SECRET_KEY,
    // What warms a strategy up is told in today's shares; a dividend is money, and moves no price of the past.
    adjustment: 'split',
    sleep,
    random: Math.random,
  });
}
