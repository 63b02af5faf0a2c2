import { eachSymbol, throwFailures } from '#application/market/each-symbol.ts';
import { marketFacts } from '#application/market/market-facts.ts';
import { heldSymbols, newBars } from '#application/market/new-bars.ts';
import { type SubmittedCommands, submitCommands } from '#application/orders/submit-commands.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { AccountView, Ledger, StrategyState } from '#application/ports/ledger.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import type { SplitSource } from '#application/ports/split-source.ts';
import { markAtClose } from '#application/risk/mark-at-close.ts';
import { activePlan } from '#application/sessions/active-plan.ts';
import { putInError } from '#application/sessions/supervise-session.ts';
import { withKnownShares } from '#application/splits/known-shares.ts';
import { AccountValuation, closeOf } from '#domain/accounts/account-valuation.ts';
import type { Session } from '#domain/sessions/session.ts';
import type { Bar } from '#domain/shared/bar.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import { type Instant, MINUTE } from '#domain/shared/instant.ts';
import { stepsOf, type VenueRules } from '#domain/simulation/venue-rules.ts';
import { fingerprintAfter } from '#domain/splits/split-book.ts';
import { planSignals } from '#domain/trading/plan-orders.ts';
import { isDust } from '#domain/trading/protection.ts';
import { type RaisedSignal, raiseSignals, StrategyError } from '#domain/trading/raise-signals.ts';
import { requireStorable, stepStrategy } from '#domain/trading/step-strategy.ts';
import type { PlannedStrategy, TradingPlan } from '#domain/trading/trading-plan.ts';
import { warmUpBars, warmUpStart } from '#domain/trading/warm-up.ts';
import { recordRaised } from './record-raised.ts';

export interface GenerateSignalsDeps {
  readonly ledger: Ledger;
  readonly marketData: MarketData;
  readonly splits?: SplitSource | undefined;
  readonly queue: OrderQueue;
  readonly clock: Clock;
  readonly plan: TradingPlan;
}

export type GenerateSignalsOutcome =
  | { readonly kind: 'idle'; readonly reason: string }
  | ({ readonly kind: 'stepped'; readonly bars: number } & SubmittedCommands);

/**
 * Steps every strategy of the running session over the bars that have closed since its last one, and sends the orders that
 * follow to the queue. The first step of a session warms its strategies up on older bars without acting on them.
 *
 * Signals are recorded before their intents are sent, and these before the states are saved: a crash in between repeats the same step and
 * gives the same ids. What a strategy has learnt of shares of before a split is learnt anew. A symbol whose bars cannot be read does not stop the others; it is thrown at the end.
 */
export async function generateSignals(deps: GenerateSignalsDeps): Promise<GenerateSignalsOutcome> {
  const stored = await deps.ledger.readAccount();
  if (stored?.session?.status !== 'RUNNING') return { kind: 'idle', reason: 'no running session' };
  const { session } = stored;
  const now = deps.clock.now();
  const plan = activePlan(deps.plan, session);
  const { marketData, marks, view: read } = await withKnownShares(deps, stored, 'together');
  const { results, failures } = await eachSymbol(plan.symbols, (symbol) =>
    stepSymbol(marketData, plan, read, session, symbol, now),
  );
  const stepped = results.flat();
  await endWithStrategy(deps, session, failures);
  if (stepped.length === 0) {
    throwFailures(failures);
    return { kind: 'idle', reason: 'no new bar' };
  }
  const bars = await barsToMark(marks, plan, read, stepped, now);
  const { view } = await markAtClose(deps.ledger, plan, read, bars, now);
  const { venue } = plan;
  const raised = stepped.flatMap((one) => one.signals);
  const signals = raised.filter((one) => isStillMeant(one, view, { now, venue }));
  const planned = planSignals(signals, {
    plan,
    account: view.account,
    sessionId: session.id,
    positions: view.positions,
    equity: equityAt(view, stepped),
    marketOf: await marketFacts(marks, plan, view, signals, now),
  });
  const pointless = raised.filter((one) => !signals.includes(one));
  const overtaken = stepped.flatMap((one) => one.overtaken);
  await recordRaised({ ...deps, plan }, { planned, pointless, overtaken }, session, now);
  const commands = planned.flatMap((one) => one.commands);
  const submitted = await submitCommands({ ...deps, plan }, commands, view, now);
  for (const one of stepped) {
    if (!isHeldBack(one, view, venue)) await deps.ledger.saveStrategyState(one.state, one.before);
  }
  throwFailures(failures);
  return { kind: 'stepped', bars: stepped.length, ...submitted };
}

/** A strategy whose code fails would fail at every tick: the session is in ERROR, and other strategies do not go on beside a broken one. */
async function endWithStrategy(deps: GenerateSignalsDeps, session: Session, failures: readonly Error[]): Promise<void> {
  const broken = failures.find(({ cause }) => cause instanceof StrategyError);
  if (broken !== undefined) await putInError(deps, session, 'strategy', broken.message);
}

/**
 * The last bars just stepped; and those of whatever else is held, unless the account has been marked at this close already. What cannot be read now
 * is for `monitor-risk`, which says so.
 */
async function barsToMark(
  marketData: MarketData,
  plan: TradingPlan,
  view: AccountView,
  stepped: readonly Stepped[],
  now: Instant,
): Promise<readonly Bar[]> {
  const last = [...new Map(stepped.map((one) => [one.last.symbol, one.last])).values()];
  if (last.every((bar) => bar.closeTime <= view.account.markedAt)) return last;
  const others = heldSymbols(view).filter((symbol) => last.every((bar) => bar.symbol !== symbol));
  const { results } = await eachSymbol(others, (symbol) => newBars(marketData, plan, view, symbol, now));
  return [...last, ...results.flat()].sort((a, b) =>
    a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : a.openTime - b.openTime,
  );
}

