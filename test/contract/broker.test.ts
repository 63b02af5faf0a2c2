import { SimBroker } from '#adapters/sim/sim-broker.ts';
import { type Bar, exact } from '#domain/shared/bar.ts';
import { d, T0 } from '../support/builders.ts';
import { FREE } from '../support/venue-desk.ts';
import { type BrokerDesk, brokerContract } from './broker-contract.ts';
import { describeEachTable, type TableFactory } from './support/each-table.ts';

async function simDesk(createTable: TableFactory): Promise<BrokerDesk> {
  const closed: Bar[] = [];
  let trade = { price: d(1), time: T0 - 1 };
  let now = T0;
  const broker = new SimBroker({
    table: await createTable(),
    account: 'main',
    currency: 'USD',
    initialBalance: d(10_000),
    rules: FREE,
    timeframe: 60_000,
    clock: { now: () => now },
    marketData: {
      getBars: async (symbol, _timeframe, from) =>
        closed.filter((bar) => bar.symbol === symbol && bar.openTime >= from),
      getLatestPrice: async () => trade,
    },
  });
  const open = (bar: Bar): void => {
    now = bar.openTime;
    trade = { price: exact(bar, 'open'), time: bar.openTime };
  };
  const close = (bar: Bar): void => {
    now = bar.closeTime;
    closed.push(bar);
    trade = { price: exact(bar, 'close'), time: bar.closeTime - 1 };
  };
  return { broker, open, close };
}

describeEachTable('Broker: the simulated venue', (createTable) => brokerContract(() => simDesk(createTable)));
