import type { Clock } from '#application/ports/clock.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import { planOrders } from '#domain/strategies/plan-orders.ts';
import type { SignalAction } from '#domain/strategies/strategy.ts';
import type { TradingPlan } from '#domain/strategies/trading-plan.ts';
import { type Instant, MINUTE, SECOND, toIso } from '#domain/trading/instant.ts';
import { valueAccount } from '#domain/trading/mark-to-market.ts';
import { submitIntents } from './submit-intents.ts';

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
  const now = deps.clock.now();
  const view = await deps.ledger.readAccount();
  const session = view?.session ?? null;
  if (view === null || session?.status !== 'RUNNING') return refuse(deps, signal, 'no running session', now);
  if (!session.symbols.includes(signal.symbol))
    return refuse(deps, signal, `${signal.symbol} is not of this session`, now);
  const age = now - signal.time;
  if (age > MAX_AGE || age < -MAX_AHEAD)
    return refuse(deps, signal, `its time ${toIso(signal.time)} is ${age} ms ago`, now);
  const price = await deps.marketData.getLatestPrice(signal.symbol);
  if (price === null) return refuse(deps, signal, `${signal.symbol} has no price`, now);

  const raised = {
    strategy: signal.strategy,
    symbol: signal.symbol,
    signal: { action: signal.action, ranking: signal.strength, reason: `signal ${signal.id}` },
    price: price.price,
    priceTime: price.time,
    time: signal.time,
    sequence: signal.id,
  };
  const marks = new Map([[signal.symbol, price]]);
  const intents = planOrders(signal.action === 'HOLD' ? [] : [raised], {
    environment: deps.plan.environment,
    account: view.account,
    sessionId: session.id,
    positions: view.positions,
    equity: valueAccount(view.account.cash, view.positions.values(), marks).equity,
    sizing: deps.plan.sizing,
    entryLifetime: MAX_AGE,
  });
  if (intents.length === 0) return { kind: 'ignored', reason: `${signal.action} changes nothing now` };
  const { queued, denied } = await submitIntents(deps, intents, view, now);
  const ids = [...queued, ...denied].map((intent) => intent.clientOrderId);
  return { kind: queued.length > 0 ? 'queued' : 'denied', clientOrderIds: ids };
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
