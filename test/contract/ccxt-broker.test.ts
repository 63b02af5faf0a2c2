import { binance } from 'ccxt';
import { BinanceFront } from '../support/venue/binance-server.ts';
import { CREDENTIALS, ccxtDesk } from '../support/venue/ccxt-desk.ts';
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
