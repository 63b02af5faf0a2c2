import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { emptyBody, pageQuery, reconcileBody, sessionId } from '#application/contracts/api/bodies.ts';
import { pageOf } from '#application/contracts/api/page.ts';
import { reconciliationView } from '#application/contracts/api/reconciliation-view.ts';
import { decideReconciliation } from '#application/reconciliation/decide-reconciliation.ts';
import { openSessionReconciliation } from '#application/reconciliation/reconcile-session.ts';
import { resumeReconciliation, startReconciliation } from '#application/reconciliation/start-reconciliation.ts';
import type { Reconciliation } from '#domain/reconciliation/reconciliation.ts';
import type { Session } from '#domain/sessions/session.ts';
import { json, parse, parseBody, parseQuery, problem } from '#runtime/http.ts';
import { type Answer, type ApiRuntime, callerOf, keyOf, type Route } from './route.ts';

export const postReconciliation: Route = async (event, runtime) => {
  const { mode = runtime.reconciliation.mode } = parseBody(event, reconcileBody);
  if ((await runtime.ledger.readAccount()) === null) return problem(409, NOTHING);
  const request = { key: `operator|${keyOf(event)}`, trigger: 'operator', requestedBy: callerOf(event), mode } as const;
  return json(202, reconciliationView(await startReconciliation(runtime, request), runtime.clock.now()));
};

export const listReconciliations: Route = async (event, { clock, ledger }) => {
  const page = parseQuery(event, pageQuery);
  const list = await ledger.listReconciliations(0);
  return json(
    200,
    pageOf(
      list,
      page,
      ({ id }) => id,
      (one) => reconciliationView(one, clock.now()),
    ),
  );
};

export const getReconciliation: Route = async (event, { clock, ledger }) => {
  const id = parse(sessionId, event.pathParameters?.['id'], 'id');
  const found = await ledger.readReconciliation(id);
  return found === null
    ? problem(404, `there is no reconciliation ${id}`)
    : json(200, reconciliationView(found, clock.now()));
};

export const postApprove: Route = (event, runtime) => decide(event, runtime, 'approved');
export const postDeny: Route = (event, runtime) => decide(event, runtime, 'denied');

const NOTHING = 'there is no account yet: its first session makes it, there is nothing to reconcile';

async function decide(
  event: APIGatewayProxyEventV2,
  runtime: ApiRuntime,
  verdict: 'approved' | 'denied',
): Promise<Answer> {
  const id = parse(sessionId, event.pathParameters?.['id'], 'id');
  parseBody(event, emptyBody);
  const outcome = await decideReconciliation(runtime, id, verdict, callerOf(event));
  if (outcome.kind === 'not_found') return problem(404, `there is no reconciliation ${id}`);
  if (outcome.kind === 'conflict') return problem(409, outcome.reason);
  // Its workflow looks every half minute whether somebody has decided; another one goes on at once.
  if (outcome.reconciliation.phase !== 'done') await resumeReconciliation(runtime, outcome.reconciliation);
  return json(202, reconciliationView(outcome.reconciliation, runtime.clock.now()));
}

/** Starts the reconciliation that a session waits for. */
export function reconcileFor(event: APIGatewayProxyEventV2, runtime: ApiRuntime) {
  const by = { mode: runtime.reconciliation.mode, requestedBy: callerOf(event) };
  return async (session: Session): Promise<Reconciliation> => {
    const reconciliation = await openSessionReconciliation(runtime, session, by);
    if (reconciliation.phase !== 'done') await resumeReconciliation(runtime, reconciliation);
    return reconciliation;
  };
}
