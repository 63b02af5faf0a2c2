import type { Clock } from '#application/ports/clock.ts';
import type { AccountView, Ledger, RiskEvent } from '#application/ports/ledger.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import type { EquitySnapshot } from '#domain/accounts/equity-snapshot.ts';
import type { Order } from '#domain/orders/order.ts';
import { positionsToClose } from '#domain/risk/ladder.ts';
import type { SessionStatus } from '#domain/sessions/session.ts';
import type { Bar } from '#domain/shared/bar.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { decideExits } from '#domain/trading/decide-exits.ts';
import type { OrderCommand } from '#domain/trading/order-command.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { activePlan } from './active-plan.ts';
import { eachSymbol, throwFailures } from './each-symbol.ts';
import { markAtClose } from './mark-at-close.ts';
import { stopSession } from './stop-session.ts';
import { type SubmittedCommands, submitCommands } from './submit-commands.ts';

export interface MonitorRiskDeps {
  readonly ledger: Ledger;
  readonly marketData: MarketData;
  readonly queue: OrderQueue;
  readonly clock: Clock;
  readonly plan: TradingPlan;
}

export type MonitorRiskOutcome =
  | { readonly kind: 'idle'; readonly reason: string }
  | ({
      readonly kind: 'watched';
      /** `null`: the account had been marked at this close before. */
      readonly snapshot: EquitySnapshot | null;
      readonly riskEvents: readonly RiskEvent[];
    } & SubmittedCommands);

const WATCHED: readonly SessionStatus[] = ['RUNNING', 'PAUSED', 'STOPPING'];

/**
 * Marks the account to the closes of the bars that have closed since the last mark, lets the limits act on it, and gives the queue what the exit
 * rules want. The exits are told by the rows, so that a call that died after the mark is made good by the next one. A session whose time is
 * over is marked once more and stopped.
 */
export async function monitorRisk(deps: MonitorRiskDeps): Promise<MonitorRiskOutcome> {
  const now = deps.clock.now();
  const read = await deps.ledger.readAccount();
  if (read?.session == null || !WATCHED.includes(read.session.status))
    return { kind: 'idle', reason: 'no active session' };
  const plan = activePlan(deps.plan, read.session);
  const since = Math.max(read.account.markedAt - 1, read.session.startedAt);
  const { results, failures } = await eachSymbol(plan.symbols, (symbol) =>
    lastBarAfter(deps, plan, symbol, since, now),
  );
  const bars = results.flat();
  if (bars.length === 0) {
    throwFailures(failures);
    return { kind: 'idle', reason: 'no new bar' };
  }
  const { view, snapshot, riskEvents } = await markAtClose(deps.ledger, plan, read, bars);
  const closeTime = Math.max(...bars.map((bar) => bar.closeTime));
  const isOver = read.session.endsAt !== null && closeTime >= read.session.endsAt;
  const commands = isOver ? [] : await exitCommands(deps.ledger, plan, view, bars, closeTime);
  const submitted = await submitCommands({ ...deps, plan }, commands, view, now);
  if (isOver) await stopSession(deps, read.session.id, 'ended');
  throwFailures(failures);
  return { kind: 'watched', snapshot, riskEvents, ...submitted };
}

async function exitCommands(
  ledger: Ledger,
  plan: TradingPlan,
  view: AccountView,
  bars: readonly Bar[],
  closeTime: Instant,
): Promise<readonly OrderCommand[]> {
  const { account, positions, session } = view;
  const symbols = bars.filter((bar) => bar.closeTime === closeTime).map(({ symbol }) => symbol);
  if (session === null || account.mode === 'HALTED') return [];
  const forcedOut = new Set(positionsToClose({ account, positions, limits: plan.limits, venue: plan.venue }));
  const exitOrders = await workingExits(ledger, view, symbols);
  return decideExits({ plan, sessionId: session.id, positions, symbols, closeTime, exitOrders, forcedOut });
}

async function workingExits(
  ledger: Ledger,
  { positions }: AccountView,
  symbols: readonly string[],
): Promise<ReadonlyMap<string, Order>> {
  const orders = new Map<string, Order>();
  for (const id of symbols.flatMap((symbol) => [...(positions.get(symbol)?.exitOrders ?? [])])) {
    const order = await ledger.readOrder(id);
    if (order !== null) orders.set(id, order);
  }
  return orders;
}

async function lastBarAfter(
  deps: MonitorRiskDeps,
  plan: TradingPlan,
  symbol: string,
  since: Instant,
  now: Instant,
): Promise<readonly Bar[]> {
  const bars = await deps.marketData.getBars(symbol, plan.timeframe, since - plan.timeframe + 1, now);
  return bars.filter((bar) => bar.closeTime > since).slice(-1);
}
