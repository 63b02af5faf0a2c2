import type { Session } from '#domain/sessions/session.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

/** The plan with the steps that the venue told when the session began. */
export function sessionSteps<Plan extends Pick<TradingPlan, 'venue'>>(plan: Plan, session: Session | null): Plan {
  if (session === null || session.steps === null) return plan;
  return { ...plan, venue: { ...plan.venue, bySymbol: new Map(Object.entries(session.steps)) } };
}
