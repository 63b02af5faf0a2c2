import type { Account } from '#domain/accounts/account.ts';
import type { ClosedTrade } from '#domain/accounts/closed-trade.ts';
import type { EquitySnapshot } from '#domain/accounts/equity-snapshot.ts';
import type { Position } from '#domain/accounts/position.ts';
import type { BrokerHealth } from '#domain/brokers/broker-health.ts';
import type { EmergencyStop } from '#domain/emergency/emergency-stop.ts';
import type { Fill } from '#domain/orders/fill.ts';
import type { Order } from '#domain/orders/order.ts';
import type { CashAdjustment } from '#domain/reconciliation/adjustment.ts';
import type { Reconciliation } from '#domain/reconciliation/reconciliation.ts';
import type { ReservationRepair } from '#domain/reconciliation/sound-reservations.ts';
import type { AuthorisationBounds } from '#domain/risk/authorisation-bounds.ts';
import type { Session } from '#domain/sessions/session.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';
import type { SignalDecision, SignalRecord } from '#domain/signals/signal-record.ts';
import type { AskedSplits, SplitBook, SplitNote } from '#domain/splits/split-book.ts';

export type { AuthorisationBounds };

/** A strategy's state between two bars; `state` is plain JSON. */
export interface StrategyState {
  readonly sessionId: string;
  readonly strategy: string;
  /** Of the rule and its parameters: the state of another rule cannot be taken up. */
  readonly fingerprint: string;
  readonly symbol: string;
  /** Open time of the last bar stepped. */
  readonly lastBar: Instant;
  readonly state: unknown;
}

/** The account's partition, read consistently in one call. */
export interface AccountView {
  readonly account: Account;
  readonly positions: ReadonlyMap<string, Position>;
  /** The session that holds the account. */
  readonly session: Session | null;
  /** `null`: nothing was ever recorded of the way to the broker, all is well. */
  readonly broker: BrokerHealth | null;
  /** By `strategyStateKey`, of the session that holds the account. */
  readonly strategyStates: readonly StrategyState[];
  readonly splits: SplitBook;
}

export type AuthoriseOutcome =
  | { readonly kind: 'authorised' }
  /** The id already has an order. It is this invocation's own when `authorisedBy` and `attempt` are. */
  | { readonly kind: 'exists'; readonly order: Order }
  /** A row is not what was read, or a bound is passed: read again, judge again. */
  | { readonly kind: 'changed' };

export type CommitOutcome = 'committed' | 'changed';
export type ApplyFillOutcome = 'applied' | 'duplicate' | 'changed';

export interface RiskEvent {
  /** Deterministic, so that the same fact is recorded once. */
  readonly id: string;
  readonly account: string;
  readonly sessionId: string | null;
  readonly kind: string;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly at: Instant;
  readonly detail: Readonly<Record<string, string>>;
}

/** The signal as it stands in the ledger, and whether this call has put it there. */
export interface RecordedSignal {
  readonly isNew: boolean;
  readonly signal: SignalRecord;
}

/** Somebody has looked at a risk event and says that it is dealt with. */
export interface Resolution {
  readonly at: Instant;
  readonly by: string;
  readonly reason: string;
}

/** A risk event as it stands in the ledger. */
export interface RecordedRiskEvent extends RiskEvent {
  /** `null`: nobody has dealt with it. */
  readonly resolution: Resolution | null;
}

/** One fill and everything that it moves, computed by the domain from the rows that were read. */
export interface FillApplication {
  readonly fill: Fill;
  /** `null` for an EXTERNAL fill. */
  readonly order: { readonly before: Order; readonly after: Order } | null;
  readonly position: { readonly before: Position; readonly after: Position };
  /** `mode` may move too: an EXTERNAL fill leaves the account in REDUCE_ONLY. */
  readonly account: { readonly before: Account; readonly after: Account };
  /** The trade that the fill ended, recorded with it. */
  readonly trade: ClosedTrade | null;
  /** The synthetic entry that takes back what was declared in the fill's place; the rows are after both. */
  readonly reversal?: Fill | null;
  /** Of a fill of old shares, what makes them new ones. */
  readonly companion?: Fill | null;
  /** Cash that comes or goes with it: what an entry is paid for that nobody has bought here. */
  readonly cash?: CashAdjustment | null;
  /** What is odd about the fill, recorded in the same transaction, so that no crash can lose it. */
  readonly riskEvent: RiskEvent | null;
}

