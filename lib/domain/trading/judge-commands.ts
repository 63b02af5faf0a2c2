import type { Account } from '../accounts/account.ts';
import type { ClosedTrade } from '../accounts/closed-trade.ts';
import type { Position } from '../accounts/position.ts';
import { emptyPosition } from '../accounts/position-accounting.ts';
import type { BrokerHealth } from '../brokers/broker-health.ts';
import type { Order } from '../orders/order.ts';
import type { OrderIntent } from '../orders/order-intent.ts';
import type { Violation } from '../orders/violation.ts';
import { evaluateRisk } from '../risk/evaluate-risk.ts';
import type { RiskInput } from '../risk/rule.ts';
import { dayTradesOf, unsettledCashOf } from '../risk/us-settlement.ts';
import { ZERO } from '../shared/decimal.ts';
import type { Instant } from '../shared/instant.ts';
import { entryLifetime, maxAccountAge } from './lifetimes.ts';
import type { OrderCommand } from './order-command.ts';
import type { TradingPlan } from './trading-plan.ts';

/** The rows that intents are judged by. */
export interface JudgedRows {
  readonly account: Account;
  readonly positions: ReadonlyMap<string, Position>;
  /** Absent where the venue is part of the same process: it is always there. */
  readonly broker?: BrokerHealth | null;
}

export interface JudgementTerms {
  readonly plan: TradingPlan;
  readonly now: Instant;
  /** Trades closed lately, where a limit looks back on them. */
  readonly trades: readonly ClosedTrade[];
}

/** What the rules look at when they judge an intent by these rows. */
export function riskInputOf(
  intent: OrderIntent,
  { account, broker = null, positions }: JudgedRows,
  { plan, now, trades }: JudgementTerms,
  existing: Order | null = null,
): RiskInput {
  return {
    intent,
    // Of an account that no session holds, the configuration says what it is: an emergency stop may still leave its positions.
    account: plan.dryRun && account.sessionId === null ? { ...account, dryRun: true } : account,
    position: positions.get(intent.symbol) ?? emptyPosition(intent.symbol),
    positions,
    limits: plan.limits,
    venue: plan.venue,
    timeframe: plan.timeframe,
    now,
    maxPriceAge: entryLifetime(plan.timeframe),
    maxAccountAge: maxAccountAge(plan.timeframe),
    circuit: broker?.circuit ?? null,
    existing,
    ...usFacts(positions, { plan, now, trades }),
  };
}

/** What the US rules look back on; `null` where they are off, nobody needs it then. */
function usFacts(positions: JudgedRows['positions'], { plan, now, trades }: JudgementTerms) {
  const { pattern_day_trader, settled_cash_only } = plan.limits;
  return {
    dayTrades: pattern_day_trader ? dayTradesOf(trades, now) : null,
    unsettledCash: settled_cash_only ? unsettledCashOf(trades, positions.values(), now) : null,
  };
}

export interface JudgedCommands {
  readonly passed: readonly OrderCommand[];
  readonly denied: readonly { readonly intent: OrderIntent; readonly violations: readonly Violation[] }[];
}

/**
 * Judges all commands of one decision by the rows that it was made on: advisory, nothing is reserved between them. An exit that comes after a
 * cancel of its symbol is judged as if that had been carried out.
 */
export function judgeCommands(
  commands: readonly OrderCommand[],
  rows: JudgedRows,
  terms: JudgementTerms,
): JudgedCommands {
  const passed: OrderCommand[] = [];
  const denied: { intent: OrderIntent; violations: readonly Violation[] }[] = [];
  let judgedBy = rows;
  for (const command of commands) {
    if (command.kind === 'cancel') {
      judgedBy = withoutExits(judgedBy, command.symbol);
      passed.push(command);
      continue;
    }
    const verdict = evaluateRisk(riskInputOf(command.intent, judgedBy, terms));
    if (verdict.kind === 'approved') passed.push(command);
    else denied.push({ intent: command.intent, violations: verdict.violations });
  }
  return { passed, denied };
}

function withoutExits(rows: JudgedRows, symbol: string): JudgedRows {
  const position = rows.positions.get(symbol);
  if (position === undefined) return rows;
  const cleared: Position = { ...position, exitReserved: ZERO, exitOrders: new Set() };
  return { ...rows, positions: new Map([...rows.positions, [symbol, cleared]]) };
}
