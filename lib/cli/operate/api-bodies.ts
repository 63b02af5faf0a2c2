import type { dayView } from '#application/contracts/api/day-view.ts';
import type { emergencyStopView } from '#application/contracts/api/emergency-stop-view.ts';
import type { Page } from '#application/contracts/api/page.ts';
import type {
  accountBody,
  fillView,
  orderDebugView,
  orderView,
  positionView,
  riskEventView,
  sessionView,
  signalView,
} from '#application/contracts/api/views.ts';

/* Bodies of the API, of the functions that make them. */

export type AccountBody = ReturnType<typeof accountBody>;
export type DayBody = ReturnType<typeof dayView>;
export type EmergencyStopBody = ReturnType<typeof emergencyStopView>;
export type FillBody = ReturnType<typeof fillView>;
export type OrderBody = ReturnType<typeof orderView>;
export type OrderDebugBody = ReturnType<typeof orderDebugView>;
export type PositionBody = ReturnType<typeof positionView>;
export type RiskEventBody = ReturnType<typeof riskEventView>;
export type SessionBody = ReturnType<typeof sessionView>;
export type SignalBody = ReturnType<typeof signalView>;
export type PageBody<Item> = Page<Item>;

/** Answer to a write that is carried out later. */
export interface QueuedBody {
  readonly clientOrderId: string;
}
/** Answer to a move of a session. */
export interface MovedBody {
  readonly id: string;
  readonly status: SessionBody['status'];
}
export interface LimitsBody {
  readonly limits: Readonly<Record<string, unknown>>;
  readonly utilisation: Readonly<Record<string, number | null>>;
}
