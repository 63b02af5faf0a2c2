import type { AccountView } from '#application/ports/ledger.ts';
import { signalIdOf } from '#domain/orders/client-order-id.ts';
import { EXITS_GO_ON, type SessionStatus } from '#domain/sessions/session.ts';
import { type Instant, MINUTE, SECOND, toIso } from '#domain/shared/instant.ts';
import type { SignalDecision, SignalDenial, SignalRecord } from '#domain/signals/signal-record.ts';
import type { SignalAction } from '#domain/strategies/strategy.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

/** A signal from outside. It never brings its own size or account. */
export interface ExternalSignal {
  readonly source: 'event' | 'webhook';
  /**
   * The sender's id of the signal. Of an event, the same id, strategy, symbol and time are the same signal; of a call of the webhook, the same id and
   * strategy: whoever repeats one with another symbol or time has not sent another.
   */
  readonly id: string;
  readonly strategy: string;
  readonly symbol: string;
  readonly action: SignalAction;
  /** 0–100. */
  readonly strength: number;
  readonly time: Instant;
}

/** How long after its time a signal may still trade. */
export const MAX_AGE = MINUTE;
/** How far ahead of us its sender's clock may be. */
const MAX_AHEAD = { event: 5 * SECOND, webhook: MINUTE } as const;

/** The id of the signal's record. */
export function externalSignalId(
  { environment, account }: Pick<TradingPlan, 'account' | 'environment'>,
  { source, strategy, symbol, time, id }: ExternalSignal,
): string {
  const parts = source === 'webhook' ? [strategy, id] : [strategy, symbol, toIso(time), id];
  return signalIdOf(environment, account, source, parts);
}

/** The signal with what is decided of it. */
export function externalRecord(
  plan: TradingPlan,
  signal: ExternalSignal,
  view: AccountView | null,
  decision: SignalDecision,
  receivedAt: Instant,
): SignalRecord {
  const { source, strategy, symbol, action, strength, time } = signal;
  return {
    id: externalSignalId(plan, signal),
    account: plan.account,
    sessionId: view?.session?.id ?? null,
    source,
    strategy,
    symbol,
    action,
    strength,
    reason: reasonOf(signal),
    time,
    receivedAt,
    decision,
  };
}

export function reasonOf({ id }: ExternalSignal): string {
  return `signal ${id}`;
}

/** Signals that only leave a position are taken as long as the session lives, and need no fresh price. */
export function isExit({ action }: ExternalSignal): boolean {
  return action === 'SELL' || action === 'CLOSE';
}

export type Refusal = readonly [cause: SignalDenial, reason: string];

export const NO_SESSION: Refusal = ['session', 'the session is not there'];

/** What keeps a signal from being looked at; `null`: nothing. */
export function refusalOf(signal: ExternalSignal, view: AccountView | null, now: Instant): Refusal | null {
  const session = view?.session ?? null;
  const allowed: readonly SessionStatus[] = isExit(signal) ? EXITS_GO_ON : ['RUNNING'];
  if (session === null) return NO_SESSION;
  if (!allowed.includes(session.status)) return ['session', `the session is ${session.status}`];
  if (!session.symbols.includes(signal.symbol)) return ['unknown_symbol', `${signal.symbol} is not of this session`];
  const age = now - signal.time;
  return isFresh(signal, now) ? null : ['stale', `its time ${toIso(signal.time)} is ${age} ms ago`];
}

/** Whether a signal may still trade, by its time. */
export function isFresh({ source, time }: Pick<ExternalSignal, 'source' | 'time'>, now: Instant): boolean {
  const age = now - time;
  return age <= MAX_AGE && age >= -MAX_AHEAD[source];
}