/** Equity at the closes of the bars just stepped. */
function equityAt(view: AccountView, stepped: readonly Stepped[]): Decimal {
  const valuation = new AccountValuation(view.account, view.positions.values(), null);
  for (const { last } of stepped) valuation.price(last.symbol, closeOf(last));
  return valuation.equity;
}

/**
 * An exit that comes while its entry still works and nothing is held only cancels that, and the venue may have filled it meanwhile: the step is
 * not saved, the next tick takes it again and leaves what is held by then.
 */
function isHeldBack({ last, signals }: Stepped, view: AccountView, venue: VenueRules): boolean {
  const isExit = signals.some(({ signal }) => signal.action === 'SELL' || signal.action === 'CLOSE');
  const position = view.positions.get(last.symbol);
  return isExit && position?.entryReserved.gt(0) === true && isDust(position, stepsOf(venue, last.symbol).lot);
}

/** A SELL that is taken again leaves what it was about; where that is gone it must not open a short instead. */
function isStillMeant(
  { signal, symbol, time }: RaisedSignal,
  { account, positions }: AccountView,
  { now, venue }: { readonly now: Instant; readonly venue: VenueRules },
): boolean {
  const isTakenAgain = time < account.markedAt || now - time >= MINUTE;
  if (signal.action !== 'SELL' || !isTakenAgain) return true;
  const position = positions.get(symbol);
  return position !== undefined && (!isDust(position, stepsOf(venue, symbol).lot) || position.entryOrders.size > 0);
}

interface Stepped {
  readonly state: StrategyState;
  /** Last bar of the state that it replaces. */
  readonly before: Instant | null;
  readonly last: Bar;
  /** The signals of the latest bar that raised any. */
  readonly signals: readonly RaisedSignal[];
  /** Those of older ones: nothing is done about them. */
  readonly overtaken: readonly RaisedSignal[];
}

async function stepSymbol(
  marketData: MarketData,
  plan: TradingPlan,
  view: AccountView,
  session: Session,
  symbol: string,
  now: Instant,
): Promise<Stepped[]> {
  const note = view.splits.notes.get(symbol);
  const starts = plan.strategies
    .filter((strategy) => strategy.symbols.includes(symbol))
    .map((strategy) => ({ ...strategy, fingerprint: fingerprintAfter(strategy.fingerprint, note) }))
    .map((strategy) =>
      startOf(strategy, storedState(view, session, strategy, symbol), session, symbol, plan.timeframe),
    );
  if (starts.length === 0) return [];
  const bars = await marketData.getBars(symbol, plan.timeframe, Math.min(...starts.map(({ from }) => from)), now);
  return starts.flatMap((start) => stepBars(start, bars, session));
}

/** Where a strategy goes on, or begins. */
interface Start {
  readonly strategy: PlannedStrategy;
  /** What is stored under its name; of another rule or other parameters it is not taken up. */
  readonly stored: StrategyState | null;
  readonly isTakenUp: boolean;
  /** First bar that is needed. */
  readonly from: Instant;
  /** Bars that close later raise signals, earlier ones only warm up. */
  readonly actsAfter: Instant;
}

function startOf(
  strategy: PlannedStrategy,
  stored: StrategyState | null,
  session: Session,
  symbol: string,
  timeframe: number,
): Start {
  const isTakenUp = stored !== null && stored.fingerprint === strategy.fingerprint;
  if (isTakenUp) return { strategy, stored, isTakenUp, from: stored.lastBar + 1, actsAfter: session.startedAt };
  const actsAfter = Math.max(session.startedAt, stored === null ? 0 : stored.lastBar + timeframe);
  return { strategy, stored, isTakenUp, from: warmUpStart(strategy, actsAfter, symbol, timeframe), actsAfter };
}

function stepBars(start: Start, bars: readonly Bar[], session: Session): Stepped[] {
  const { strategy, stored, isTakenUp, actsAfter } = start;
  const endsAt = session.endsAt ?? Number.POSITIVE_INFINITY;
  const fresh = isTakenUp ? bars.filter((bar) => bar.openTime >= start.from) : warmedUp(bars, strategy, actsAfter);
  const last = fresh.at(-1);
  if (last === undefined) return [];
  let state = isTakenUp && stored !== null ? stored.state : strategy.running.initial;
  let signals: readonly RaisedSignal[] = [];
  const overtaken: RaisedSignal[] = [];
  for (const bar of fresh) {
    const step = stepStrategy(strategy, state, bar);
    state = step.state;
    const isActing = bar.closeTime > actsAfter && bar.closeTime < endsAt;
    const raised = isActing ? raiseSignals(strategy.name, bar, step.signals) : [];
    if (raised.length === 0) continue;
    overtaken.push(...signals);
    signals = raised;
  }
  const { name, fingerprint } = strategy;
  requireStorable(name, state, last);
  const next = {
    sessionId: session.id,
    strategy: name,
    fingerprint,
    symbol: last.symbol,
    lastBar: last.openTime,
    state,
  };
  return [{ state: next, before: stored?.lastBar ?? null, last, signals, overtaken }];
}

/** Of the bars before a strategy acts, just those that it asks for; all of the later ones. */
function warmedUp(bars: readonly Bar[], strategy: PlannedStrategy, actsAfter: Instant): Bar[] {
  const firstActing = bars.findIndex((bar) => bar.closeTime > actsAfter);
  const acting = firstActing < 0 ? bars.length : firstActing;
  return [...warmUpBars(bars.slice(0, acting), strategy), ...bars.slice(acting)];
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
