import type { Clock } from '#application/ports/clock.ts';
import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import { EXITS_GO_ON, type SessionStatus } from '#domain/sessions/session.ts';
import { type Instant, MINUTE, SECOND, toIso } from '#domain/shared/instant.ts';
import type { SignalAction } from '#domain/strategies/strategy.ts';
import { planOrders } from '#domain/trading/plan-orders.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { equityAt, lastPrice } from './last-price.ts';
import { marketFacts } from './market-facts.ts';
import { sessionSteps } from './session-steps.ts';
import { submitCommands } from './submit-commands.ts';

/** A signal from outside. It never brings its own size or account. */
export interface ExternalSignal {
  /** The sender's id of the signal: the same id, strategy, symbol and time are the same signal. */
  readonly id: string;
  readonly strategy: string;
  readonly symbol: string;
  readonly action: SignalAction;
  /** 0–100. */
  readonly strength: number;
  readonly time: Instant;
}

export interface AcceptSignalDeps {
  readonly ledger: Ledger;
  readonly marketData: MarketData;
  readonly queue: OrderQueue;
  readonly clock: Clock;
  readonly plan: TradingPlan;
}

export type AcceptSignalOutcome =
  | { readonly kind: 'queued' | 'denied'; readonly clientOrderIds: readonly string[] }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** How long after its time a signal may still trade, and how far ahead of us its sender's clock may be. */
const MAX_AGE = MINUTE;
const MAX_AHEAD = 5 * SECOND;

/** Turns one external signal into at most one order intent; a refused one is recorded as a risk event. */
export async function acceptSignal(deps: AcceptSignalDeps, signal: ExternalSignal): Promise<AcceptSignalOutcome> {
  const view = await deps.ledger.readAccount();
  const price = view === null ? null : await lastPrice(deps.marketData, signal.symbol, isExit(signal) ? view : null);
  const now = deps.clock.now();
  const reason = refusalOf(signal, view, now) ?? (price === null ? `${signal.symbol} has no price` : null);
  if (reason !== null || view?.session == null || price === null)
    return refuse(deps, signal, reason ?? 'no session', now);

  const plan = sessionSteps(deps.plan, view.session);
  const raised = {
    strategy: signal.strategy,
    symbol: signal.symbol,
    signal: { action: signal.action, ranking: signal.strength, reason: `signal ${signal.id}` },
    price: price.price,
    priceTime: price.time,
    time: signal.time,
    // Never the sequence of a bar's own signal, whatever the sender calls his.
    sequence: `event:${signal.id}`,
  };
  const signals = signal.action === 'HOLD' ? [] : [raised];
  const commands = planOrders(signals, {
    plan,
    account: view.account,
    sessionId: view.session.id,
    positions: view.positions,
    equity: equityAt(view, signal.symbol, price.price),
    marketOf: await marketFacts(deps.marketData, plan, view, signals, now),
    lifetime: MAX_AGE,
  });
  if (commands.length === 0) return { kind: 'ignored', reason: `${signal.action} changes nothing now` };
  const { queued, denied } = await submitCommands({ ...deps, plan }, commands, view, now);
  const ids = [...queued, ...denied].map((intent) => intent.clientOrderId);
  return { kind: queued.length > 0 ? 'queued' : 'denied', clientOrderIds: ids };
}

/** Signals that only leave a position are taken as long as the session lives, and need no fresh price. */
function isExit({ action }: ExternalSignal): boolean {
  return action === 'SELL' || action === 'CLOSE';
}

function refusalOf(signal: ExternalSignal, view: AccountView | null, now: Instant): string | null {
  const session = view?.session ?? null;
  const allowed: readonly SessionStatus[] = isExit(signal) ? EXITS_GO_ON : ['RUNNING'];
  if (session === null || !allowed.includes(session.status)) return `the session is ${session?.status ?? 'not there'}`;
  if (!session.symbols.includes(signal.symbol)) return `${signal.symbol} is not of this session`;
  const age = now - signal.time;
  return age > MAX_AGE || age < -MAX_AHEAD ? `its time ${toIso(signal.time)} is ${age} ms ago` : null;
}

async function refuse(
  deps: AcceptSignalDeps,
  signal: ExternalSignal,
  reason: string,
  at: Instant,
): Promise<AcceptSignalOutcome> {
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
