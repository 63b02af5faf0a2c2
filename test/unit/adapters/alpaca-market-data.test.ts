import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlpacaMarketData } from '#adapters/alpaca/alpaca-market-data.ts';
import { MarketDataError } from '#application/ports/market-data.ts';
import { exact } from '#domain/shared/bar.ts';
import { DAY, MINUTE, SECOND } from '#domain/shared/instant.ts';

type Answer = (request: IncomingMessage, url: URL, response: ServerResponse) => void;

const T0 = Date.UTC(2026, 0, 5, 14, 30);
const KEYS = { keyId: 'KEY-ID-7', secretKey: 'SECRET-7' };

const json =
  (body: string, status = 200, headers: Record<string, string> = {}): Answer =>
  (_request, _url, response) =>
    response.writeHead(status, headers).end(body);

const barAt = (minute: number, close = '1') => {
  const time = new Date(T0 + minute * MINUTE).toISOString();
  return `{"t":"${time}","o":1,"h":1,"l":1,"c":${close},"v":1,"n":1,"vw":1}`;
};

describe('Alpaca market data', () => {
  let server: Server;
  let answers: Answer[];
  let urls: URL[];
  let waits: number[];

  beforeEach(async () => {
    answers = [];
    urls = [];
    waits = [];
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://local');
      urls.push(url);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      answer?.(request, url, response);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  const open = (options: { keyId?: string; timeout?: number } = {}) =>
    new AlpacaMarketData({
      ...KEYS,
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      random: () => 0.5,
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
      },
      ...options,
    });

  it('Given an equity, When its bars are asked for, Then path, parameters and keys are those of the service', async () => {
    answers = [
      (request, _url, response) => {
        expect(request.headers['apca-api-key-id']).toBe(KEYS.keyId);
        expect(request.headers['apca-api-secret-key']).toBe(KEYS.secretKey);
        response.end('{"bars":null,"next_page_token":null}');
      },
    ];
    expect(await open().getBars('SPY', DAY, T0, T0 + DAY)).toEqual([]);
    expect(urls[0]?.pathname).toBe('/v2/stocks/bars');
    expect(Object.fromEntries(urls[0]?.searchParams ?? [])).toEqual({
      symbols: 'SPY',
      feed: 'iex',
      timeframe: '1Day',
      start: '2026-01-05T14:30:00Z',
      end: '2026-01-06T14:30:00Z',
      limit: '10000',
      sort: 'asc',
    });
  });

  it.each([
    [MINUTE, '1Min'],
    [15 * MINUTE, '15Min'],
    [60 * MINUTE, '1Hour'],
    [DAY, '1Day'],
    [30 * SECOND, '30Sec'],
    [90 * MINUTE, '90Min'],
  ])('Given a timeframe of %d ms, When bars are asked for, Then it is written %s', async (timeframe, text) => {
    answers = [json('{"bars":{},"next_page_token":null}')];
    await open().getBars('BTC/USD', timeframe, T0, T0);
    expect(urls[0]?.pathname).toBe('/v1beta3/crypto/us/bars');
    expect(urls[0]?.searchParams.get('timeframe')).toBe(text);
    expect(urls[0]?.searchParams.has('feed')).toBe(false);
  });

  it('Given several pages, one without the symbol, When bars are read, Then all are there, with every digit', async () => {
    answers = [
      json(`{"bars":{"BTC/USD":[${barAt(0, '12345678901234567.123456789012345678')}]},"next_page_token":"p2"}`),
      json('{"bars":{"ETH/USD":[]},"next_page_token":"p3"}'),
      json(`{"bars":{"BTC/USD":[${barAt(1, '"0.00000001"')},${barAt(2, '4e-05')}]},"next_page_token":null}`),
    ];
    const bars = await open().getBars('BTC/USD', MINUTE, T0, T0 + 3 * MINUTE);
    expect(bars.map((bar) => exact(bar, 'close').toFixed())).toEqual([
      '12345678901234567.123456789012345678',
      '0.00000001',
      '0.00004',
    ]);
    expect(urls.map((url) => url.searchParams.get('page_token'))).toEqual([null, 'p2', 'p3']);
  });

  it('Given a bar that is still open, When bars are read, Then it is left out; an early next bar closes one', async () => {
    answers = [json(`{"bars":{"SPY":[${[barAt(0), barAt(3), barAt(8)].join()}]},"next_page_token":null}`)];
    const bars = await open().getBars('SPY', 5 * MINUTE, T0, T0 + 12 * MINUTE);
    expect(bars.map(({ openTime, closeTime }) => [openTime - T0, closeTime - T0])).toEqual([
      [0, 3 * MINUTE],
      [3 * MINUTE, 8 * MINUTE],
    ]);
  });

  it('Given a last trade, or none, When the price is asked for, Then it is that, or null', async () => {
    answers = [
      json('{"trades":{"SPY":{"t":"2026-01-05T14:30:00.123456789Z","p":601.10,"s":3}}}'),
      json('{"trades":{}}'),
    ];
    const price = await open().getLatestPrice('SPY');
    expect([String(price?.price), price?.time]).toEqual(['601.1', T0 + 123]);
    expect(await open().getLatestPrice('BTC/USD')).toBeNull();
    expect(urls.map(({ pathname }) => pathname)).toEqual([
      '/v2/stocks/trades/latest',
      '/v1beta3/crypto/us/latest/trades',
    ]);
  });

  it('Given passing faults, When data are read, Then they are asked for again, waiting as told or with jitter', async () => {
    answers = [
      json('slow down', 429, { 'retry-after': '2' }),
      (request) => request.socket.destroy(),
      json('{"trades":{}}'),
    ];
    expect(await open().getLatestPrice('SPY')).toBeNull();
    expect(waits).toEqual([2_000, 500]);
  });

  it('Given a fault that lasts, When data are read, Then it throws after three attempts, without the keys', async () => {
    answers = [json(`<html>${KEYS.secretKey} ${KEYS.keyId}</html>`, 502)];
    const failure = await open()
      .getLatestPrice('SPY')
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MarketDataError);
    expect(String(failure)).toContain('received status 502 "<html>*** ***</html>", expected 200 (attempt 3)');
    expect(urls).toHaveLength(3);
  });

  it.each([
    ['a refusal', json('{"message":"forbidden"}', 403), 'status 403'],
    ['a long wait', json('later', 429, { 'retry-after': '60' }), 'status 429'],
    ['a redirect', json('', 302, { location: 'http://127.0.0.1:1/' }), 'no answer'],
    ['no JSON', json('<html>'), 'not JSON'],
    ['an answer of another kind', json('{"trades":{"SPY":{"t":"today","p":1}}}'), 'trades.SPY.t'],
    ['a number that is none', json('{"trades":{"SPY":{"t":"2026-01-05T14:30:00Z","p":"NaN"}}}'), 'trades.SPY.p'],
  ])('Given %s, When data are read, Then it throws and says so', async (_case, answer, text) => {
    answers = [answer];
    await expect(open().getLatestPrice('SPY')).rejects.toThrow(text);
  });

  it('Given no answer in time, When data are read, Then it throws', async () => {
    answers = [() => {}];
    await expect(open({ timeout: 20 }).getLatestPrice('SPY')).rejects.toThrow(MarketDataError);
  });

  it('Given keys that no header can hold, When the adapter is made, Then the error does not hold them', () => {
    expect(() => open({ keyId: 'KEY\nID' })).toThrow(/^market-data keys: received blank, control or non-ASCII/);
  });
});
