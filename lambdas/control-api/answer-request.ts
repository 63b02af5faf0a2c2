import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { API_ROUTES, type ApiRoute, type RouteKey } from '#application/contracts/api/routes.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { MarketDataError } from '#application/ports/market-data.ts';
import { BadRequestError, json, problem } from '#runtime/http.ts';
import { logger } from '#runtime/observability.ts';
import { WebhookTokensError } from '#runtime/webhook-tokens.ts';
import * as account from './account-routes.ts';
import * as audit from './audit-routes.ts';
import * as emergency from './emergency-routes.ts';
import * as orders from './order-routes.ts';
import * as promotion from './promotion-routes.ts';
import * as reconciliations from './reconciliation-routes.ts';
import { recordAct } from './record-act.ts';
import { type Answer, type ApiRuntime, hasKey, isSigned, keyOf, type Route } from './route.ts';
import * as sessions from './session-routes.ts';
import * as signals from './signal-routes.ts';

const ROUTES: Readonly<Record<RouteKey, Route>> = {
  'GET /health': account.getHealth,
  'GET /openapi.json': async (_event, { openApi }) => json(200, openApi()),
  'GET /status': account.getStatus,
  'GET /metrics': account.getMetrics,
  'GET /account': account.getAccount,
  'GET /days/{day}': account.getDay,
  'GET /risk/limits': account.getLimits,
  'GET /sessions': sessions.listSessions,
  'POST /sessions': sessions.postSession,
  'GET /sessions/{id}': sessions.getSession,
  'GET /sessions/{id}/stats': sessions.getStats,
  'POST /sessions/{id}/pause': sessions.postPause,
  'POST /sessions/{id}/resume': sessions.postResume,
  'POST /sessions/{id}/stop': sessions.postStop,
  'POST /sessions/{id}/reset': sessions.postReset,
  'GET /promotion': promotion.getPromotion,
  'POST /promotion/evidence': promotion.postEvidence,
  'GET /orders': orders.listOrders,
  'POST /orders': orders.postOrder,
  'GET /orders/{clientOrderId}': orders.getOrder,
  'GET /orders/{clientOrderId}/debug': orders.debugOrder,
  'PATCH /orders/{clientOrderId}': orders.patchOrder,
  'DELETE /orders/{clientOrderId}': orders.deleteOrder,
  'GET /positions': account.getPositions,
  'POST /positions/{symbol}/close': orders.postClose,
  'PUT /positions/{symbol}': orders.putPosition,
  'POST /emergency-stop': emergency.postStop,
  'GET /emergency-stop': emergency.getStop,
  'POST /emergency-stop/reset': emergency.postReset,
  'GET /signals': signals.listSignals,
  'POST /webhooks/signals/{strategy}': signals.postSignal,
  'GET /reconciliations': reconciliations.listReconciliations,
  'POST /reconciliations': reconciliations.postReconciliation,
  'GET /reconciliations/{id}': reconciliations.getReconciliation,
  'POST /reconciliations/{id}/approve': reconciliations.postApprove,
  'POST /reconciliations/{id}/deny': reconciliations.postDeny,
  'GET /fills': account.listFills,
  'GET /snapshots': account.listSnapshots,
  'GET /risk-events': account.listRiskEvents,
  'GET /audit': audit.listTrail,
  'GET /audit/records': audit.listRecords,
  'POST /risk-events/{id}/resolve': account.resolveRiskEvent,
};

/** The HTTP API: one function, a table of routes. API Gateway has authenticated the caller before. */
export function answerRequest(runtime: ApiRuntime) {
  return async (event: APIGatewayProxyEventV2): Promise<Answer> => {
    if (!isRoute(event.routeKey)) return problem(404, `there is no route ${event.routeKey}`);
    // The gateway lets nobody through unsigned: this is for the day on which a route of it is configured wrongly.
    if (!isOpen(event.routeKey) && !isSigned(event)) return problem(403, 'expected a signed request');
    try {
      if (hasKey(event)) keyOf(event);
      const answer = await ROUTES[event.routeKey](event, runtime);
      await recordAct(event, answer, runtime);
      return answer;
    } catch (error) {
      if (error instanceof BadRequestError) return problem(error.status, error.message);
      if (error instanceof BrokerError) return problem(503, `the broker does not answer: ${error.message}`);
      if (error instanceof MarketDataError) return problem(503, `no market data: ${error.message}`);
      if (error instanceof WebhookTokensError) {
        logger.error(error.message, error);
        return problem(503, error.message);
      }
      throw error;
    }
  };
}

function isOpen(key: RouteKey): boolean {
  const route: ApiRoute = API_ROUTES[key];
  return route.isOpen === true;
}

function isRoute(key: string): key is RouteKey {
  return Object.hasOwn(ROUTES, key);
}
