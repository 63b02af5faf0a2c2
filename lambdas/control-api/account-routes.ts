import {
  dayName,
  pageQuery,
  resolveBody,
  riskEventId,
  sessionQuery,
  TODAY,
} from '#application/contracts/api/bodies.ts';
import { dayView } from '#application/contracts/api/day-view.ts';
import { pageOf } from '#application/contracts/api/page.ts';
import { prometheusText } from '#application/contracts/api/prometheus.ts';
import { accountBody, fillView, positionView, riskEventView, snapshotView } from '#application/contracts/api/views.ts';
import type { AccountView } from '#application/ports/ledger.ts';
import { readDay } from '#application/reads/read-day.ts';
import { readExecution } from '#application/reads/read-execution.ts';
import { readHealth } from '#application/reads/read-health.ts';
import { readMetrics } from '#application/reads/read-metrics.ts';
import { readStatus } from '#application/reads/read-status.ts';
import { riskMetrics } from '#domain/risk/risk-metrics.ts';
import { parseUtcDay, toUtcDay } from '#domain/shared/instant.ts';
import { json, parse, parseBody, parseQuery, problem } from '#runtime/http.ts';
import { type ApiRuntime, callerOf, isSigned, type Route } from './route.ts';

/** Unsigned callers hear one word. API Gateway verifies no signature of an open route: behind it the rest is in `GET /status`. */
export const getHealth: Route = async (event, { ledger, clock, plan }) => {
  const { status, ...detail } = readHealth(await ledger.readAccount(), plan, clock.now());
  return json(200, isSigned(event) ? { status, ...detail } : { status });
};

export const getStatus: Route = async (_event, { ledger, clock, plan }) =>
  json(200, await readStatus(ledger, plan, clock.now()));

export const getMetrics: Route = async (_event, { ledger, clock, plan }) => {
  const view = await ledger.readAccount();
  const labels = { environment: plan.environment, account: plan.account };
  const gauges = [...readMetrics(view, plan, clock.now()), ...(await readExecution(ledger, view, labels))];
  return {
    statusCode: 200,
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
    body: prometheusText(gauges),
  };
};

export const getAccount: Route = async (_event, runtime) => {
  const view = await runtime.ledger.readAccount();
  if (view === null) return problem(404, NO_ACCOUNT);
  return json(200, accountBody(view, metricsOf(view, runtime).marginRatio));
};

export const getDay: Route = async (event, { clock, ledger }) => {
  const asked = parse(dayName, event.pathParameters?.['day'], 'day');
  const day = asked === TODAY ? toUtcDay(clock.now()) : asked;
  const report = await readDay(ledger, parseUtcDay(day) ?? 0);
  return report === null ? problem(404, `no session was active on ${day}`) : json(200, dayView(report));
};

export const getLimits: Route = async (_event, runtime) => {
  const view = await runtime.ledger.readAccount();
  const utilisation = view === null ? {} : metricsOf(view, runtime).utilisation;
  return json(200, { limits: runtime.plan.limits, utilisation });
};

export const getPositions: Route = async (_event, runtime) => {
  const view = await runtime.ledger.readAccount();
  if (view === null) return json(200, []);
  const { marginRatio } = metricsOf(view, runtime);
  const open = [...view.positions.values()].filter(({ quantity }) => !quantity.isZero());
  return json(
    200,
    open.map((position) => positionView(position, marginRatio)),
  );
};

export const listFills: Route = async (event, { ledger }) => {
  const { session, ...page } = parseQuery(event, sessionQuery);
  const fills = [...(await ledger.listFills(session ?? null))].reverse();
  return json(
    200,
    pageOf(fills, page, ({ symbol, id }) => `${symbol}#${id}`, fillView),
  );
};

/** Of the session that holds the account, unless the request names another. */
export const listSnapshots: Route = async (event, { ledger }) => {
  const { session, ...page } = parseQuery(event, sessionQuery);
  const id = session ?? (await ledger.readAccount())?.session?.id;
  const snapshots = id === undefined ? [] : [...(await ledger.listSnapshots(id))].reverse();
  return json(
    200,
    pageOf(snapshots, page, ({ barTime }) => String(barTime), snapshotView),
  );
};

export const listRiskEvents: Route = async (event, { ledger }) => {
  const page = parseQuery(event, pageQuery);
  const events = [...(await ledger.listRiskEvents())].reverse();
  return json(
    200,
    pageOf(events, page, ({ id }) => id, riskEventView),
  );
};

export const resolveRiskEvent: Route = async (event, { clock, ledger }) => {
  const id = parse(riskEventId, event.pathParameters?.['id'], 'id');
  const { reason } = parseBody(event, resolveBody);
  const resolved = await ledger.resolveRiskEvent(id, { at: clock.now(), by: callerOf(event), reason });
  return resolved === null ? problem(404, `there is no risk event ${id}`) : json(200, riskEventView(resolved));
};

const NO_ACCOUNT = 'there is no account yet: its first session makes it';

function metricsOf({ account, positions }: AccountView, { plan }: ApiRuntime) {
  return riskMetrics({ account, positions, limits: plan.limits, venue: plan.venue });
}
