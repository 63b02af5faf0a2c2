import { describe, expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { SimBroker } from '#adapters/sim/sim-broker.ts';
import type { OrderTerms } from '#domain/orders/order-terms.ts';
import type { Bar } from '#domain/shared/bar.ts';
import type { VenueRules } from '#domain/simulation/venue-rules.ts';
import { aSentOrder } from '../../support/broker-builders.ts';
import { d, T0 } from '../../support/builders.ts';
import { aBar, FREE, MARKET_TERMS, someTerms } from '../../support/venue-desk.ts';

/** A venue whose questions to the market are noted: `bars SYMBOL minute` and `price SYMBOL`. */
function aDesk(rules: VenueRules = FREE, bars: readonly Bar[] = []) {
  const asked: string[] = [];
  const time = { now: T0 };
  const clock = { now: () => time.now };
  const table = new MemoryTable(clock);
  const broker = new SimBroker({
    table,
    account: 'main',
    currency: 'USD',
    initialBalance: d(10_000),
    rules,
    timeframe: 60_000,
    clock,
    marketData: {
      getBars: async (symbol, timeframe, from, now) => {
        asked.push(`bars ${symbol} of ${timeframe} from ${(from - T0) / 60_000} to ${(now - T0) / 60_000}`);
        return bars.filter((bar) => bar.symbol === symbol && bar.openTime >= from && bar.closeTime <= now);
      },
      getLatestPrice: async (symbol) => {
        asked.push(`price ${symbol}`);
        return { price: d(100), time: time.now };
      },
    },
  });
  let orders = 0;
  const place = (terms: OrderTerms, symbol: string, side: 'buy' | 'sell' = 'buy') => {
    orders += 1;
    return broker.placeOrder({ clientOrderId: `o${orders}`, symbol, side, quantity: d(1), terms });
  };
  return { asked, broker, place, time, table };
}

const LIMIT = someTerms({ type: 'limit', limit: 90 });

describe('what the simulated venue asks the market', () => {
  it('Given nothing that works, Then nothing', async () => {
    const { asked, broker } = aDesk();
    await broker.listFills(null);
    expect(asked).toEqual([]);
  });

  it('Given a market order, Then the last price of its symbol and no bars, and nothing once it is filled', async () => {
    const { asked, broker, place } = aDesk();
    await place(MARKET_TERMS, 'AAA/USD');
    await broker.listFills(null);
    await broker.listFills(null);
    expect(asked).toEqual(['price AAA/USD']);
  });

  it('Given a resting order, Then the bars since its acceptance, next time those since the last bar, and no price', async () => {
    const bars = [aBar([100, 100, 99, 100], 0, 'AAA/USD'), aBar([100, 100, 99, 100], 1, 'AAA/USD')];
    const { asked, broker, place, time } = aDesk(FREE, bars);
    await place(LIMIT, 'AAA/USD');
    time.now = T0 + 120_000;
    await broker.listFills(null);
    time.now = T0 + 180_000;
    await broker.listFills(null);
    expect(asked).toEqual(['bars AAA/USD of 60000 from 0 to 2', `bars AAA/USD of 60000 from ${60_001 / 60_000} to 3`]);
  });

  it('Given a position without orders, Then its bars on margin only', async () => {
    const margin = { maxLeverage: d(2), maintenanceRate: d('0.1'), fundingRate: d(0), allowShort: false };
    for (const [rules, expected] of [
      [FREE, ['price AAA/USD']],
      [{ ...FREE, margin }, ['price AAA/USD', 'bars AAA/USD of 60000 from 0 to 1']],
    ] as const) {
      const { asked, broker, place, time } = aDesk(rules);
      await place(MARKET_TERMS, 'AAA/USD');
      await broker.listFills(null);
      time.now = T0 + 60_000;
      await broker.listFills(null);
      expect(asked).toEqual(expected);
    }
  });
});

describe('the records of the simulated venue', () => {
  it('Given an order that is filled in part, When it is looked up, Then its fill so far is told', async () => {
    const bars = [aBar([80, 80, 80, 80, 4], 0, 'AAA/USD')];
    const { broker, place, time } = aDesk({ ...FREE, maxVolumeShare: d('0.1') }, bars);
    await place(LIMIT, 'AAA/USD');
    time.now = T0 + 60_000;
    await broker.listFills(null);
    const order = await broker.getOrder(aSentOrder({ clientOrderId: 'o1' }));
    expect([order?.status, order?.filledQuantity.toFixed()]).toEqual(['working', '0.4']);
  });

  it('Given a book of another layout, When it is read, Then that is said', async () => {
    const { broker, table } = aDesk();
    await table.write({
      kind: 'put',
      item: { pk: 'SIM#main', sk: 'BOOK', book: '{}', version: d(1), schemaVersion: d(1) },
    });
    await expect(broker.getBalance()).rejects.toThrow('received schema version 1, expected 2');
  });

  it('Given bars that came while nobody asked, When the venue is asked, Then it catches up instant by instant', async () => {
    const bars = [
      aBar([100, 100, 80, 80], 0, 'BBB/USD'),
      aBar([100, 100, 80, 80], 1, 'AAA/USD'),
      aBar([70, 70, 70, 70], 2, 'BBB/USD'),
    ];
    const { broker, place, time } = aDesk(FREE, bars);
    await place(LIMIT, 'AAA/USD');
    await place(someTerms({ type: 'limit', limit: 75 }), 'BBB/USD');
    await place(LIMIT, 'BBB/USD');
    time.now = T0 + 600_000;
    const { fills } = await broker.listFills(null);
    expect(fills.map(({ clientOrderId, price }) => `${clientOrderId} ${price.toFixed()}`)).toEqual([
      'o3 90',
      'o1 90',
      'o2 70',
    ]);
  });
});
