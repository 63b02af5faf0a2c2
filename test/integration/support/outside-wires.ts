import { ALPACA_KEYS } from '../../support/venue/alpaca-desk.ts';
import { AlpacaServer } from '../../support/venue/alpaca-server.ts';
import { BinanceFront } from '../../support/venue/binance-server.ts';
import { CREDENTIALS } from '../../support/venue/ccxt-desk.ts';
import type { VenueCore } from '../../support/venue/venue-core.ts';
import type { FrontEnd } from '../../support/venue/venue-server.ts';

/** How a broker of the command reaches a venue in memory. */
export interface OutsideWire {
  /** Value of `--broker`. */
  readonly broker: string;
  frontEnd(venue: VenueCore): FrontEnd;
  /** Variables that name the venue at an address, and the keys for it. */
  environment(url: string): Readonly<Record<string, string>>;
  /** What may stand nowhere. */
  readonly keys: readonly string[];
}

export const ALPACA_WIRE: OutsideWire = {
  broker: 'alpaca',
  frontEnd: (venue) => new AlpacaServer(venue, ALPACA_KEYS),
  environment: (url) => ({
    APCA_API_KEY_ID: ALPACA_KEYS.keyId,
    APCA_API_SECRET_KEY: ALPACA_KEYS.secretKey,
    APCA_API_BASE_URL: url,
  }),
  keys: Object.values(ALPACA_KEYS),
};

/** Binance spot, which knows one symbol. */
export function binanceWire(symbol: string): OutsideWire {
  return {
    broker: 'ccxt:binance',
    frontEnd: (venue) => new BinanceFront({ venue, symbol, ...CREDENTIALS }),
    environment: (url) => ({
      CCXT_BINANCE_API_KEY: CREDENTIALS.apiKey,
      CCXT_BINANCE_SECRET: CREDENTIALS.secret,
      CCXT_BINANCE_BASE_URL: url,
    }),
    keys: Object.values(CREDENTIALS),
  };
}