/** A split and everything that it moves. */
export interface SplitApplication {
  readonly note: SplitNote;
  /** `null`: it moves no shares, of which the note and the event then tell. */
  readonly entry: Fill | null;
  readonly position: { readonly before: Position; readonly after: Position };
  /** `mode` may move too. */
  readonly account: { readonly before: Account; readonly after: Account };
  readonly riskEvent: RiskEvent;
}

/** The account marked to market at one bar close. */
export interface MarkApplication {
  readonly before: Account;
  readonly after: Account;
  /** Positions whose mark moved. */
  readonly positions: readonly Position[];
  readonly sessionId: string | null;
  readonly snapshot: EquitySnapshot | null;
  /** What the limits make of the mark, recorded with it; `after` carries their mode and pauses. */
  readonly riskEvents: readonly RiskEvent[];
  /** The emergency stop of a halt that the mark has made: the one is not written without the other. */
  readonly stop: EmergencyStop | null;
}

/**
 * The record of everything, for one account. Every write is conditional on what was read and tells by
 * its outcome when that has changed; I/O failures throw. A lost answer is safe to repeat: the second
 * call reports the state that the first one left.
 */
export interface Ledger {
  /** `null` before the account's first session. */
  readAccount(): Promise<AccountView | null>;
  readOrder(clientOrderId: string): Promise<Order | null>;
  /** Orders that are not terminal, or whose outcome is unknown. From an index: for tracking, never for a rule. */
  listOpenOrders(): Promise<readonly Order[]>;

  /**
   * One transaction of three items: the order (state SUBMITTED, attempt 1) put if absent, the symbol row,
   * the account row. Conditions, besides the bounds: session and mode allow the kind of order; for entries no
   * symbol lock, and the account's `fillSeq` as read (a fill elsewhere moves cash and exposure); `position.fillSeq` as read; for exits `exitReserved ≤ |position| − quantity`.
   */
  authorise(
    order: Order,
    view: { account: Account; position: Position },
    bounds: AuthorisationBounds,
  ): Promise<AuthoriseOutcome>;
  /** Records a denied order (state REJECTED, attempt 0) once; returns the order that the id has. */
  deny(order: Order): Promise<Order>;
  /**
   * Moves an order to its next version, with the change of its reservation on the symbol and account
   * rows and the symbol lock in the same transaction where they change; `before.version` must be current.
   */
  commitOrder(before: Order, after: Order): Promise<CommitOutcome>;
  /** As `commitOrder`, for a further attempt: only while session and mode still allow this kind of order. */
  commitAttempt(before: Order, after: Order): Promise<CommitOutcome>;
  applyFill(application: FillApplication): Promise<ApplyFillOutcome>;
  /** Once a split: `duplicate` when it, or a later one of the symbol, is in; `changed` when a fill, a mark or an order came since the read. */
  applySplit(application: SplitApplication): Promise<ApplyFillOutcome>;
  /** The history of the note's symbol is told in new shares; nothing, where there is a later split. */
  confirmHistory(note: SplitNote): Promise<void>;
  /** What was asked of splits, over what was read. */
  saveAskedSplits(before: AskedSplits | null, after: AskedSplits): Promise<CommitOutcome>;
  /** Moves the venue cursor on, after the fills before it are in. */
  saveFillCursor(before: string | null, after: string): Promise<CommitOutcome>;

