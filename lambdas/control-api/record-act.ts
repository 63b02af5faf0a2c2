import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { entryOf } from '#domain/audit/audit-entry.ts';
import { actFact } from '#domain/audit/facts/control-facts.ts';
import { type Answer, type ApiRuntime, callerOf, isSigned, keyOf } from './route.ts';

/** Its record names the caller, and it must not wait for one write more. */
const EMERGENCY_STOP = 'POST /emergency-stop';

/**
 * Who asked for what, in the audit trail, once it is done or risk has denied it. Should that fail the caller hears so and asks again: with the same
 * key it is the same act, and the same entry.
 */
export async function recordAct(
  event: APIGatewayProxyEventV2,
  { statusCode = 500, body = '' }: Exclude<Answer, string>,
  { audit, clock, plan }: ApiRuntime,
): Promise<void> {
  const { routeKey: route } = event;
  if (route.startsWith('GET ') || route === EMERGENCY_STOP || !isSigned(event)) return;
  const about = subjectOf(body);
  const isDenial = statusCode === 422 && about.clientOrderId !== undefined;
  if (statusCode >= 300 && !isDenial) return;
  const subject = about.clientOrderId ?? about.id ?? event.pathParameters?.['id'] ?? route;
  const sessionId = route.includes('/sessions') ? subject : null;
  const act = { subject, sessionId, caller: callerOf(event), route, key: keyOf(event), status: statusCode };
  await audit.record(entryOf(plan.account, clock.now(), actFact(act)));
}

/** What the answer names. */
function subjectOf(body: string): { readonly clientOrderId?: string; readonly id?: string } {
  const answer = JSON.parse(body === '' ? '{}' : body) as { readonly clientOrderId?: unknown; readonly id?: unknown };
  return {
    ...(typeof answer.clientOrderId === 'string' ? { clientOrderId: answer.clientOrderId } : {}),
    ...(typeof answer.id === 'string' ? { id: answer.id } : {}),
  };
}
