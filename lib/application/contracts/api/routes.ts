import type * as z from 'zod/mini';
import {
  adjustPositionBody,
  carryEvidenceBody,
  closePositionBody,
  emergencyStopBody,
  emptyBody,
  modifyOrderBody,
  ordersQuery,
  pageQuery,
  placeOrderBody,
  reconcileBody,
  resetBody,
  resolveBody,
  sessionQuery,
  signalsQuery,
  startSessionBody,
  stopSessionBody,
  webhookBody,
} from './bodies.ts';

/** One route of the HTTP API: the gateway, the handler and the document are made of it. */
export interface ApiRoute {
  readonly summary: string;
  readonly body?: z.ZodMiniType;
  readonly query?: z.ZodMiniType;
  /** What success looks like: 202 for what is carried out later. */
  readonly status: 200 | 202;
  /** Answered without a signature. */
  readonly isOpen?: true;
  /** Of an open route: the caller shows the token of the strategy in the path. */
  readonly hasToken?: true;
}

/** `METHOD path` of every route. */
export const API_ROUTES = {
  'GET /health': { summary: 'Whether all is well', status: 200, isOpen: true },
  'GET /openapi.json': { summary: 'This document', status: 200, isOpen: true },
  'GET /status': { summary: 'The account at a glance', status: 200 },
  'GET /metrics': { summary: 'The account in figures, as Prometheus reads them', status: 200 },
  'GET /account': { summary: 'Cash, equity and margin', status: 200 },
  'GET /days/{day}': { summary: 'What a trading day came to: a UTC day, or today', status: 200 },
  'GET /risk/limits': { summary: 'Limits, and how much of each is used', status: 200 },
  'GET /sessions': { summary: 'Sessions, the latest first', query: pageQuery, status: 200 },
  'POST /sessions': { summary: 'Start a session', body: startSessionBody, status: 202 },
  'GET /sessions/{id}': { summary: 'One session', status: 200 },
  'GET /sessions/{id}/stats': { summary: 'Statistics of a session', status: 200 },
  'POST /sessions/{id}/pause': { summary: 'No entries until it is resumed', body: emptyBody, status: 202 },
  'POST /sessions/{id}/resume': { summary: 'Go on, and lift a restriction to exits', body: emptyBody, status: 202 },
  'POST /sessions/{id}/stop': { summary: 'Stop: no entries, then the end', body: stopSessionBody, status: 202 },
  'POST /sessions/{id}/reset': { summary: 'End a session that is in ERROR', body: emptyBody, status: 202 },
  'GET /promotion': { summary: 'The rung of this environment, and what its sessions have shown', status: 200 },
  'POST /promotion/evidence': {
    summary: 'Write down what another environment has shown',
    body: carryEvidenceBody,
    status: 200,
  },
  'GET /orders': { summary: 'Orders, the latest first', query: ordersQuery, status: 200 },
  'POST /orders': { summary: 'Place an order by hand', body: placeOrderBody, status: 202 },
  'GET /orders/{clientOrderId}': { summary: 'One order', status: 200 },
  'GET /orders/{clientOrderId}/debug': { summary: 'One order with its history and fills', status: 200 },
  'PATCH /orders/{clientOrderId}': { summary: 'Change a working order', body: modifyOrderBody, status: 202 },
  'DELETE /orders/{clientOrderId}': { summary: 'Cancel a working order', status: 202 },
  'GET /positions': { summary: 'Open positions', status: 200 },
  'POST /positions/{symbol}/close': { summary: 'Leave a position', body: closePositionBody, status: 202 },
  'PUT /positions/{symbol}': { summary: 'Trade to a target quantity', body: adjustPositionBody, status: 202 },
  'POST /emergency-stop': {
    summary: 'Stop everything, in one write, then cancel and verify',
    body: emergencyStopBody,
    status: 202,
  },
  'GET /emergency-stop': { summary: 'The latest emergency stop, with its report', status: 200 },
  'POST /emergency-stop/reset': { summary: 'Lift the halt', body: resetBody, status: 200 },
  'GET /signals': { summary: 'Signals and what became of them, the latest first', query: signalsQuery, status: 200 },
  'POST /webhooks/signals/{strategy}': {
    summary: 'A signal from outside, by the token of its strategy',
    body: webhookBody,
    status: 202,
    isOpen: true,
    hasToken: true,
  },
  'GET /reconciliations': { summary: 'Reconciliations, the latest first', query: pageQuery, status: 200 },
  'POST /reconciliations': { summary: 'Compare ledger and broker', body: reconcileBody, status: 202 },
  'GET /reconciliations/{id}': { summary: 'One reconciliation, with its report', status: 200 },
  'POST /reconciliations/{id}/approve': { summary: 'Declare what it has found', body: emptyBody, status: 202 },
  'POST /reconciliations/{id}/deny': { summary: 'Declare nothing, and halt', body: emptyBody, status: 202 },
  'GET /fills': { summary: 'Fills, the latest first', query: sessionQuery, status: 200 },
  'GET /snapshots': { summary: 'Equity bar by bar, the latest first', query: sessionQuery, status: 200 },
  'GET /risk-events': { summary: 'Risk events, the latest first', query: pageQuery, status: 200 },
  'GET /audit': { summary: 'The audit trail, in the order of its chain', query: sessionQuery, status: 200 },
  'GET /audit/records': { summary: 'The ledger, in the words of the trail', query: pageQuery, status: 200 },
  'POST /risk-events/{id}/resolve': { summary: 'Say that a risk event is dealt with', body: resolveBody, status: 200 },
} as const satisfies Readonly<Record<string, ApiRoute>>;

export type RouteKey = keyof typeof API_ROUTES;
