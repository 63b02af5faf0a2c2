import middy from '@middy/core';
import { openBroker } from '#broker';
import { readBundledOpenApi } from '#runtime/bundled-openapi.ts';
import { openMarketData } from '#runtime/market-data-secret.ts';
import { publishMetrics } from '#runtime/observability.ts';
import { openOrderQueue } from '#runtime/order-queue.ts';
import { createBrokerRuntime } from '#runtime/runtime.ts';
import { openWebhookTokens } from '#runtime/webhook-tokens.ts';
import { openEmergencyStop, openReconcile } from '#runtime/workflows.ts';
import { answerRequest } from './answer-request.ts';

const runtime = createBrokerRuntime(openBroker, openMarketData);
const services = {
  queue: openOrderQueue(runtime),
  workflows: openEmergencyStop(runtime),
  webhookTokens: openWebhookTokens(runtime),
  reconciliations: openReconcile(runtime),
  openApi: readBundledOpenApi,
};

export const handler = middy(answerRequest({ ...runtime, ...services })).use(publishMetrics());
