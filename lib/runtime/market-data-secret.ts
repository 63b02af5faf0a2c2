import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { AlpacaMarketData } from '#adapters/alpaca/alpaca-market-data.ts';
import type { MarketData } from '#application/ports/market-data.ts';

const DEFAULT_URL = 'https://data.alpaca.markets';

const schema = z.object({
  APCA_API_KEY_ID: z.string().check(z.minLength(1)),
  APCA_API_SECRET_KEY: z.string().check(z.minLength(1)),
  APCA_API_DATA_URL: z._default(z.url(), DEFAULT_URL),
});

/** Market data by the credentials in the secret. What is wrong with a secret is told by field names, never by content. */
export async function openMarketData(secretId: string): Promise<MarketData> {
  const client = new SecretsManagerClient({ maxAttempts: 3 });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  const credentials = parseSecret(SecretString ?? '');
  return new AlpacaMarketData({
    baseUrl: credentials.APCA_API_DATA_URL,
    keyId: credentials.APCA_API_KEY_ID,
    secretKey: credentials.APCA_API_SECRET_KEY,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    random: Math.random,
  });
}

function parseSecret(text: string): z.output<typeof schema> {
  const parsed = z.safeParse(schema, parseJson(text));
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') || 'the text';
  throw new Error(
    `market-data secret: ${field} is missing or malformed, expected JSON with ${Object.keys(schema.shape).join(', ')}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
