import type { AlpacaBrokerOptions } from '#adapters/alpaca/alpaca-broker.ts';
import type { Broker } from '#application/ports/broker.ts';
import type { NumberStyle } from './alpaca-json.ts';
import { AlpacaServer } from './alpaca-server.ts';
import { Faults } from './faults.ts';
import { VenueCore, type VenueOptions } from './venue-core.ts';
import { startVenueServer, type VenueServer } from './venue-server.ts';

/** Marked, so that a test finds them wherever they leak to. */
export const ALPACA_KEYS = { keyId: 'PKMARKEDKEYID0000001', secretKey: 'marked+secret/KEY=0123456789abcdef' };

const TIMEOUT = 500;

export interface AlpacaDesk {
  readonly broker: Broker;
  readonly venue: VenueCore;
  readonly faults: Faults;
  readonly server: VenueServer;
  readonly sleeps: readonly number[];
  /** @see AlpacaServerOptions.movements */
  readonly movements: { list: unknown[] | null };
  close(): Promise<void>;
}

/** A broker that the test makes, over HTTP in front of a venue in memory that speaks Alpaca's trading REST. */
export async function openAlpacaDesk(
  createBroker: (options: AlpacaBrokerOptions) => Broker,
  options: VenueOptions = {},
  numbers: NumberStyle = 'mixed',
): Promise<AlpacaDesk> {
  const venue = new VenueCore(options);
  const faults = new Faults();
  const movements: { list: unknown[] | null } = { list: null };
  const server = await startVenueServer(new AlpacaServer(venue, { ...ALPACA_KEYS, numbers, movements }), faults);
  const sleeps: number[] = [];
  const broker = createBroker({
    ...ALPACA_KEYS,
    baseUrl: server.url,
    timeout: TIMEOUT,
    random: () => 0.5,
    sleep: async (milliseconds) => void sleeps.push(milliseconds),
  });
  return { broker, venue, faults, server, sleeps, movements, close: () => server.close() };
}
