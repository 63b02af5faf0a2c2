import { equityAt, lastPrice } from '#application/market/last-price.ts';
import { marketFacts } from '#application/market/market-facts.ts';
import { submitCommands } from '#application/orders/submit-commands.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import type { SplitSource } from '#application/ports/split-source.ts';
import { sessionSteps } from '#application/sessions/session-steps.ts';
import { knownShares } from '#application/splits/known-shares.ts';
import type { Violation } from '#domain/orders/violation.ts';
import { type Instant, toIso } from '#domain/shared/instant.ts';
import type { SignalRecord } from '#domain/signals/signal-record.ts';
import { type PlannedSignal, planSignals } from '#domain/trading/plan-orders.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import {
  type ExternalSignal,
  externalRecord,
  isExit,
  MAX_AGE,
  NO_SESSION,
  type Refusal,
  reasonOf,
  refusalOf,
} from './external-signal.ts';
import { decisionOf, denial } from './signal-decision.ts';

export interface AcceptSignalDeps {
  readonly ledger: Ledger;
  readonly marketData: MarketData;
  readonly splits?: SplitSource | undefined;
  readonly queue: OrderQueue;
  readonly clock: Clock;
  readonly plan: TradingPlan;
}

export type AcceptSignalOutcome =
  | {
      readonly kind: 'queued' | 'denied';
      readonly clientOrderIds: readonly string[];
      /** Of each that was denied. */
      readonly violations: readonly (readonly Violation[])[];
    }
  | { readonly kind: 'ignored' | 'refused'; readonly reason: string }
  /** It has come before, and what was decided then stands. */
  | { readonly kind: 'duplicate' };

/**
 * Turns one external signal into at most one order intent. What is decided of it is recorded before it is done, and stands: the same signal again does
 * nothing but what a crash has kept the first one from. A refused one is a risk event, too.
 *
 * @throws {MarketDataError} when nobody answers about the price of an entry, or it is not known yet which shares are traded today; nothing is recorded then, it may be sent again.
 */
export async function acceptSignal(deps: AcceptSignalDeps, signal: ExternalSignal): Promise<AcceptSignalOutcome> {
  if (signal.action === 'HOLD') return { kind: 'ignored', reason: 'HOLD asks for nothing' };
  const view = await deps.ledger.readAccount();
  const refusal = refusalOf(signal, view, deps.clock.now());
  if (refusal !== null || view?.session == null) return refuse(deps, signal, view, refusal ?? NO_SESSION);
  const marketData = knownShares({ ...deps, view, now: deps.clock.now(), fault: null, history: 'since_split' });
  const price = await lastPrice(marketData, signal.symbol, isExit(signal) ? view : null);
  if (price === null) return refuse(deps, signal, view, ['no_price', `${signal.symbol} has no price`]);

  const now = deps.clock.now();
  const plan = sessionSteps(deps.plan, view.session);
  const raised = {
    strategy: signal.strategy,
    symbol: signal.symbol,
    signal: { action: signal.action, ranking: signal.strength, reason: reasonOf(signal) },
    price: price.price,
    priceTime: price.time,
    time: signal.time,
    // Never the sequence of a bar's own signal, whatever the sender calls his.
    sequence: `${signal.source}:${signal.id}`,
  };
  const [planned] = planSignals([raised], {
    plan,
    account: view.account,
    sessionId: view.session.id,
    positions: view.positions,
    equity: equityAt(view, signal.symbol, price.price),
    marketOf: await marketFacts(marketData, plan, view, [raised], now),
    lifetime: MAX_AGE,
  });
  const decision = planned === undefined ? null : decisionOf(planned);
  if (planned === undefined || decision === null) return { kind: 'ignored', reason: 'it asks for nothing' };
  if (!(await isToBeDone(deps, externalRecord(deps.plan, signal, view, decision, now)))) return { kind: 'duplicate' };
  if (decision.kind === 'denied') return { kind: 'ignored', reason: decision.detail };
  return submit({ ...deps, plan }, planned, view, now);
}

async function submit(
  deps: AcceptSignalDeps,
  { commands }: PlannedSignal,
  view: AccountView,
  now: Instant,
): Promise<AcceptSignalOutcome> {
  const { queued, denied } = await submitCommands(deps, commands, view, now);
  const ids = [...queued, ...denied].map((intent) => intent.clientOrderId);
  return {
    kind: denied.length > 0 ? 'denied' : 'queued',
    clientOrderIds: ids,
    violations: denied.map(({ violations }) => violations),
  };
}

/**
 * Whether the decision is this signal's, and nothing shows that it has been carried out. A call that died after the record left it so; what it asked for
 * has the same id again.
 */
async function isToBeDone({ ledger }: AcceptSignalDeps, record: SignalRecord): Promise<boolean> {
  const { isNew, signal } = await ledger.recordSignal(record, []);
  if (isNew) return true;
  const { decision } = record;
  const isSame = signal.symbol === record.symbol && signal.time === record.time && signal.action === record.action;
  if (!isSame || signal.decision.kind !== decision.kind) return false;
  if (decision.kind !== 'ordered' || signal.decision.kind !== 'ordered') return true;
  if (signal.decision.clientOrderId !== decision.clientOrderId) return false;
  return (await ledger.readOrder(decision.clientOrderId)) === null;
}

async function refuse(
  deps: AcceptSignalDeps,
  signal: ExternalSignal,
  view: AccountView | null,
  [cause, reason]: Refusal,
): Promise<AcceptSignalOutcome> {
  const at = deps.clock.now();
  const isOurs = await isToBeDone(deps, externalRecord(deps.plan, signal, view, denial(cause, reason), at));
  if (!isOurs) return { kind: 'duplicate' };
  await deps.ledger.recordRiskEvent({
    id: `signal-refused#${signal.strategy}#${signal.symbol}#${toIso(signal.time)}#${signal.id}`,
    account: deps.plan.account,
    sessionId: null,
    kind: 'SignalDenied',
    severity: 'warning',
    at,
    detail: { signalId: signal.id, strategy: signal.strategy, symbol: signal.symbol, action: signal.action, reason },
  });
  return { kind: 'refused', reason };
}
