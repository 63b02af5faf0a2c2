import { describe, expect, it } from 'vitest';
import { localSecrets } from '#local/gateway/local-secrets.ts';

const MARKET = 'http://127.0.0.1:1';
const read = (text: string | null): unknown => JSON.parse(text ?? 'null');

describe('localSecrets', () => {
  it('Given keys in the environment, Then market data has them with the local server, whatever URL is set', () => {
    const secrets = localSecrets({ APCA_API_KEY_ID: 'k', APCA_API_DATA_URL: 'https://elsewhere' }, MARKET, 'sim');
    expect(read(secrets.valueOf('local-data-MarketDataSecret1'))).toEqual({
      APCA_API_KEY_ID: 'k',
      APCA_API_SECRET_KEY: 'local',
      APCA_API_DATA_URL: MARKET,
    });
  });

  it.each([
    ['alpaca', { ALPACA_API_KEY: 'k', APCA_API_SECRET_KEY: 's' }, { APCA_API_KEY_ID: 'k', APCA_API_SECRET_KEY: 's' }],
    [
      'ccxt:binance',
      { BINANCE_API_KEY: 'k', CCXT_BINANCE_SECRET: 's' },
      { CCXT_BINANCE_API_KEY: 'k', CCXT_BINANCE_SECRET: 's' },
    ],
    ['ccxt:hyperliquid', { CCXT_HYPERLIQUID_PRIVATE_KEY: 'p' }, { CCXT_HYPERLIQUID_PRIVATE_KEY: 'p' }],
  ])(
    'Given %s, Then its secret has what its variables say, and nothing that is not set',
    (broker, environment, expected) => {
      expect(read(localSecrets(environment, MARKET, broker).valueOf('local-data-BrokerSecret1'))).toEqual(expected);
    },
  );

  it('Given another secret, Then nothing answers for it', () => {
    expect(localSecrets({}, MARKET, 'alpaca').valueOf('local-data-Other')).toBeNull();
  });

  it('Given no variable, Then the webhook has a new random token for one strategy', () => {
    const [secrets, others] = [localSecrets({}, MARKET, 'sim'), localSecrets({}, MARKET, 'sim')];
    expect(secrets.webhookTokens).toEqual({ tradingview: expect.stringMatching(/^[0-9a-f]{40}$/) });
    expect(read(secrets.valueOf('local-data-WebhookTokensSecret1'))).toEqual(secrets.webhookTokens);
    expect(others.webhookTokens).not.toEqual(secrets.webhookTokens);
  });

  it('Given the variable, Then its tokens are those of the webhook; what is none is refused without a word of it', () => {
    const withTokens = (text: string) => localSecrets({ TIDEGATE_WEBHOOK_TOKENS: text }, MARKET, 'sim');
    expect(withTokens('{"desk":"token"}').webhookTokens).toEqual({ desk: 'token' });
    for (const text of ['', 'MARKED', '{"desk":1}', '["MARKED"]'])
      expect(() => withTokens(text)).toThrow(/^TIDEGATE_WEBHOOK_TOKENS: expected JSON as {"strategy":"token"}$/);
  });
});