  /** Refused (`changed`) when a fill came since the read, or the account has been marked at this bar or later. */
  mark(application: MarkApplication): Promise<CommitOutcome>;
  /** Moves the mode only, into HALTED under a new `haltEpoch`; `changed` when it is not the one that was read, or a kill came since. A kill is lifted by nothing else. */
  moveMode(before: Account, after: Pick<Account, 'mode' | 'modeCause'>): Promise<CommitOutcome>;
  /** Unconditional: mode HALTED, `haltEpoch` + 1. Returns the new epoch. */
  kill(): Promise<number>;

  /** Puts a stop once; returns the one that the id has. */
  openStop(stop: EmergencyStop): Promise<EmergencyStop>;
  readStop(id: string): Promise<EmergencyStop | null>;
  /** Over `before.version` only. */
  commitStop(before: EmergencyStop, after: EmergencyStop): Promise<CommitOutcome>;
  /** The latest first. */
  listStops(): Promise<readonly EmergencyStop[]>;

  /** Puts a reconciliation once; returns the one that the id has. */
  openReconciliation(reconciliation: Reconciliation): Promise<Reconciliation>;
  readReconciliation(id: string): Promise<Reconciliation | null>;
  /** Over `before.version` only. */
  commitReconciliation(before: Reconciliation, after: Reconciliation): Promise<CommitOutcome>;
  /** Those requested at `since` or later, the latest first. */
  listReconciliations(since: Instant): Promise<readonly Reconciliation[]>;
  /** Declares a difference of cash once; `changed` when a fill or a mark came since the read. */
  declareCash(adjustment: CashAdjustment, account: { before: Account; after: Account }): Promise<ApplyFillOutcome>;
  /** Sets what the rows promise to what the working orders hold, and records the event with it; `changed` when any of them moved since the read. */
  repairReservations(repair: ReservationRepair, event: RiskEvent): Promise<CommitOutcome>;
  /** The oldest first. */
  listCashAdjustments(): Promise<readonly CashAdjustment[]>;

  /** Puts the session (STARTING) and takes the account's lock; creates the account row with `opening` if absent. */
  openSession(session: Session, opening: { currency: string; cash: Decimal }): Promise<'opened' | { heldBy: string }>;
  /**
   * Moves session record and account row together; `before.version` must be current. A STOPPED session frees
   * the lock; with `asRead`, only if no order was authorised and no fill came since that read.
   */
  commitSession(before: Session, after: Session, asRead?: Account): Promise<CommitOutcome>;
  readSession(id: string): Promise<Session | null>;
  /** Conditional on the stored `lastBar` being `before` (`null`: none yet). */
  saveStrategyState(state: StrategyState, before: Instant | null): Promise<CommitOutcome>;

  /** Records a signal once, in place of one of which only `over` was decided; returns the one that the id has. */
  recordSignal(signal: SignalRecord, over: readonly SignalDecision['kind'][]): Promise<RecordedSignal>;

  /** Resolves a recorded event once; returns it as it is then, `null` where there is none. */
  resolveRiskEvent(id: string, resolution: Resolution): Promise<RecordedRiskEvent | null>;
  /** Records a risk event once. */
  recordRiskEvent(event: RiskEvent): Promise<void>;

  /** The latest first. */
  listSessions(): Promise<readonly Session[]>;
  /** By creation; `null`: of all sessions. */
  listOrders(sessionId: string | null): Promise<readonly Order[]>;
  readFill(symbol: string, id: string): Promise<Fill | null>;
  /** In the venue's order; `null`: of all sessions. */
  listFills(sessionId: string | null): Promise<readonly Fill[]>;
  /** Trades of the account closed at `since` or later, oldest first. */
  listClosedTrades(since: Instant): Promise<readonly ClosedTrade[]>;
  /** The latest received first. */
  listSignals(): Promise<readonly SignalRecord[]>;
  /** By bar; `since`: of bars that opened then or later. */
  listSnapshots(sessionId: string, since?: Instant): Promise<readonly EquitySnapshot[]>;
  listRiskEvents(): Promise<readonly RecordedRiskEvent[]>;
}
