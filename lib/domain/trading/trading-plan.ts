import type { RiskLimits } from '../risk/rule.ts';
import type { ExistingPolicy } from '../sessions/existing.ts';
import type { Decimal } from '../shared/decimal.ts';
import type { VenueRules } from '../simulation/venue-rules.ts';
import type { RunningStrategy } from '../strategies/strategy.ts';
import type { ExecutionRules } from './execution-rules.ts';
import type { ExitRules } from './exit-rules.ts';
import type { SizingRules } from './size-entry.ts';

/** A strategy with its parameters, and the symbols that it sees. */
export interface PlannedStrategy {
  readonly name: string;
  /** Of the rule and its parameters: changes when they do. */
  readonly fingerprint: string;
  readonly symbols: readonly string[];
  readonly running: RunningStrategy<unknown>;
}

/** What a session does: an environment's configuration in the domain's terms. */
export interface TradingPlan {
  readonly environment: string;
  readonly account: string;
  readonly currency: string;
  readonly initialBalance: Decimal;
  readonly symbols: readonly string[];
  /** Milliseconds of a bar. */
  readonly timeframe: number;
  readonly strategies: readonly PlannedStrategy[];
  readonly sizing: SizingRules;
  readonly limits: RiskLimits;
  readonly exits: ExitRules;
  /** Of the simulated venue. */
  readonly venue: VenueRules;
  /** A session in ERROR for a reason that has gone is brought back, once. */
  readonly autoRestart: boolean;
  readonly existing: ExistingPolicy;
  /** Milliseconds after which the venue cancels by itself what works there, unless it hears from us; `null`: it is not asked to. */
  readonly cancelAfter: number | null;
  readonly execution: ExecutionRules;
  /** Its sessions send no order. */
  readonly dryRun: boolean;
}

/** Symbol of a session that trades just one; `null` where a single quantity would mean nothing. */
export function onlySymbolOf(plan: TradingPlan): string | null {
  return plan.symbols.length === 1 ? (plan.symbols[0] ?? null) : null;
}
