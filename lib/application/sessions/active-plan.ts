import type { Session } from '#domain/sessions/session.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { sessionSteps } from './session-steps.ts';

/** The part of the environment's plan that a session was started with, with its venue's steps. */
export function activePlan(plan: TradingPlan, session: Session): TradingPlan {
  const symbols = plan.symbols.filter((symbol) => session.symbols.includes(symbol));
  const strategies = plan.strategies
    .filter((strategy) => session.strategies.includes(strategy.name))
    .map((strategy) => ({ ...strategy, symbols: strategy.symbols.filter((symbol) => symbols.includes(symbol)) }));
  return { ...sessionSteps(plan, session), symbols, strategies };
}
