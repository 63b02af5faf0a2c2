import { describe, expect, it } from 'vitest';
import { chooseBroker } from '#cli/local/broker-choice.ts';
import { UsageError } from '#cli/usage-error.ts';

const KEYS = { APCA_API_KEY_ID: 'marked-key', APCA_API_SECRET_KEY: 'marked-secret' };

const BINANCE = { CCXT_BINANCE_API_KEY: 'marked-key', BINANCE_API_SECRET: 'marked-secret' };
const BYBIT = { CCXT_BYBIT_API_KEY: 'marked-key', CCXT_BYBIT_SECRET: 'marked-secret' };
const KRAKEN = { CCXT_KRAKEN_API_KEY: 'marked-key', CCXT_KRAKEN_SECRET: 'marked-secret' };

describe('chooseBroker', () => {
  it.each([
    [undefined, {}, 'sim'],
    ['sim', {}, 'sim'],
    ['alpaca', KEYS, 'alpaca'],
    ['alpaca', { ALPACA_API_KEY: 'k', ALPACA_SECRET_KEY: 's' }, 'alpaca'],
    ['alpaca', { ...KEYS, APCA_API_BASE_URL: 'http://127.0.0.1:4010' }, 'alpaca'],
    ['alpaca', { ...KEYS, APCA_API_BASE_URL: 'https://paper-api.alpaca.markets' }, 'alpaca'],
    ['ccxt:binance', BINANCE, 'ccxt:binance'],
    ['ccxt:binance', { ...BINANCE, CCXT_BINANCE_BASE_URL: 'https://testnet.binance.vision/' }, 'ccxt:binance'],
    ['ccxt:bybit', { ...BYBIT, CCXT_BYBIT_BASE_URL: 'https://api-testnet.bybit.com' }, 'ccxt:bybit'],
    ['ccxt:kraken', { ...KRAKEN, CCXT_KRAKEN_BASE_URL: 'http://localhost:4010' }, 'ccxt:kraken'],
    [
      'ccxt:hyperliquid',
      { CCXT_HYPERLIQUID_WALLET_ADDRESS: 'a', CCXT_HYPERLIQUID_PRIVATE_KEY: 'b' },
      'ccxt:hyperliquid',
    ],
  ])('Given --broker %s, Then it is taken', async (flag, environment, broker) => {
    expect(await chooseBroker(flag, environment)).toBe(broker);
  });

  it.each([
    ['foo', {}, '--broker: received "foo", expected sim, alpaca or ccxt:ID'],
    ['ccxt:', {}, '--broker: received "ccxt:", expected sim, alpaca or ccxt:ID'],
    ['ccxt:nosuch', {}, '--broker: received "ccxt:nosuch", expected an exchange of CCXT'],
    ['alpaca', {}, 'APCA_API_KEY_ID or ALPACA_API_KEY: not set'],
    ['alpaca', { APCA_API_KEY_ID: 'k', APCA_API_SECRET_KEY: '' }, 'APCA_API_SECRET_KEY or ALPACA_SECRET_KEY: not set'],
    ['ccxt:binance', {}, 'CCXT_BINANCE_API_KEY or BINANCE_API_KEY: not set'],
    ['ccxt:binance', { CCXT_BINANCE_API_KEY: 'k' }, 'CCXT_BINANCE_SECRET or BINANCE_API_SECRET: not set'],
    ['ccxt:hyperliquid', { CCXT_HYPERLIQUID_PRIVATE_KEY: 'k' }, 'CCXT_HYPERLIQUID_WALLET_ADDRESS: not set'],
    ['ccxt:kraken', KRAKEN, '--broker ccxt:kraken: the exchange has no sandbox, expected CCXT_KRAKEN_BASE_URL'],
  ])('Given --broker %s and %j, Then it is refused, and no key is named', async (flag, environment, message) => {
    await expectRefusal(flag, environment, message);
  });

  it.each([
    ['alpaca', 'nowhere', 'received no https address'],
    ['alpaca', 'https://marked:marked@paper-api.alpaca.markets', 'received no https address'],
    ['alpaca', 'https://api.alpaca.markets', 'where orders are real'],
    ['alpaca', 'https://API.alpaca.markets/', 'where orders are real'],
    ['alpaca', 'https://api.alpaca.markets.', 'where orders are real'],
    ['alpaca', 'https://api.alpaca.markets:8443', 'where orders are real'],
    ['alpaca', 'https://broker-api.alpaca.markets', 'where orders are real'],
    ['ccxt:binance', 'ftp://x', 'received no https address'],
    ['ccxt:binance', 'https://marked:marked@@ x', 'received no https address'],
    ['ccxt:binance', 'https://api.binance.com', 'where orders are real'],
    ['ccxt:binance', 'https://api.binance.com.', 'where orders are real'],
    ['ccxt:binance', 'https://api.binance.com:8443', 'where orders are real'],
    ['ccxt:binance', 'https://api1.binance.com', 'where orders are real'],
    ['ccxt:binance', 'https://203.0.113.9', 'where orders are real'],
    ['ccxt:bybit', 'https://api.bybit.com', 'where orders are real'],
    ['ccxt:kraken', 'https://api.kraken.com.', 'where orders are real'],
  ])('Given --broker %s at %s, Then it is refused, and no key is named', async (flag, url, message) => {
    const name = flag === 'alpaca' ? 'APCA_API_BASE_URL' : `${flag.replace('ccxt:', 'CCXT_').toUpperCase()}_BASE_URL`;
    await expectRefusal(flag, { ...KEYS, ...BINANCE, ...BYBIT, ...KRAKEN, [name]: url }, message);
    await expectRefusal(flag, { ...KEYS, ...BINANCE, ...BYBIT, ...KRAKEN, [name]: url }, name);
  });
});

async function expectRefusal(flag: string, environment: NodeJS.ProcessEnv, message: string): Promise<void> {
  const refused: unknown = await chooseBroker(flag, environment).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(UsageError);
  expect(String(refused)).toContain(message);
  expect(String(refused)).not.toContain('marked');
}
