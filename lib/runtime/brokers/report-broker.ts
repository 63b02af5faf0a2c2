import type { BrokerReports } from '#adapters/resilience/broker-reports.ts';
import { count, logger } from '../observability.ts';
import type { Runtime } from '../runtime.ts';

/** Logs and counts how the broker does. */
export function reportBroker(runtime: Pick<Runtime, 'plan'>): BrokerReports {
  return {
    onSlowOrder(milliseconds, { clientOrderId, symbol }) {
      logger.warn('slow order', { clientOrderId, symbol, milliseconds: Math.round(milliseconds) });
      count(runtime, { SlowOrders: 1 });
    },
    onCircuit(from, to) {
      const level = to === 'OPEN' ? 'error' : 'info';
      logger[level]('broker circuit', { from, to });
      count(runtime, { BrokerCircuitOpened: to === 'OPEN' ? 1 : 0 });
    },
    onHealthLost(error) {
      logger.error('broker health lost', { error });
    },
  };
}
