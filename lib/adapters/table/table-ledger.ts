import type {
  AccountView,
  ApplyFillOutcome,
  AuthorisationBounds,
  AuthoriseOutcome,
  CommitOutcome,
  FillApplication,
  Ledger,
  MarkApplication,
  RecordedRiskEvent,
  RecordedSignal,
  Resolution,
  RiskEvent,
  SplitApplication,
  StrategyState,
} from '#application/ports/ledger.ts';
import type { Account } from '#domain/accounts/account.ts';
import type { ClosedTrade } from '#domain/accounts/closed-trade.ts';
import type { EquitySnapshot } from '#domain/accounts/equity-snapshot.ts';
import type { Position } from '#domain/accounts/position.ts';
import type { EmergencyStop } from '#domain/emergency/emergency-stop.ts';
import type { Fill } from '#domain/orders/fill.ts';
import type { Order } from '#domain/orders/order.ts';
import type { CashAdjustment } from '#domain/reconciliation/adjustment.ts';
import type { Reconciliation } from '#domain/reconciliation/reconciliation.ts';
import { timePrefix } from '#domain/reconciliation/reconciliation-id.ts';
import type { ReservationRepair } from '#domain/reconciliation/sound-reservations.ts';
import type { Session } from '#domain/sessions/session.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';
import type { SignalDecision, SignalRecord } from '#domain/signals/signal-record.ts';
import type { AskedSplits, SplitNote } from '#domain/splits/split-book.ts';
import { brokerRecord, decodeAccountView } from './account-view.ts';
import { applyFillWrites } from './apply-fill.ts';
import { authoriseWrites } from './authorise.ts';
import { canonicalText, requestToken } from './canonical-text.ts';
import { declareCashWrites, decodeCashAdjustment } from './cash-adjustment-record.ts';
import { decodeClosedTrade } from './closed-trade-record.ts';
import { commitOrderWrites, mayCloseSymbol } from './commit-order.ts';
import { IS_NEW, isOther, isStill } from './conditions.ts';
import { decodeEmergencyStop, encodeEmergencyStop } from './emergency-stop-record.ts';
import { decodeFill } from './fill-record.ts';
import * as keys from './keys.ts';
import { markWrites } from './mark-account.ts';
import { decodeOrder, encodeOrder, isOpen } from './order-record.ts';
import { decodeReconciliation, encodeReconciliation } from './reconciliation-record.ts';
import { attributes, RecordReader } from './record.ts';
import { repairWrites } from './repair-reservations.ts';
import { decodeRiskEvent, encodeRiskEvent } from './risk-event-record.ts';
import { decodeSession } from './session-record.ts';
import { commitSessionWrites, type Opening, openSessionWrites } from './session-writes.ts';
import { decodeSignal, putSignal } from './signal-record.ts';
import { decodeSnapshot } from './snapshot-record.ts';
import { applySplitWrites, confirmHistoryWrite, isLaterSplit, putAskedSplits } from './split-record.ts';
import { encodeStrategyState } from './strategy-state-record.ts';
import type { Condition, FailedCondition, Item, Put, Table, Write, WriteOutcome } from './table.ts';

/** How often opening a session reads the account row again after it changed under the write. */
const OPEN_SESSION_ATTEMPTS = 5;

/**
 * The ledger of one account, as conditional writes to a `Table`. It decides nothing that it could
 * leave to a condition, and repeats nothing but a write that is harmless to repeat: the token of a transaction is
 * a hash of its content, and a commit that finds its own version already stored reports `committed`.
 */
export class TableLedger implements Ledger {
  readonly #table: Table;
  readonly #account: string;
  readonly #seeBroker: (record: Item | null) => void;

  /** `seeBroker` gets the record of the broker's health with every read of the account. */
  constructor(table: Table, account: string, seeBroker: (record: Item | null) => void = () => {}) {
    this.#table = table;
    this.#account = account;
    this.#seeBroker = seeBroker;
  }

  async readAccount(): Promise<AccountView | null> {
    const partition = await this.#table.query(keys.accountPartition(this.#account));
    this.#seeBroker(brokerRecord(partition));
    return decodeAccountView(partition);
  }

  async readOrder(clientOrderId: string): Promise<Order | null> {
    const item = await this.#table.get(keys.orderKey(this.#account, clientOrderId));
    return item === null ? null : decodeOrder(item);
  }

  /** Oldest first. The index may lag: an order that it misses now is found at the next tick. */
  async listOpenOrders(): Promise<readonly Order[]> {
    const open = await this.#table.queryOpenOrders(this.#account);
    const items = await this.#table.getMany(open);
    return items.map(decodeOrder).filter(isOpen).sort(byCreation);
  }

