import {
  emptyBody,
  pageQuery,
  sessionId,
  startSessionBody,
  stopSessionBody,
} from '#application/contracts/api/bodies.ts';
import { pageOf } from '#application/contracts/api/page.ts';
import { sessionView } from '#application/contracts/api/views.ts';
import { type MoveSessionOutcome, pauseSession, resumeSession } from '#application/operator/move-session.ts';
import { resetSession } from '#application/operator/reset-session.ts';
import { sessionStats } from '#application/operator/session-stats.ts';
import { startSession } from '#application/sessions/start-session.ts';
import { stopSession } from '#application/sessions/stop-session.ts';
import { json, parse, parseBody, parseQuery, problem } from '#runtime/http.ts';
import { reconcileFor } from './reconciliation-routes.ts';
import { type Answer, type ApiRuntime, callerOf, keyOf, type Route } from './route.ts';

export const listSessions: Route = async (event, { ledger }) => {
  const page = parseQuery(event, pageQuery);
  return json(
    200,
    pageOf(await ledger.listSessions(), page, ({ id }) => id, sessionView),
  );
};

export const postSession: Route = async (event, runtime) => {
  const { overridePromotion: reason, ...wish } = parseBody(event, startSessionBody);
  const override = reason === undefined ? undefined : { reason, requestedBy: callerOf(event) };
  const request = { ...wish, override, idempotencyKey: keyOf(event) };
  const outcome = await startSession({ ...runtime, reconcile: reconcileFor(event, runtime) }, request);
  if (outcome.kind === 'invalid') return problem(422, outcome.reason);
  if (outcome.kind === 'conflict') return problem(409, outcome.reason, missingOf(runtime, outcome.missing));
  return json(202, { id: outcome.session.id, status: outcome.session.status });
};

export const getSession: Route = async (event, { ledger }) => {
  const id = parse(sessionId, event.pathParameters?.['id'], 'id');
  const session = await ledger.readSession(id);
  return session === null ? problem(404, `there is no session ${id}`) : json(200, sessionView(session));
};

export const getStats: Route = async (event, { ledger, plan }) => {
  const id = parse(sessionId, event.pathParameters?.['id'], 'id');
  const stats = await sessionStats(ledger, plan, id);
  return stats === null ? problem(404, `there is no session ${id}`) : json(200, stats);
};

export const postPause: Route = async (event, runtime) => {
  const id = parse(sessionId, event.pathParameters?.['id'], 'id');
  parseBody(event, emptyBody);
  return answerMove(await pauseSession(runtime, id, keyOf(event)));
};

export const postResume: Route = async (event, runtime) => {
  const id = parse(sessionId, event.pathParameters?.['id'], 'id');
  parseBody(event, emptyBody);
  return answerMove(await resumeSession(runtime, id, keyOf(event)));
};

export const postStop: Route = async (event, runtime) => {
  const id = parse(sessionId, event.pathParameters?.['id'], 'id');
  const { flatten } = parseBody(event, stopSessionBody);
  const outcome = await stopSession(runtime, id, { reason: 'operator', flatten, key: keyOf(event) });
  if (outcome.kind === 'not_found') return problem(404, `there is no session ${id}`);
  if (outcome.kind === 'conflict') return problem(409, outcome.reason);
  return json(202, { id, status: outcome.session.status });
};

export const postReset: Route = async (event, runtime) => {
  const id = parse(sessionId, event.pathParameters?.['id'], 'id');
  parseBody(event, emptyBody);
  return answerMove(await resetSession(runtime, id, keyOf(event)));
};

/** What a session lacks to start on its rung. */
function missingOf({ promotion }: ApiRuntime, missing: readonly string[] | undefined): object {
  return missing === undefined ? {} : { promotion: { ...promotion, missing } };
}

function answerMove(outcome: MoveSessionOutcome): Answer {
  if (outcome.kind !== 'moved') return problem(outcome.kind === 'not_found' ? 404 : 409, outcome.reason);
  return json(202, { id: outcome.session.id, status: outcome.session.status });
}
