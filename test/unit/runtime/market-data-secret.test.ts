import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MINUTE } from '#domain/shared/instant.ts';
import { openMarketData } from '#runtime/market-data-secret.ts';
import { FakeVenue, fakeBars, say } from '../../support/fake-venue.ts';

describe('market data of a session', () => {
  let venue: FakeVenue;
  beforeEach(async () => {
    venue = await FakeVenue.start();
    vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', venue.url);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'k');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's');
    vi.stubEnv('AWS_REGION', 'us-east-1');
    const { APCA_API_BASE_URL: _, CCXT_BINANCE_BASE_URL: __, ...secret } = venue.env;
    venue.routes.set('/', say(JSON.stringify({ SecretString: JSON.stringify(secret) })));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await venue.stop();
  });

  it.each([
    ['AAPL', 'split'],
    ['BTC/USD', null],
  ])('Given %s, Then its bars are asked for with adjustment %s', async (symbol, adjustment) => {
    const start = Date.UTC(2024, 0, 2, 15);
    venue.bars = fakeBars(start, 3);
    const marketData = await openMarketData('secret');
    await marketData.getBars(symbol, MINUTE, start, start + 10 * MINUTE);
    expect(venue.pages.map(({ searchParams }) => searchParams.get('adjustment'))).toEqual([adjustment]);
  });
});
