import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { signalsQuery, strategyInPath, webhookBody } from '#application/contracts/api/bodies.ts';
import { pageOf } from '#application/contracts/api/page.ts';
import { signalView } from '#application/contracts/api/views.ts';
import { acceptSignal } from '#application/signals/accept-signal.ts';
import { type ExternalSignal, externalSignalId, isFresh } from '#application/signals/external-signal.ts';
import { outcomesOf } from '#application/signals/list-signals.ts';
import { toIso } from '#domain/shared/instant.ts';
import { json, parse, parseQuery, problem, readJson } from '#runtime/http.ts';
import { reportSignal } from '#runtime/report-signal.ts';
import type { ApiRuntime, Route } from './route.ts';

export const listSignals: Route = async (event, { clock, ledger }) => {
  const { session, strategy, ...page } = parseQuery(event, signalsQuery);
  const signals = (await ledger.listSignals()).filter(
    (signal) =>
      (session === undefined || signal.sessionId === session) &&
      (strategy === undefined || signal.strategy === strategy),
  );
  const { items, nextCursor } = pageOf(
    signals,
    page,
    ({ id }) => id,
    (signal) => signal,
  );
  const outcomeOf = await outcomesOf(ledger, items, clock.now());
  return json(200, { items: items.map((signal) => signalView(signal, outcomeOf(signal))), nextCursor });
};

/**
 * A call of the webhook. Whoever has not shown the strategy's token hears the same, whatever else is right or wrong. Who has, hears that the signal was
 * received: nothing about the account, and the same however often it comes.
 */
export const postSignal: Route = async (event, runtime) => {
  const body = readJson(event);
  if (!(await isAuthorised(event, body, runtime))) return problem(403, 'expected the token of the strategy');
  const strategy = parse(strategyInPath, event.pathParameters?.['strategy'], 'strategy');
  // What was received is not told again: it may hold the token.
  const { symbol, signal: action, strength, time, id } = parse(webhookBody, body, 'body', 'something else');
  const signal: ExternalSignal = { source: 'webhook', id, strategy, symbol, action, strength, time };
  const now = runtime.clock.now();
  if (!isFresh(signal, now))
    return problem(422, `time: received ${toIso(time)}, expected one within a minute of ${toIso(now)}`);
  reportSignal(signal, await acceptSignal(runtime, signal));
  return json(202, { id: externalSignalId(runtime.plan, signal), status: 'RECEIVED' });
};

async function isAuthorised(event: APIGatewayProxyEventV2, body: unknown, runtime: ApiRuntime): Promise<boolean> {
  const token = bearerOf(event) ?? tokenIn(body);
  const strategy = event.pathParameters?.['strategy'] ?? '';
  return token !== null && (await runtime.webhookTokens.isRight(strategy, token));
}

function bearerOf({ headers }: APIGatewayProxyEventV2): string | null {
  return /^Bearer (\S+)$/i.exec(headers['authorization'] ?? '')?.[1] ?? null;
}

function tokenIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('token' in body)) return null;
  return typeof body.token === 'string' ? body.token : null;
}
