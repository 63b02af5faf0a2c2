import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { idempotencyKey } from '#application/contracts/api/bodies.ts';
import type { RequestOutcome } from '#application/operator/operator-deps.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import type { WorkflowStarter } from '#application/ports/workflow-starter.ts';
import { json, parse, problem } from '#runtime/http.ts';
import type { BrokerRuntime } from '#runtime/runtime.ts';
import type { WebhookTokens } from '#runtime/webhook-tokens.ts';

/** What the API works with. */
export interface ApiRuntime extends BrokerRuntime {
  readonly queue: OrderQueue;
  /** The emergency stop's. */
  readonly workflows: WorkflowStarter;
  readonly webhookTokens: WebhookTokens;
  /** The reconciliation's. */
  readonly reconciliations: WorkflowStarter;
  /** The API's own document, plain JSON. */
  readonly openApi: () => unknown;
}

export type Answer = APIGatewayProxyStructuredResultV2;
export type Route = (event: APIGatewayProxyEventV2, runtime: ApiRuntime) => Promise<Answer>;

/** Whether the gateway has authenticated the caller. */
export function isSigned({ requestContext }: APIGatewayProxyEventV2): boolean {
  return 'authorizer' in requestContext;
}

export function hasKey({ headers }: APIGatewayProxyEventV2): boolean {
  return headers['idempotency-key'] !== undefined;
}

/** The caller's key, or, of a request without one, its own id: then a repeat is another request. */
export function keyOf(event: APIGatewayProxyEventV2): string {
  const key = event.headers['idempotency-key'] ?? event.requestContext.requestId;
  return parse(idempotencyKey, key, 'Idempotency-Key');
}

/** The caller as IAM knows him. */
export function callerOf({ requestContext }: APIGatewayProxyEventV2): string {
  const { authorizer } = requestContext as { readonly authorizer?: { readonly iam?: { readonly userArn?: string } } };
  return authorizer?.iam?.userArn ?? 'unknown';
}

/** What became of an operator's order, as the API says it. */
export function answerOutcome(outcome: RequestOutcome, names: object = {}): Answer {
  switch (outcome.kind) {
    case 'queued':
      return json(202, { clientOrderId: outcome.clientOrderId, status: 'QUEUED', ...names });
    case 'denied': {
      const rules = outcome.violations.map(({ rule }) => rule).join(', ');
      const { clientOrderId } = outcome.intent;
      return problem(422, `refused by risk: ${rules}`, { clientOrderId, violations: outcome.violations });
    }
    case 'not_found':
      return problem(404, outcome.reason);
    case 'conflict':
      return problem(409, outcome.reason);
    case 'invalid':
      return problem(422, outcome.reason);
  }
}
