import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { idempotencyKey, sessionId, startSessionBody, stopSessionBody } from '#application/contracts/api.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { readStatus } from '#application/read-status.ts';
import { startSession } from '#application/start-session.ts';
import { stopSession } from '#application/stop-session.ts';
import { BadRequestError, json, parse, parseBody, problem } from '#runtime/http.ts';
import type { BrokerRuntime } from '#runtime/runtime.ts';

type Route = (event: APIGatewayProxyEventV2, runtime: BrokerRuntime) => Promise<APIGatewayProxyStructuredResultV2>;

const ROUTES: Readonly<Record<string, Route>> = {
  'GET /health': async (_event, { ledger }) => {
    await ledger.readAccount();
    return json(200, { status: 'healthy' });
  },
  'GET /status': async (_event, { ledger, plan }) => json(200, await readStatus(ledger, plan)),
  'POST /sessions': async (event, runtime) => {
    const key = parse(
      idempotencyKey,
      event.headers['idempotency-key'] ?? event.requestContext.requestId,
      'Idempotency-Key',
    );
    const outcome = await startSession(runtime, { ...parseBody(event, startSessionBody), idempotencyKey: key });
    if (outcome.kind !== 'started') return problem(outcome.kind === 'invalid' ? 422 : 409, outcome.reason);
    return json(202, { id: outcome.session.id, status: outcome.session.status });
  },
  'POST /sessions/{id}/stop': async (event, runtime) => {
    const id = parse(sessionId, event.pathParameters?.['id'], 'id');
    parseBody(event, stopSessionBody);
    const outcome = await stopSession(runtime, id);
    if (outcome.kind === 'not_found') return problem(404, `there is no session ${id}`);
    if (outcome.kind === 'conflict') return problem(409, outcome.reason);
    return json(202, { id, status: outcome.session.status });
  },
};

/** The HTTP API: one function, a table of routes. API Gateway has authenticated the caller before. */
export function answerRequest(runtime: BrokerRuntime) {
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const route = ROUTES[event.routeKey];
    if (route === undefined) return problem(404, `there is no route ${event.routeKey}`);
    try {
      return await route(event, runtime);
    } catch (error) {
      if (error instanceof BadRequestError) return problem(400, error.message);
      if (error instanceof BrokerError) return problem(503, `the broker does not answer: ${error.message}`);
      throw error;
    }
  };
}
