import type { PlaceOrderRequest } from '#application/ports/broker.ts';
import type { CircuitState } from '#domain/brokers/circuit.ts';

/** Who wants to know how the broker does. */
export interface BrokerReports {
  /** The venue was asked once: it has answered, or it has failed or wanted quiet. */
  onAnswer(isAnswered: boolean): void;
  /** An order's round trip took longer than a second. */
  onSlowOrder(milliseconds: number, request: PlaceOrderRequest): void;
  /** This process has moved the circuit. */
  onCircuit(from: CircuitState, to: CircuitState): void;
  /** What a call told of the broker's health could not be read or written; the call itself goes on. */
  onHealthLost(error: unknown): void;
}
