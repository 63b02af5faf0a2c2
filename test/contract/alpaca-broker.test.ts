import { AlpacaBroker } from '#adapters/alpaca/alpaca-broker.ts';
import { openAlpacaDesk } from '../support/venue/alpaca-desk.ts';
import { brokerConformance } from './broker-conformance.ts';

brokerConformance('Alpaca', (options = {}) => openAlpacaDesk((wire) => new AlpacaBroker(wire), options), {
  symbol: 'BTC/USD',
  currency: 'USD',
  refusals: {
    insufficient_funds: 'INSUFFICIENT_FUNDS',
    insufficient_position: 'INSUFFICIENT_POSITION',
    invalid_order: 'INVALID_ORDER',
    market_closed: 'MARKET_CLOSED',
    auth_failed: 'AUTH_FAILED',
    liquidity: 'LIQUIDITY',
    not_supported: 'NOT_SUPPORTED',
  },
});
