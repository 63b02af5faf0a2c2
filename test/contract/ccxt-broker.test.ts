import { binance, binanceusdm, bybit, kraken } from 'ccxt';
import { BinanceFront } from '../support/venue/binance-server.ts';
import { BybitFront } from '../support/venue/bybit-server.ts';
import { CREDENTIALS, ccxtDesk } from '../support/venue/ccxt-desk.ts';
import { KrakenFront } from '../support/venue/kraken-server.ts';
import { brokerConformance } from './broker-conformance.ts';

const SYMBOL = 'BTC/USDT';

brokerConformance(
  'ccxt binance',
  (venue) =>
    ccxtDesk({
      exchangeId: 'binance',
      exchangeClass: binance,
      symbol: SYMBOL,
      currency: 'USDT',
      venue,
      frontEnd: (core) => new BinanceFront({ venue: core, symbol: SYMBOL, ...CREDENTIALS }),
    }),
  {
    symbol: SYMBOL,
    currency: 'USDT',
    positionsCall: 'balance',
    refusals: {
      insufficient_funds: 'INSUFFICIENT_FUNDS',
      insufficient_position: 'INSUFFICIENT_POSITION',
      invalid_order: 'INVALID_ORDER',
      market_closed: 'MARKET_CLOSED',
      auth_failed: 'AUTH_FAILED',
      liquidity: 'LIQUIDITY',
      not_supported: 'INVALID_ORDER',
    },
  },
);

brokerConformance(
  'ccxt bybit',
  (venue) =>
    ccxtDesk({
      exchangeId: 'bybit',
      exchangeClass: bybit,
      symbol: SYMBOL,
      currency: 'USDT',
      venue,
      frontEnd: (core) => new BybitFront({ venue: core, symbol: SYMBOL, ...CREDENTIALS }),
    }),
  {
    symbol: SYMBOL,
    currency: 'USDT',
    positionsCall: 'balance',
    refusals: {
      insufficient_funds: 'INSUFFICIENT_FUNDS',
      insufficient_position: 'INSUFFICIENT_POSITION',
      invalid_order: 'INVALID_ORDER',
      auth_failed: 'AUTH_FAILED',
      not_supported: 'INVALID_ORDER',
    },
  },
);

const KRAKEN_CREDENTIALS = {
  apiKey: 'marked-api-key-4711',
  secret: Buffer.from('marked-secret-0815').toString('base64'),
};

brokerConformance(
  'ccxt kraken',
  (venue) =>
    ccxtDesk({
      exchangeId: 'kraken',
      exchangeClass: kraken,
      symbol: 'BTC/USD',
      currency: 'USD',
      credentials: KRAKEN_CREDENTIALS,
      venue,
      frontEnd: (core) => new KrakenFront({ venue: core, symbol: 'BTC/USD', ...KRAKEN_CREDENTIALS }),
    }),
  {
    symbol: 'BTC/USD',
    currency: 'USD',
    positionsCall: 'balance',
    refusals: {
      insufficient_funds: 'INSUFFICIENT_FUNDS',
      insufficient_position: 'INSUFFICIENT_POSITION',
      invalid_order: 'INVALID_ORDER',
      market_closed: 'MARKET_CLOSED',
      auth_failed: 'AUTH_FAILED',
      not_supported: 'INVALID_ORDER',
    },
  },
);

brokerConformance(
  'ccxt binanceusdm',
  (venue) =>
    ccxtDesk({
      exchangeId: 'binanceusdm',
      exchangeClass: binanceusdm,
      symbol: SYMBOL,
      currency: 'USDT',
      venue,
      frontEnd: (core) => new BinanceFront({ venue: core, symbol: SYMBOL, wire: 'futures', ...CREDENTIALS }),
    }),
  {
    symbol: SYMBOL,
    currency: 'USDT',
    refusals: {
      insufficient_funds: 'INSUFFICIENT_MARGIN',
      insufficient_position: 'INSUFFICIENT_MARGIN',
      invalid_order: 'INVALID_ORDER',
      auth_failed: 'AUTH_FAILED',
      liquidity: 'LIQUIDITY',
      not_supported: 'INVALID_ORDER',
    },
  },
);
