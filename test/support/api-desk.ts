import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Table } from '#adapters/table/table.ts';
import { TableAuditTrail } from '#adapters/table/table-audit-trail.ts';
import { TableLedger } from '#adapters/table/table-ledger.ts';
import { openApiDocument } from '#application/contracts/api/openapi.ts';
import { placeByHand } from '#application/operator/place-by-hand.ts';
import { NOTHING_ATTACHED } from '#domain/orders/order-intent.ts';
import { orderTerms } from '#domain/orders/order-terms.ts';
import { CachedTokens } from '#runtime/webhook-tokens.ts';
import { answerRequest } from '../../lambdas/control-api/answer-request.ts';
import type { Answer, ApiRuntime } from '../../lambdas/control-api/route.ts';
import { barsOf, d, RECONCILIATION, SYMBOL } from './builders.ts';
import { aDeskAfter, aScript, BUY } from './exit-desk.ts';
import { PaperDesk } from './paper-desk.ts';

/** A request as API Gateway hands it on: what is not told is not there. */
export interface ApiRequest {
  readonly routeKey: string;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** As text on the wire. */
  readonly body?: string;
  readonly isBase64?: boolean;
  /** @default true */
  readonly isSigned?: boolean;
}

export function eventOf(request: ApiRequest, requestId = 'request-1'): APIGatewayProxyEventV2 {
  const { routeKey, path, query, headers = {}, body, isBase64 = false, isSigned = true } = request;
  const event = {
    version: '2.0',
    routeKey,
    headers,
    ...(path === undefined ? {} : { pathParameters: path }),
    ...(query === undefined ? {} : { queryStringParameters: query }),
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: isBase64,
    requestContext: { requestId, ...(isSigned ? { authorizer: { iam: { userArn: 'arn:operator' } } } : {}) },
  };
  return event as unknown as APIGatewayProxyEventV2;
}

/** Token of the strategy `desk`, for the webhook. */
export const DESK_TOKEN = 'MARKED-token-of-the-desk';

/** The control API in front of a desk. */
export class ApiDesk {
  readonly desk: PaperDesk;
  /** Id of the limit order that works beside the position; empty without a session. */
  readonly orderId: string;
  readonly #answer: ReturnType<typeof answerRequest>;
  #requests = 0;

  /** @param table takes the place of the desk's, for the API alone */
  constructor(desk: PaperDesk, orderId = '', table: Table = desk.table) {
    this.desk = desk;
    this.orderId = orderId;
    this.#answer = answerRequest(runtimeOf(desk, table));
  }

  call(request: ApiRequest): Promise<Answer> {
    this.#requests += 1;
    return this.#answer(eventOf(request, `request-${this.#requests}`));
  }

  /** All that a request can have changed: the table, and what is on its way. */
  traces(): string {
    return JSON.stringify([this.desk.table.dump(), this.desk.queue, this.desk.workflows]);
  }
}

function runtimeOf(desk: PaperDesk, table: Table): ApiRuntime {
  const { broker, clock, marketData, plan, orders: queue } = desk;
  const ledger = new TableLedger(table, plan.account);
  const workflows = { start: async (name: string) => void desk.workflows.push(name) };
  const webhookTokens = new CachedTokens(async () => ({ desk: DESK_TOKEN }), clock.now);
  const reconciliations = { start: async (name: string) => void desk.workflows.push(name) };
  const environment = { tableName: 'test', brokerSecretId: undefined, marketDataSecretId: undefined };
  return {
    audit: new TableAuditTrail(table, plan.account),
    broker,
    clock,
    config: desk.config,
    environment,
    ledger,
    marketData,
    plan,
    queue,
    workflows,
    webhookTokens,
    reconciliation: RECONCILIATION,
    promotion: desk.promotion,
    reconciliations,
    openApi: openApiDocument,
  } as unknown as ApiRuntime;
}

/** A session that runs, holds 95 with a protective stop, and has a limit order by hand at 90. */
export async function aTradingDesk(): Promise<readonly [PaperDesk, string]> {
  const [desk] = await aDeskAfter(4, aScript([BUY]));
  const terms = orderTerms({ type: 'limit', limitPrice: d(90) });
  const order = { symbol: SYMBOL, side: 'buy', quantity: d(1), terms, attached: NOTHING_ATTACHED } as const;
  const outcome = await placeByHand(desk.operator, { ...order, idempotencyKey: 'by-hand' });
  if (outcome.kind !== 'queued') throw new Error(`received ${JSON.stringify(outcome)}, expected it queued`);
  await desk.consume();
  return [desk, outcome.clientOrderId];
}

export async function aTradingApi(): Promise<ApiDesk> {
  return new ApiDesk(...(await aTradingDesk()));
}

/** A session that runs and holds nothing. */
export async function aFlatApi(): Promise<ApiDesk> {
  const [desk] = await aDeskAfter(4, aScript([]));
  return new ApiDesk(desk);
}

/** No session has begun. */
export function anIdleApi(): ApiDesk {
  return new ApiDesk(new PaperDesk(aScript([BUY]), barsOf([100, 101])));
}
