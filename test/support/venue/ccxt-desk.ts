import { CcxtBroker } from '#adapters/ccxt/ccxt-broker.ts';
import type { CcxtExchangeClass } from '#adapters/ccxt/ccxt-exchange.ts';
import { createCcxtExchange } from '#adapters/ccxt/create-exchange.ts';
import { factsOf } from '#adapters/ccxt/known-exchanges.ts';
import { Faults } from './faults.ts';
import { VenueCore, type VenueOptions } from './venue-core.ts';
import { type FrontEnd, startVenueServer, type VenueServer } from './venue-server.ts';

export const CREDENTIALS = { apiKey: 'marked-api-key-4711', secret: 'marked-secret-0815' };

export interface CcxtDeskOptions {
  readonly exchangeId: string;
  readonly exchangeClass: CcxtExchangeClass;
  readonly symbol: string;
  /** The session's. @default that one */
  readonly symbols?: readonly string[];
  readonly currency: string;
  readonly credentials?: Readonly<Record<string, string>>;
  readonly frontEnd: (venue: VenueCore) => FrontEnd;
  readonly venue?: VenueOptions | undefined;
}

export interface CcxtDesk {
  readonly broker: CcxtBroker;
  readonly venue: VenueCore;
  readonly faults: Faults;
  readonly server: VenueServer;
  readonly sleeps: readonly number[];
  close(): Promise<void>;
}

/** A ccxt exchange over HTTP in front of a venue in memory; it reads its markets from there. */
export async function ccxtDesk(options: CcxtDeskOptions): Promise<CcxtDesk> {
  const { exchangeId, exchangeClass, symbol, currency, credentials = CREDENTIALS } = options;
  const facts = factsOf(exchangeId);
  const duplicateIds = facts.duplicateIdsRefused;
  const venue = new VenueCore({
    duplicateIds,
    ...options.venue,
    cash: { [currency]: '10000', ...options.venue?.cash },
  });
  const faults = new Faults();
  const server = await startVenueServer(options.frontEnd(venue), faults);
  const wallClock = () => Date.now();
  const created = createCcxtExchange({
    exchangeClass,
    facts,
    credentials,
    baseUrl: server.url,
    wallClock,
    timeout: 700,
  });
  const sleeps: number[] = [];
  const sleep = async (milliseconds: number): Promise<void> => {
    sleeps.push(milliseconds);
  };
  const broker = new CcxtBroker({
    created,
    facts,
    symbols: options.symbols ?? [symbol],
    currency,
    sleep,
    random: () => 0.5,
    wallClock,
  });
  return { broker, venue, faults, server, sleeps, close: () => server.close() };
}
