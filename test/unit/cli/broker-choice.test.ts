import { describe, expect, it } from 'vitest';
import { chooseBroker } from '#cli/local/broker-choice.ts';
import { UsageError } from '#cli/usage-error.ts';

const KEYS = { APCA_API_KEY_ID: 'marked-key', APCA_API_SECRET_KEY: 'marked-secret' };

describe('chooseBroker', () => {
  it.each([
    [undefined, {}, 'sim'],
    ['sim', {}, 'sim'],
    ['alpaca', KEYS, 'alpaca'],
    ['alpaca', { ALPACA_API_KEY: 'k', ALPACA_SECRET_KEY: 's' }, 'alpaca'],
    ['alpaca', { ...KEYS, APCA_API_BASE_URL: 'http://127.0.0.1:4010' }, 'alpaca'],
    ['alpaca', { ...KEYS, APCA_API_BASE_URL: 'https://paper-api.alpaca.markets' }, 'alpaca'],
    ['ccxt:binance', {}, 'ccxt:binance'],
  ])('Given --broker %s, Then it is taken', (flag, environment, broker) => {
    expect(chooseBroker(flag, environment)).toBe(broker);
  });

  it.each([
    ['foo', {}, '--broker: received "foo", expected sim, alpaca or ccxt:ID'],
    ['ccxt:', {}, '--broker: received "ccxt:", expected sim, alpaca or ccxt:ID'],
    ['alpaca', {}, '--broker alpaca: APCA_API_KEY_ID is not set'],
    ['alpaca', { APCA_API_KEY_ID: 'k', APCA_API_SECRET_KEY: '' }, '--broker alpaca: APCA_API_SECRET_KEY is not set'],
    [
      'alpaca',
      { ...KEYS, APCA_API_BASE_URL: 'nowhere' },
      'APCA_API_BASE_URL: received "nowhere", expected an http or https',
    ],
    ['alpaca', { ...KEYS, APCA_API_BASE_URL: 'https://api.alpaca.markets' }, 'where orders are real'],
    ['alpaca', { ...KEYS, APCA_API_BASE_URL: 'https://API.alpaca.markets/' }, 'where orders are real'],
    ['alpaca', { ...KEYS, APCA_API_BASE_URL: 'https://broker-api.alpaca.markets' }, 'where orders are real'],
    ['ccxt:binance', { CCXT_BINANCE_BASE_URL: 'ftp://x' }, 'CCXT_BINANCE_BASE_URL: received "ftp://x"'],
  ])('Given --broker %s and %j, Then it is refused, and no key is named', (flag, environment, message) => {
    const choose = () => chooseBroker(flag, environment);
    expect(choose).toThrow(UsageError);
    expect(choose).toThrow(message);
    expect(choose).not.toThrow(/marked/);
  });
});
