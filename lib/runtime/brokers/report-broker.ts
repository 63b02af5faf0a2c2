import type { BrokerReports } from '#adapters/resilience/broker-reports.ts';
import { count, logger, measure } from '../observability.ts';

/** Logs and counts how the broker does. */
export function reportBroker(): BrokerReports {
  return {
    onAnswer(isAnswered) {
      measure({ tidegate_broker_calls: 1, tidegate_broker_errors: isAnswered ? 0 : 1 });
    },
    onSlowOrder(milliseconds, { clientOrderId, symbol }) {
      logger.warn('slow order', { clientOrderId, symbol, milliseconds: Math.round(milliseconds) });
      count({ tidegate_slow_orders: 1 });
    },
    onCircuit(from, to) {
      const level = to === 'OPEN' ? 'error' : 'info';
      logger[level]('broker circuit', { from, to });
      count({ tidegate_broker_circuit_opened: to === 'OPEN' ? 1 : 0 });
    },
    onHealthLost(error) {
      logger.error('broker health lost', { error });
    },
  };
}
