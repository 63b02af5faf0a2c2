import { emergencyStopBody, resetBody } from '#application/contracts/api/bodies.ts';
import { emergencyStopView } from '#application/contracts/api/emergency-stop-view.ts';
import { requestStop } from '#application/emergency/request-stop.ts';
import { resetStop } from '#application/emergency/reset-stop.ts';
import { json, parseBody, problem } from '#runtime/http.ts';
import { callerOf, keyOf, type Route } from './route.ts';

export const postStop: Route = async (event, runtime) => {
  const wish = parseBody(event, emergencyStopBody);
  const stop = await requestStop(runtime, { ...wish, requestedBy: callerOf(event), idempotencyKey: keyOf(event) });
  return json(202, emergencyStopView(stop));
};

export const getStop: Route = async (_event, { ledger }) => {
  const [latest] = await ledger.listStops();
  return latest === undefined ? problem(404, 'there was no emergency stop') : json(200, emergencyStopView(latest));
};

export const postReset: Route = async (event, runtime) => {
  const request = { ...parseBody(event, resetBody), requestedBy: callerOf(event) };
  const outcome = await resetStop(runtime, request);
  return outcome.kind === 'conflict' ? problem(409, outcome.reason) : json(200, { status: 'RESET' });
};
