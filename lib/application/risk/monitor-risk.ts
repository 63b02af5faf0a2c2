import { eachSymbol, throwFailures } from '#application/market/each-symbol.ts';
import { newBars, watchedSymbols } from '#application/market/new-bars.ts';
import { type SubmittedCommands, submitCommands } from '#application/orders/submit-commands.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { AccountView, Ledger, RiskEvent } from '#application/ports/ledger.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import type { SplitSource } from '#application/ports/split-source.ts';
import { activePlan } from '#application/sessions/active-plan.ts';
import { stopSession } from '#application/sessions/stop-session.ts';
import { superviseSession } from '#application/sessions/supervise-session.ts';
import { endOldOrders } from '#application/splits/end-old-orders.ts';
import { hasJumped } from '#application/splits/has-jumped.ts';
import { knowSplits } from '#application/splits/know-splits.ts';
import { withKnownShares } from '#application/splits/known-shares.ts';
import type { EquitySnapshot } from '#domain/accounts/equity-snapshot.ts';
import { ENDED, hasEnded, isWatched, type Session } from '#domain/sessions/session.ts';
import { type Instant, MINUTE } from '#domain/shared/instant.ts';
import { cancelRestrictedEntries } from '#domain/trading/decide-exits.ts';
import { addressOf, type OrderCommand } from '#domain/trading/order-command.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { exitCommands } from './exit-commands.ts';
import { markAtClose } from './mark-at-close.ts';

export interface MonitorRiskDeps {
  readonly ledger: Ledger;
  readonly marketData: MarketData;
  readonly splits?: SplitSource | undefined;
  readonly queue: OrderQueue;
  readonly clock: Clock;
  readonly plan: TradingPlan;
}

export type MonitorRiskOutcome =
  | { readonly kind: 'idle'; readonly reason: string; readonly view: AccountView | null }
  | ({
      readonly kind: 'watched';
      /** As of the mark. */
      readonly view: AccountView;
      /** `null`: the account had been marked at this close before. */
      readonly snapshot: EquitySnapshot | null;
      readonly riskEvents: readonly RiskEvent[];
    } & SubmittedCommands);

/**
 * Marks the account to the closes of the bars that have closed since the last mark, lets the limits act on it, and gives the queue what the exit
 * rules want. The exits are told by the rows at every tick, bar or no bar, so that a call that died after the mark is made good by the next one. A
 * session whose time is over is marked once more and stopped. What is of old shares becomes new ones before; while nobody knows, their symbols' bars count as not readable.
 */
export async function monitorRisk(deps: MonitorRiskDeps): Promise<MonitorRiskOutcome> {
  const now = deps.clock.now();
  const stored = await deps.ledger.readAccount();
  if (stored?.session == null || !isWatched(stored.session))
    return { kind: 'idle', reason: 'no active session', view: stored && (await knowSplits(deps, stored)).view };
  const { session } = stored;
  const plan = activePlan(deps.plan, session);
  const { failures, read, results } = await readBars(deps, plan, stored);
  const { view, snapshot, riskEvents } = await markAtClose(deps.ledger, plan, read, results.flat(), now);
  const isOver = hasEnded(session, view.account.markedAt);
  const commands = isOver
    ? lateCancels(plan, view, session, now)
    : await watchCommands(deps.ledger, plan, view, session);
  const submitted = await submitCommands({ ...deps, plan }, commands, view, now);
  if (isOver) await stopSession(deps, session.id, { reason: ENDED });
  else await superviseSession(deps, session, failures.length === 0 || results.length > 0);
  throwFailures(failures);
  return { kind: 'watched', view, snapshot, riskEvents, ...submitted };
}

/** Bars since the marks, in the shares that the ledger counts. Where one jumps as if shares had been split, the service may have been late to tell: it is asked once more. */
async function readBars(deps: MonitorRiskDeps, plan: TradingPlan, stored: AccountView) {
  const first = await readOnce(deps, plan, stored, false);
  const mayBeSplit = deps.splits !== undefined && hasJumped(first.read, first.results.flat());
  return mayBeSplit ? readOnce(deps, plan, first.read, true) : first;
}

async function readOnce(deps: MonitorRiskDeps, plan: TradingPlan, stored: AccountView, isDoubted: boolean) {
  const now = deps.clock.now();
  const { marketData, view: read } = await withKnownShares(deps, stored, 'since_split', isDoubted);
  const found = await eachSymbol(watchedSymbols(plan, read), (symbol) => newBars(marketData, plan, read, symbol, now));
  return { ...found, read };
}

/** A session that has ended wants nothing any more, least of all an entry that would fill when nobody protects it. Its last orders have a minute for the way to their fills. */
function lateCancels(
  plan: TradingPlan,
  { account, positions }: AccountView,
  { endsAt, id: sessionId, status: restriction }: Session,
  now: Instant,
): readonly OrderCommand[] {
  if (restriction !== 'STOPPING' || now < (endsAt ?? 0) + MINUTE) return [];
  return cancelRestrictedEntries({ plan, sessionId, positions, closeTime: account.markedAt, restriction });
}

/** What is of shares of before a split goes first. */
async function watchCommands(
  ledger: Ledger,
  plan: TradingPlan,
  view: AccountView,
  { id: sessionId }: Session,
): Promise<readonly OrderCommand[]> {
  const { account, environment } = plan;
  const old = await endOldOrders(ledger, { account, environment, sessionId }, view);
  const leaving = new Set(old.flatMap((command) => (command.kind === 'place' ? [command.intent.symbol] : [])));
  const exits = await exitCommands(ledger, plan, view);
  return [...old, ...exits.filter((command) => !leaving.has(addressOf(command).symbol))];
}