  async authorise(
    order: Order,
    view: { account: Account; position: Position },
    bounds: AuthorisationBounds,
  ): Promise<AuthoriseOutcome> {
    const outcome = await this.#transact(authoriseWrites(order, view, bounds));
    if (outcome.ok) {
      return { kind: 'authorised' };
    }
    const existing = itemOf(outcome.failed, 0);
    return existing === null ? { kind: 'changed' } : { kind: 'exists', order: decodeOrder(existing) };
  }

  async deny(order: Order): Promise<Order> {
    const outcome = await this.#table.write({ kind: 'put', item: encodeOrder(order), when: IS_NEW });
    const existing = outcome.ok ? null : itemOf(outcome.failed, 0);
    return existing === null ? order : decodeOrder(existing);
  }

  /**
   * Takes the symbol out of the open ones only on proof, in the same transaction, that this entry was all that kept it
   * there; where that cannot be proven the symbol stays until the fill that closes it (a stale member can only deny).
   */
  async commitOrder(before: Order, after: Order): Promise<CommitOutcome> {
    if (mayCloseSymbol(before, after)) {
      const terms = { mustBePermitted: false, closesSymbol: true };
      if ((await this.#commit(commitOrderWrites(before, after, terms))) === 'committed') {
        return 'committed';
      }
    }
    return this.#commit(commitOrderWrites(before, after, { mustBePermitted: false, closesSymbol: false }));
  }

  commitAttempt(before: Order, after: Order): Promise<CommitOutcome> {
    return this.#commit(commitOrderWrites(before, after, { mustBePermitted: true, closesSymbol: false }));
  }

  async applyFill(application: FillApplication): Promise<ApplyFillOutcome> {
    const outcome = await this.#transact(applyFillWrites(application));
    if (outcome.ok) {
      return 'applied';
    }
    return outcome.failed.some(({ index }) => index === 0) ? 'duplicate' : 'changed';
  }

  async applySplit(application: SplitApplication): Promise<ApplyFillOutcome> {
    const outcome = await this.#transact(applySplitWrites(application));
    if (outcome.ok) return 'applied';
    const noted = itemOf(outcome.failed, 0);
    return noted !== null && isLaterSplit(noted, application.note) ? 'duplicate' : 'changed';
  }

  async confirmHistory(note: SplitNote): Promise<void> {
    await this.#table.write(confirmHistoryWrite(this.#account, note));
  }

  saveAskedSplits(before: AskedSplits | null, after: AskedSplits): Promise<CommitOutcome> {
    return this.#commit([putAskedSplits(this.#account, before, after)]);
  }

  async saveFillCursor(before: string | null, after: string): Promise<CommitOutcome> {
    const outcome = await this.#table.write({
      kind: 'update',
      key: keys.accountKey(this.#account),
      set: { fillCursor: after },
      when: [['present', 'openingCash'], before === null ? ['absent', 'fillCursor'] : ['=', 'fillCursor', before]],
    });
    const isThere = outcome.ok || itemOf(outcome.failed, 0)?.fillCursor === after;
    return isThere ? 'committed' : 'changed';
  }

  async mark(application: MarkApplication): Promise<CommitOutcome> {
    const outcome = await this.#transact(markWrites(application));
    return outcome.ok ? 'committed' : 'changed';
  }

