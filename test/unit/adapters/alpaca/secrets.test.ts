import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AlpacaBroker } from '#adapters/alpaca/alpaca-broker.ts';
import { aSentOrder } from '../../../support/broker-builders.ts';
import { ALPACA_KEYS, type AlpacaDesk, openAlpacaDesk } from '../../../support/venue/alpaca-desk.ts';
import { FAULTS } from '../../../support/venue/faults.ts';
import { startVenueServer } from '../../../support/venue/venue-server.ts';
import { someTerms } from '../../../support/venue-desk.ts';

const ORDER = aSentOrder({ symbol: 'BTC/USD', terms: someTerms({ type: 'limit', limit: 1 }) });

/** Everything that a value tells, hidden fields and causes included. */
const everything = (value: unknown): string =>
  inspect(value, { depth: 12, showHidden: true, getters: true }) + String(value) + JSON.stringify(value);

const callEverything = async (broker: AlpacaBroker): Promise<string[]> => {
  const sent = { ...ORDER, brokerOrderId: '61e69015-8549-4bfd-b9c3-01e75843f47d' };
  const by = { ...ORDER, clientOrderId: 'b'.repeat(32), terms: someTerms({ type: 'limit', limit: 2 }) };
  const calls = [
    () => broker.placeOrder(ORDER),
    () => broker.replaceOrder(sent, by),
    () => broker.cancelOrder(sent),
    () => broker.getOrder(sent),
    () => broker.getOrder(ORDER),
    () => broker.listOpenOrders(),
    () => broker.listFills(null, [ORDER]),
    () => broker.getBalance(),
    () => broker.listPositions(),
    () => broker.getSymbolRules('BTC/USD'),
    () => broker.getMarketClock(),
  ];
  const told: string[] = [];
  for (const call of calls) told.push(everything(await call().catch((error: unknown) => error)));
  return told;
};

describe('secrets of Alpaca', () => {
  let desk: AlpacaDesk;
  let printed: string[];
  beforeEach(async () => {
    printed = [];
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, 'write').mockImplementation((chunk) => printed.push(String(chunk)) > 0);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await desk?.close();
  });

  const expectNoSecret = (told: readonly string[]) => {
    const leaks = [...told, ...printed].filter((text) => Object.values(ALPACA_KEYS).some((key) => text.includes(key)));
    expect(leaks).toEqual([]);
  };

  it.each(['none', ...FAULTS] as const)(
    'Given marked keys and the fault %s, When everything is called, Then nothing that comes back or is printed holds them',
    async (fault) => {
      desk = await openAlpacaDesk((wire) => new AlpacaBroker({ ...wire, timeout: 40 }));
      if (fault !== 'none') desk.faults.draw(1, { [fault]: 1 });
      expectNoSecret(await callEverything(desk.broker as AlpacaBroker));
    },
  );

  it.each([200, 400, 401, 403, 404, 422, 429, 500])(
    'Given a venue that echoes the keys with %d, When everything is called, Then they are masked',
    async (status) => {
      desk = await openAlpacaDesk((wire) => new AlpacaBroker(wire));
      const body = { code: 40010001, message: `bad request by ${ALPACA_KEYS.keyId} ${ALPACA_KEYS.secretKey}` };
      const echo = { classify: () => 'other' as const, answer: () => ({ status, body }), errorBody: () => body };
      const server = await startVenueServer(echo, desk.faults);
      const wire = { ...ALPACA_KEYS, baseUrl: server.url, sleep: async () => {}, random: () => 0 };
      expectNoSecret(await callEverything(new AlpacaBroker(wire)));
      await server.close();
    },
  );

  it('Given keys that no header can hold, When the adapter is made, Then the error does not hold them', () => {
    const secretKey = `${ALPACA_KEYS.secretKey}\n`;
    const make = () =>
      new AlpacaBroker({
        keyId: 'K',
        secretKey,
        baseUrl: 'http://127.0.0.1:1',
        sleep: async () => {},
        random: () => 0,
      });
    expect(make).toThrow(/^trading keys: received blank, control or non-ASCII/);
  });

  it('Given the adapter itself, When it is inspected or written as JSON, Then no key shows', async () => {
    desk = await openAlpacaDesk((wire) => new AlpacaBroker(wire));
    expectNoSecret([everything(desk.broker)]);
  });
});
