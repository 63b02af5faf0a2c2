import type { Clock } from '#application/ports/clock.ts';
import type { AccountView, Ledger, StrategyState } from '#application/ports/ledger.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import { entryLifetime, planOrders, type RaisedSignal, raiseSignals } from '#domain/strategies/plan-orders.ts';
import type { PlannedStrategy, TradingPlan } from '#domain/strategies/trading-plan.ts';
import type { Bar } from '#domain/trading/bar.ts';
import { DAY, type Instant } from '#domain/trading/instant.ts';
import { type Mark, valueAccount } from '#domain/trading/mark-to-market.ts';
import type { Session } from '#domain/trading/session.ts';
import { parseSymbol } from '#domain/trading/symbol.ts';
import { activePlan } from './active-plan.ts';
import { type SubmittedIntents, submitIntents } from './submit-intents.ts';

export interface GenerateSignalsDeps {
  readonly ledger: Ledger;
  readonly marketData: MarketData;
  readonly queue: OrderQueue;
  readonly clock: Clock;
  readonly plan: TradingPlan;
}

export type GenerateSignalsOutcome =
  | { readonly kind: 'idle'; readonly reason: string }
  | ({ readonly kind: 'stepped'; readonly bars: number } & SubmittedIntents);

/**
 * Steps every strategy of the running session over the bars that have closed since its last one, and sends the orders that
 * follow to the queue. The first step of a session warms its strategies up on older bars without acting on them.
 *
 * Intents are sent before the states are saved: a crash in between repeats the same step and gives the same intent ids.
 */
export async function generateSignals(deps: GenerateSignalsDeps): Promise<GenerateSignalsOutcome> {
  const view = await deps.ledger.readAccount();
  if (view?.session?.status !== 'RUNNING') return { kind: 'idle', reason: 'no running session' };
  const { session } = view;
  const now = deps.clock.now();
  const plan = activePlan(deps.plan, session);
  const stepped: Stepped[] = [];
  for (const symbol of plan.symbols)
    stepped.push(...(await stepSymbol(deps.marketData, plan, view, session, symbol, now)));
  if (stepped.length === 0) return { kind: 'idle', reason: 'no new bar' };

  const marks = new Map<string, Mark>(
    stepped.map(({ last }) => [last.symbol, { price: last.close, time: last.closeTime }]),
  );
  const intents = planOrders(
    stepped.flatMap((one) => one.signals),
    {
      environment: plan.environment,
      account: view.account,
      sessionId: session.id,
      positions: view.positions,
      equity: valueAccount(view.account.cash, view.positions.values(), marks).equity,
      sizing: plan.sizing,
      entryLifetime: entryLifetime(plan.timeframe),
    },
  );
  const submitted = await submitIntents({ ...deps, plan }, intents, view, now);
  for (const one of stepped) await deps.ledger.saveStrategyState(one.state, one.before);
  return { kind: 'stepped', bars: stepped.length, ...submitted };
}

interface Stepped {
  readonly state: StrategyState;
  /** Last bar of the state that it replaces. */
  readonly before: Instant | null;
  readonly last: Bar;
  /** The signals of the latest bar that raised any: an older one is overtaken. */
  readonly signals: readonly RaisedSignal[];
}

async function stepSymbol(
  marketData: MarketData,
  plan: TradingPlan,
  view: AccountView,
  session: Session,
  symbol: string,
  now: Instant,
): Promise<Stepped[]> {
  const strategies = plan.strategies.filter((strategy) => strategy.symbols.includes(symbol));
  const states = strategies.map((strategy) => storedState(view, session, strategy, symbol));
  const starts = strategies.map((strategy, index) => {
    const state = states[index];
    return state ? state.lastBar + 1 : warmUpStart(strategy, session, symbol, plan.timeframe);
  });
  if (starts.length === 0) return [];
  const bars = await marketData.getBars(symbol, plan.timeframe, Math.min(...starts), now);
  return strategies.flatMap((strategy, index) => {
    const fresh = bars.filter((bar) => bar.openTime >= (starts[index] ?? 0));
    return stepStrategy(strategy, states[index] ?? null, fresh, session);
  });
}

function stepStrategy(
  strategy: PlannedStrategy,
  stored: StrategyState | null,
  bars: readonly Bar[],
  session: Session,
): Stepped[] {
  const last = bars.at(-1);
  if (last === undefined) return [];
  let state = stored === null ? strategy.running.initial : stored.state;
  let signals: readonly RaisedSignal[] = [];
  for (const bar of bars) {
    const step = strategy.running.step(state, bar);
    state = step.state;
    const raised = bar.closeTime > session.startedAt ? raiseSignals(strategy.name, bar, step.signals) : [];
    if (raised.length > 0) signals = raised;
  }
  const next = { sessionId: session.id, strategy: strategy.name, symbol: last.symbol, lastBar: last.openTime, state };
  return [{ state: next, before: stored?.lastBar ?? null, last, signals }];
}

function storedState(
  view: AccountView,
  session: Session,
  strategy: PlannedStrategy,
  symbol: string,
): StrategyState | null {
  const isIts = (state: StrategyState) =>
    state.sessionId === session.id && state.strategy === strategy.name && state.symbol === symbol;
  return view.strategyStates.find(isIts) ?? null;
}

/** Where history must begin so that `warmup` bars precede the session: longer for an equity, whose market closes at night and at weekends. */
function warmUpStart(strategy: PlannedStrategy, session: Session, symbol: string, timeframe: number): Instant {
  const span = strategy.running.warmup * timeframe;
  return session.startedAt - (parseSymbol(symbol).isPair ? span : 5 * span + 7 * DAY);
}
