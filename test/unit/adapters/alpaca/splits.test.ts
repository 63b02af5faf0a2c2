import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlpacaMarketData } from '#adapters/alpaca/alpaca-market-data.ts';
import { MarketDataError } from '#application/ports/market-data.ts';
import { exDate, ratioText } from '#domain/splits/split.ts';
import { aSplit, EX_DAY } from '../../../support/split-desk.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const say =
  (body: string, status = 200): Answer =>
  (_request, response) =>
    response.writeHead(status).end(body);

const page = (kinds: Readonly<Record<string, unknown>>, token: string | null = null): Answer =>
  say(JSON.stringify({ corporate_actions: kinds, next_page_token: token }));

const forward = { symbol: 'ACME', ex_date: '2026-01-06', new_rate: 4, old_rate: 1, process_date: '2026-01-07' };
const reverse = {
  symbol: 'TINY',
  ex_date: '2026-01-05',
  new_rate: '1',
  old_rate: '10',
  old_cusip: 'x',
  new_cusip: 'y',
};

describe('splits at Alpaca', () => {
  let server: Server;
  let answers: Answer[];
  let urls: URL[];

  beforeEach(async () => {
    answers = [];
    urls = [];
    server = createServer((request, response) => {
      urls.push(new URL(request.url ?? '/', 'http://local'));
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      answer?.(request, response);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  const open = () =>
    new AlpacaMarketData({
      keyId: 'KEY',
      secretKey: 'SECRET',
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      adjustment: 'split',
      random: () => 0,
      sleep: async () => {},
    });

  const list = async (symbols = ['ACME', 'TINY']) =>
    (await open().listSplits(symbols, EX_DAY - 2, EX_DAY)).map(
      (split) => `${split.symbol} ${exDate(split)} ${ratioText(split)}`,
    );

  it("Given symbols and days, When splits are asked for, Then the question is the service's, by the days on which it may process them", async () => {
    answers = [page({})];
    expect(await list()).toEqual([]);
    expect(urls[0]?.pathname).toBe('/v1/corporate-actions');
    expect(Object.fromEntries(urls[0]?.searchParams ?? [])).toEqual({
      symbols: 'ACME,TINY',
      types: 'forward_split,reverse_split',
      start: '2025-12-21',
      end: '2026-01-20',
      limit: '1000',
      sort: 'asc',
    });
  });

  it('Given both kinds on several pages, Then all are there, the oldest first, with their exact rates', async () => {
    const odd = '{"symbol":"TINY","ex_date":"2026-01-04","new_rate":1.000000000000000001,"old_rate":3}';
    answers = [
      page({ forward_splits: [forward], reverse_splits: null, unit_splits: [{ any: 'thing' }] }, 'p2'),
      page({ reverse_splits: [reverse, reverse] }, 'p3'),
      say(`{"corporate_actions":{"reverse_splits":[${odd}]},"next_page_token":null}`),
    ];
    expect(await list()).toEqual([
      'TINY 2026-01-04 1.000000000000000001:3',
      'TINY 2026-01-05 1:10',
      'ACME 2026-01-06 4:1',
    ]);
    expect(urls.map((url) => url.searchParams.get('page_token'))).toEqual([null, 'p2', 'p3']);
  });

  it('Given a share that is consolidated and split again on one day, Then its ratio is that of both, and none where they undo each other', async () => {
    const consolidated = (symbol: string) => ({
      ...reverse,
      symbol,
      ex_date: '2026-01-06',
      new_rate: 1,
      old_rate: 100,
    });
    const again = { ...forward, symbol: 'TINY', new_rate: 100, old_rate: 1 };
    answers = [
      page({ forward_splits: [forward, again], reverse_splits: [consolidated('ACME'), consolidated('TINY')] }),
    ];
    expect(await list()).toEqual(['ACME 2026-01-06 4:100']);
  });

  it('Given splits of other days and symbols, and one of a share for a share, Then they are none', async () => {
    answers = [
      page({
        forward_splits: [
          { ...forward, ex_date: '2026-01-07' },
          { ...forward, ex_date: '2026-01-03' },
          { ...forward, symbol: 'OTHER' },
          { ...forward, new_rate: 1 },
        ],
      }),
    ];
    expect(await list()).toEqual([]);
  });

  it.each([
    ['a refusal', say('{"message":"forbidden"}', 403), 'status 403'],
    ['a fault', say('<html>', 502), 'status 502'],
    ['no JSON', say('<html>'), 'not JSON'],
    ['half an answer', say('{"corporate_actions":{"forw'), 'not JSON'],
    ['an answer of another kind', say('{"message":"ok"}'), 'corporate_actions'],
    ['an answer that says null', say('{"corporate_actions":null}'), 'corporate_actions'],
    ['a rate of zero', page({ forward_splits: [{ ...forward, new_rate: 0 }] }), 'new_rate'],
    ['a rate that is none', page({ forward_splits: [{ ...forward, old_rate: 'one' }] }), 'old_rate'],
    ['no date', page({ forward_splits: [{ ...forward, ex_date: '' }] }), 'ex_date'],
    ['a date that is none', page({ forward_splits: [{ ...forward, ex_date: '2026-13-01' }] }), 'ex_date'],
    ['the same page again', page({}, 'p1'), 'same next_page_token'],
    ['two splits of one day', page({ forward_splits: [forward, { ...forward, new_rate: 5 }] }), '4:1 and 5:1 for ACME'],
  ])(
    'Given %s, When splits are asked for, Then it throws: that is no word of no split',
    async (_case, answer, text) => {
      answers = [answer];
      const failure = await list().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(MarketDataError);
      expect(String(failure)).toContain(text);
    },
  );

  const bar = (close: string) =>
    say(`{"bars":{"ACME":[{"t":"2026-01-05T05:00:00Z","o":1,"h":1,"l":1,"c":${close},"v":1}]},"next_page_token":null}`);

  it.each([
    ['adjusted', aSplit(4, 1), '101.3', '25.33', true],
    ['as it was traded', aSplit(4, 1), '101.3', '101.3', false],
    ['adjusted for a small split', aSplit(21, 20), '100', '95.24', true],
    ['as it was traded before a small split', aSplit(21, 20), '100', '100', false],
    ['adjusted for a reverse split', aSplit(1, 10), '0.51', '5.1', true],
    ['as it was traded before a reverse split', aSplit(1, 10), '0.51', '0.51', false],
  ])('Given the last bar of before a split %s, Then that is known', async (_case, split, raw, told, expected) => {
    answers = [bar(raw), bar(told)];
    expect(await open().isInHistory(split)).toBe(expected);
    expect(urls.map(({ searchParams }) => Object.fromEntries(searchParams))).toMatchObject([
      { adjustment: 'raw', timeframe: '1Day', sort: 'desc', limit: '1', feed: 'iex', end: '2026-01-06T04:59:59.999Z' },
      { adjustment: 'split', symbols: 'ACME', start: '2025-12-27T05:00:00Z' },
    ]);
  });

  it('Given a share that had no bar before, Then there is nothing that would have to be adjusted', async () => {
    answers = [say('{"bars":null}')];
    expect(await open().isInHistory(aSplit(4, 1))).toBe(true);
    answers = [say('{"message":"no"}', 403)];
    await expect(open().isInHistory(aSplit(4, 1))).rejects.toBeInstanceOf(MarketDataError);
  });
});
