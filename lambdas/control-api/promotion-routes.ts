import { carryEvidenceBody } from '#application/contracts/api/bodies.ts';
import { promotionView } from '#application/contracts/api/promotion-view.ts';
import { carryEvidence } from '#application/promotion/carry-evidence.ts';
import { readEvidence } from '#application/promotion/promotion-gate.ts';
import { json, parseBody, problem } from '#runtime/http.ts';
import { callerOf, type Route } from './route.ts';

export const getPromotion: Route = async (_event, runtime) => {
  const { clock, plan, promotion } = runtime;
  return json(200, promotionView(plan, promotion, await readEvidence(runtime), clock.now()));
};

export const postEvidence: Route = async (event, runtime) => {
  const { evidence } = parseBody(event, carryEvidenceBody);
  const outcome = await carryEvidence(runtime, evidence, callerOf(event));
  return outcome.kind === 'invalid' ? problem(422, outcome.reason) : json(200, { recorded: outcome.count });
};