  async moveMode(before: Account, { mode, modeCause }: Pick<Account, 'mode' | 'modeCause'>): Promise<CommitOutcome> {
    const isHalt = mode === 'HALTED' && before.mode !== 'HALTED';
    const epoch = isHalt ? { haltEpoch: new Decimal(before.haltEpoch + 1) } : {};
    const outcome = await this.#table.write({
      kind: 'update',
      key: keys.accountKey(this.#account),
      set: modeCause === null ? { mode, ...epoch } : { mode, modeCause, ...epoch },
      ...(modeCause === null ? { remove: ['modeCause'] } : {}),
      when: [['=', 'mode', before.mode], isStill('haltEpoch', before.haltEpoch)],
    });
    const item = outcome.ok ? null : itemOf(outcome.failed, 0);
    const isThere = item?.mode === mode && (item.modeCause ?? null) === modeCause;
    return outcome.ok || isThere ? 'committed' : 'changed';
  }

  async kill(): Promise<number> {
    const key = keys.accountKey(this.#account);
    await this.#table.write({
      kind: 'update',
      key,
      set: { mode: 'HALTED', modeCause: 'kill' },
      add: { haltEpoch: new Decimal(1) },
    });
    const row = await this.#table.get(key);
    return new RecordReader(row ?? {}).integer('haltEpoch');
  }

  async openStop(stop: EmergencyStop): Promise<EmergencyStop> {
    const outcome = await this.#table.write({ kind: 'put', item: encodeEmergencyStop(stop), when: IS_NEW });
    const existing = outcome.ok ? null : itemOf(outcome.failed, 0);
    return existing === null ? stop : decodeEmergencyStop(existing);
  }

  async readStop(id: string): Promise<EmergencyStop | null> {
    const item = await this.#table.get(keys.emergencyStopKey(this.#account, id));
    return item === null ? null : decodeEmergencyStop(item);
  }

  commitStop(before: EmergencyStop, after: EmergencyStop): Promise<CommitOutcome> {
    const item = encodeEmergencyStop({ ...after, version: before.version + 1 });
    return this.#commit([{ kind: 'put', item, when: [isStill('version', before.version)] }]);
  }

  async listStops(): Promise<readonly EmergencyStop[]> {
    const items = await this.#table.query(keys.emergencyStopsPartition(this.#account));
    return items.map(decodeEmergencyStop).sort((a, b) => b.requestedAt - a.requestedAt || compare(a.id, b.id));
  }

  async openReconciliation(reconciliation: Reconciliation): Promise<Reconciliation> {
    const item = encodeReconciliation(reconciliation);
    const outcome = await this.#table.write({ kind: 'put', item, when: IS_NEW });
    const existing = outcome.ok ? null : itemOf(outcome.failed, 0);
    return existing === null ? reconciliation : decodeReconciliation(existing);
  }

  async readReconciliation(id: string): Promise<Reconciliation | null> {
    const item = await this.#table.get(keys.reconciliationKey(this.#account, id));
    return item === null ? null : decodeReconciliation(item);
  }

  commitReconciliation(before: Reconciliation, after: Reconciliation): Promise<CommitOutcome> {
    const item = encodeReconciliation({ ...after, version: before.version + 1 });
    return this.#commit([{ kind: 'put', item, when: [isStill('version', before.version)] }]);
  }

  async listReconciliations(since: Instant): Promise<readonly Reconciliation[]> {
    const items = await this.#table.query(keys.reconciliationsPartition(this.#account), timePrefix(since));
    return items.map(decodeReconciliation).reverse();
  }

  async declareCash(
    adjustment: CashAdjustment,
    account: { readonly before: Account; readonly after: Account },
  ): Promise<ApplyFillOutcome> {
    const outcome = await this.#transact(declareCashWrites(adjustment, account));
    if (outcome.ok) return 'applied';
    return outcome.failed.some(({ index }) => index === 0) ? 'duplicate' : 'changed';
  }

  async repairReservations(repair: ReservationRepair, event: RiskEvent): Promise<CommitOutcome> {
    return (await this.#transact(repairWrites(repair, event))).ok ? 'committed' : 'changed';
  }

  async listCashAdjustments(): Promise<readonly CashAdjustment[]> {
    return (await this.#table.query(keys.cashAdjustmentsPartition(this.#account))).map(decodeCashAdjustment);
  }

  /** `opened` also when the id already has a session, by an earlier call: the same request opens it once. */
  async openSession(session: Session, opening: Opening): Promise<'opened' | { heldBy: string }> {
    for (let attempt = 1; attempt <= OPEN_SESSION_ATTEMPTS; attempt += 1) {
      const row = await this.#table.get(keys.accountKey(this.#account));
      const outcome = await this.#transact(openSessionWrites(session, opening, row));
      if (outcome.ok || outcome.failed.some(({ index }) => index === 0)) {
        return 'opened';
      }
      const heldBy = outcome.failed.map(({ item }) => item?.sessionId).find((id) => typeof id === 'string');
      if (heldBy !== undefined) {
        return { heldBy };
      }
    }
    throw new Error(
      `session ${session.id}: the row of account ${this.#account} changed ${OPEN_SESSION_ATTEMPTS} times`,
    );
  }

  commitSession(before: Session, after: Session, asRead?: Account): Promise<CommitOutcome> {
    return this.#commit(commitSessionWrites(before, after, asRead));
  }

  async readSession(id: string): Promise<Session | null> {
    const item = await this.#table.get(keys.sessionKey(this.#account, id));
    return item === null ? null : decodeSession(item);
  }

  saveStrategyState(state: StrategyState, before: Instant | null): Promise<CommitOutcome> {
    const item = encodeStrategyState(this.#account, state);
    const isFirst: Condition = ['any', [['absent', 'pk'], ...isOther('sessionId', state.sessionId)]];
    const isNext: readonly Condition[] = [['=', 'sessionId', state.sessionId], isStill('lastBar', before ?? 0)];
    return this.#commit([{ kind: 'put', item, when: before === null ? [isFirst] : isNext }]);
  }

  async recordSignal(signal: SignalRecord, over: readonly SignalDecision['kind'][]): Promise<RecordedSignal> {
    const outcome = await this.#table.write(putSignal(signal, over));
    const existing = outcome.ok ? null : itemOf(outcome.failed, 0);
    return existing === null ? { isNew: true, signal } : { isNew: false, signal: decodeSignal(existing) };
  }

  async resolveRiskEvent(id: string, { at, by, reason }: Resolution): Promise<RecordedRiskEvent | null> {
    const key = keys.riskEventKey(this.#account, id);
    const set = attributes({ resolvedAt: at, resolvedBy: by, resolvedReason: reason });
    const outcome = await this.#table.write({
      kind: 'update',
      key,
      set,
      when: [
        ['present', 'kind'],
        ['absent', 'resolvedAt'],
      ],
    });
    const item = outcome.ok ? await this.#table.get(key) : itemOf(outcome.failed, 0);
    return item === null ? null : decodeRiskEvent(item);
  }

  async recordRiskEvent(event: RiskEvent): Promise<void> {
    await this.#table.write({ kind: 'put', item: encodeRiskEvent(event), when: IS_NEW });
  }

  async listSessions(): Promise<readonly Session[]> {
    const items = await this.#table.query(keys.sessionsPartition(this.#account));
    return items.map(decodeSession).sort((a, b) => b.startedAt - a.startedAt || compare(a.id, b.id));
  }

  async listOrders(sessionId: string | null): Promise<readonly Order[]> {
    const items = await this.#table.query(keys.ordersPartition(this.#account));
    return items
      .filter((item) => sessionId === null || item.sessionId === sessionId)
      .map(decodeOrder)
      .sort(byCreation);
  }

  async readFill(symbol: string, id: string): Promise<Fill | null> {
    const item = await this.#table.get(keys.fillKey(this.#account, symbol, id));
    return item === null ? null : decodeFill(item);
  }

  async listFills(sessionId: string | null): Promise<readonly Fill[]> {
    const items = await this.#table.query(keys.fillsPartition(this.#account));
    const fills = items.filter((item) => sessionId === null || item.sessionId === sessionId).map(decodeFill);
    return fills.sort((a, b) => compare(a.sequence, b.sequence) || compare(a.id, b.id));
  }

  async listClosedTrades(since: Instant): Promise<readonly ClosedTrade[]> {
    const items = await this.#table.query(keys.tradesPartition(this.#account), keys.sortableIso(since));
    return items.map(decodeClosedTrade);
  }

  async listSnapshots(sessionId: string, since = 0): Promise<readonly EquitySnapshot[]> {
    const items = await this.#table.query(
      keys.snapshotsPartition(this.#account, sessionId),
      since === 0 ? undefined : keys.sortableIso(since),
    );
    return items.map(decodeSnapshot);
  }

  async listSignals(): Promise<readonly SignalRecord[]> {
    const items = await this.#table.query(keys.signalsPartition(this.#account));
    return items
      .map(decodeSignal)
      .sort((a, b) => b.receivedAt - a.receivedAt || b.time - a.time || compare(a.id, b.id));
  }

  async listRiskEvents(): Promise<readonly RecordedRiskEvent[]> {
    const items = await this.#table.query(keys.riskPartition(this.#account));
    return items.map(decodeRiskEvent).sort((a, b) => a.at - b.at || compare(a.id, b.id));
  }

  #transact(writes: readonly Write[]): Promise<WriteOutcome> {
    return this.#table.transact(writes, requestToken(writes));
  }

  /** Commits the record put by the first write, with whatever moves along with it. */
  async #commit(writes: readonly [Put, ...Write[]]): Promise<CommitOutcome> {
    const [record, ...others] = writes;
    const outcome = others.length === 0 ? await this.#table.write(record) : await this.#transact(writes);
    if (outcome.ok) {
      return 'committed';
    }
    const stored = itemOf(outcome.failed, 0);
    return stored !== null && canonicalText(stored) === canonicalText(record.item) ? 'committed' : 'changed';
  }
}

/** The item that the write at `index` found instead of what it expected. */
function itemOf(failed: readonly FailedCondition[], index: number): Item | null {
  return failed.find((failure) => failure.index === index)?.item ?? null;
}

function byCreation(a: Order, b: Order): number {
  return a.createdAt - b.createdAt || compare(a.intent.clientOrderId, b.intent.clientOrderId);
}

function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
