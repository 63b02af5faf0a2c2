import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlpacaMarketData } from '#adapters/alpaca/alpaca-market-data.ts';
import { MarketDataServer } from '#local/market-data/market-data-server.ts';
import { T0 } from '../../support/builders.ts';
import { EX_DAY, SHARE } from '../../support/split-desk.ts';

describe('the local data service', () => {
  let server: MarketDataServer;
  beforeAll(async () => {
    const position = () => ({ instant: T0, phase: 'open' }) as const;
    server = await MarketDataServer.listen({ bars: [], timeframeMs: 60_000, position });
  });
  afterAll(() => server.close());

  it('Given a file of bars, When its splits are asked for, Then there are none: bars are told as they stand there', async () => {
    const keys = { keyId: 'local', secretKey: 'local' };
    const options = { ...keys, baseUrl: server.url, random: () => 0, sleep: async () => {} };
    expect(await new AlpacaMarketData(options).listSplits([SHARE], EX_DAY - 7, EX_DAY)).toEqual([]);
  });
});
