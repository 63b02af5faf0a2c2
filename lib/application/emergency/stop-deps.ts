import type { PlaceOrderDeps } from '#application/orders/place-order.ts';
import type { ReconcileDeps } from '#application/reconciliation/reconcile-deps.ts';
import type { EmergencyStop } from '#domain/emergency/emergency-stop.ts';

export type StopDeps = PlaceOrderDeps & ReconcileDeps;

/** What a round has made of a stop, and how long to wait before the next one, milliseconds. */
export interface StopRound {
  readonly stop: EmergencyStop;
  readonly wait: number;
}
