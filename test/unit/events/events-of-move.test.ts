import { describe, expect, it } from 'vitest';
import { encodeEvent } from '#application/contracts/events/encode-event.ts';
import { EVENT_SCHEMAS } from '#application/contracts/events/event-schemas.ts';
import type { PositionMove } from '#domain/accounts/position-move.ts';
import type { AuditedRiskEvent, LedgerChange } from '#domain/audit/ledger-change.ts';
import type { EmergencyStop } from '#domain/emergency/emergency-stop.ts';
import type { EventName } from '#domain/events/domain-event.ts';
import { eventsOfMove } from '#domain/events/events-of-move.ts';
import type { Order } from '#domain/orders/order.ts';
import {
  acknowledgeOrder,
  createOrder,
  denyOrder,
  fillOrder,
  markOutcomeUnknown,
  recordAbsence,
  recordOrderEvent,
  requestCancel,
  submitOrder,
} from '#domain/orders/order-lifecycle.ts';
import type { Reconciliation } from '#domain/reconciliation/reconciliation.ts';
import { climbLadder } from '#domain/risk/ladder.ts';
import type { SignalRecord } from '#domain/signals/signal-record.ts';
import { aFill, anAccount, anIntent, d, T0 } from '../../support/builders.ts';

function tell(change: LedgerChange, before: LedgerChange | null = null) {
  return eventsOfMove({ account: 'main', at: T0 + 5, change, before });
}

/** The details on the wire, each judged by its schema. */
function details(change: LedgerChange, before: LedgerChange | null = null) {
  return tell(change, before).map((event) => {
    const { name, detail } = encodeEvent(event, 'test');
    return { name, ...EVENT_SCHEMAS[name].parse(JSON.parse(JSON.stringify(detail))) };
  });
}

const names = (change: LedgerChange, before: LedgerChange | null = null) =>
  details(change, before).map(({ name }): EventName => name);
const orderOf = (order: Order): LedgerChange => ({ kind: 'order', order });

describe('events of an order', () => {
  const submitted = submitOrder(createOrder(anIntent(), T0), 'r', T0);

  it('Given an order whose answer is lost, When it is looked up in vain and given up, Then it is lost once, submitted by attempts, and failed', () => {
    const lost = markOutcomeUnknown(submitted, T0 + 1);
    const absent = recordAbsence(lost, T0 + 2);
    const again = submitOrder(absent, 'r2', T0 + 3);
    const lostAgain = markOutcomeUnknown(again, T0 + 4);
    const failed = recordOrderEvent(lostAgain, 'fail', T0 + 5, 'ABSENT_AT_VENUE');
    const story = [submitted, lost, absent, again, lostAgain, failed];
    const events = story.flatMap((order, index) => {
      const before = story[index - 1];
      return tell(orderOf(order), before === undefined ? null : orderOf(before));
    });
    expect(events.map(({ name }) => name)).toEqual([
      'OrderSubmitted',
      'OrderOutcomeUnknown',
      'OrderSubmitted',
      'OrderOutcomeUnknown',
      'OrderFailed',
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(5);
    expect(details(orderOf(failed), orderOf(lostAgain))[0]).toMatchObject({
      cause: 'ABSENT_AT_VENUE',
      state: 'FAILED',
    });
  });

  it('Given a write that only asks for a cancel, Then there is nothing to tell', () => {
    expect(names(orderOf(requestCancel(submitted, T0)), orderOf(submitted))).toEqual([]);
  });

  it('Given a fill after the cancel, When it is booked, Then it is told, though the order stays cancelled', () => {
    const cancelled = recordOrderEvent(acknowledgeOrder(submitted, 'b', T0), 'cancel', T0, 'asked');
    const late = fillOrder(cancelled, aFill({ quantity: d(4) }), T0 + 1);
    const [told, ...others] = details(orderOf(late), orderOf(cancelled));
    expect(others).toEqual([]);
    expect(told).toMatchObject({
      name: 'OrderPartiallyFilled',
      state: 'CANCELLED',
      filledQuantity: '4',
      averagePrice: '100',
      cause: 'fill fill-1',
    });
  });

  it('Given many partial fills, more than an order remembers, When each is told, Then none twice and none not', () => {
    let order = submitted;
    const ids = new Set<string>();
    for (let n = 0; n < 80; n += 1) {
      const next = fillOrder(order, aFill({ id: `f${n}`, quantity: d('0.01') }), T0 + n);
      const events = tell(orderOf(next), orderOf(order));
      expect(events.map(({ name }) => name)).toEqual(['OrderPartiallyFilled']);
      for (const { id } of events) ids.add(id);
      order = next;
    }
    expect(ids.size).toBe(80);
  });

  it('Given an order that risk denies, Then it is a denied signal, with what the gate found of the market beside it, and no order', () => {
    const violation = (rule: string) => ({ rule, limit: '30', value: '41', unit: 'bps' });
    const rules = ['max_drawdown', 'slippage_guard_bps', 'min_depth_notional'];
    const denied = denyOrder(createOrder(anIntent(), T0), rules.map(violation), T0);
    const [signal, slippage, liquidity, ...others] = details(orderOf(denied));
    expect(others).toEqual([]);
    expect(signal).toMatchObject({
      name: 'SignalDenied',
      signalId: null,
      signal: 'BUY',
      cause: 'risk',
      why: rules.join(', '),
      violations: rules.map(violation),
    });
    expect(slippage).toMatchObject({ name: 'HighSlippage', violations: [violation('slippage_guard_bps')] });
    expect(liquidity).toMatchObject({ name: 'LowLiquidity', violations: [violation('min_depth_notional')] });
    const other = denyOrder(createOrder(anIntent(), T0), [violation('max_drawdown')], T0);
    expect(names(orderOf(other))).toEqual(['SignalDenied']);
  });

  it('Given a venue that rejects, Then it is a rejected order', () => {
    const rejected = recordOrderEvent(submitted, 'reject', T0, 'insufficient funds');
    expect(names(orderOf(rejected), orderOf(submitted))).toEqual(['OrderRejected']);
  });
});

describe('events of a position', () => {
  const fillOf = (before: number, after: number, closed: PositionMove['closed'] = null): LedgerChange => ({
    kind: 'fill',
    fill: aFill({ reason: 'stop_loss' }),
    move: { before: d(before), after: d(after), closed },
  });

  it.each([
    [0, 5, ['PositionOpened 0 5']],
    [5, 8, ['PositionChanged 5 8']],
    [8, 3, ['PositionChanged 8 3']],
    [-3, -9, ['PositionChanged -3 -9']],
    [3, 0, ['PositionClosed 3 0']],
    [3, -4, ['PositionClosed 3 0', 'PositionOpened 0 -4']],
    [3, 3, []],
  ])('Given a fill that moves %d to %d, Then %j', (before, after, expected) => {
    const told = details(fillOf(before, after)).map((one) => {
      const { name, quantity, quantityBefore } = one as { name: string; quantity: string; quantityBefore: string };
      return `${name} ${quantityBefore} ${quantity}`;
    });
    expect(told).toEqual(expected);
  });

  it('Given the fill that ended a trade, Then its P&L is told; what an older record does not say is null', () => {
    const closed = { openedAt: T0 - 60_000, pnl: d('-1.50') };
    expect(details(fillOf(3, 0, closed))[0]).toMatchObject({ pnl: '-1.5', openedAt: '2026-01-05T14:29:00Z' });
    expect(details(fillOf(3, 0))[0]).toMatchObject({ pnl: null, openedAt: null, exitReason: 'stop_loss' });
    expect(names({ kind: 'fill', fill: aFill(), move: null })).toEqual([]);
    expect(names(fillOf(0, 5), fillOf(0, 5))).toEqual([]);
  });
});

describe('events of signals', () => {
  const signal: SignalRecord = {
    id: 's',
    account: 'main',
    sessionId: null,
    source: 'webhook',
    strategy: 'desk',
    symbol: 'BTC/USD',
    action: 'BUY',
    strength: 62.5,
    reason: 'told so',
    time: T0 - 1,
    receivedAt: T0,
    decision: { kind: 'denied', cause: 'stale', detail: 'a minute too late' },
  };
  const recorded = (changes: Partial<SignalRecord> = {}): LedgerChange => ({
    kind: 'signal',
    signal: { ...signal, ...changes },
  });
  const ordered = recorded({ decision: { kind: 'ordered', clientOrderId: 'c'.repeat(32), expiresAt: null } });

  it('Given a signal that asks for no order, Then it is denied, and why; decided anew it is generated', () => {
    expect(details(recorded())[0]).toMatchObject({ name: 'SignalDenied', cause: 'stale', why: 'a minute too late' });
    expect(details(ordered, recorded())[0]).toMatchObject({
      name: 'SignalGenerated',
      signalId: 's',
      strength: 62.5,
      clientOrderId: 'c'.repeat(32),
    });
    expect(details(recorded({ decision: { kind: 'cancelled' } }))[0]).toMatchObject({ clientOrderId: null });
    expect(names(ordered, ordered)).toEqual([]);
  });
});

describe('events of risk', () => {
  const risk = (event: Pick<AuditedRiskEvent, 'id' | 'kind' | 'severity' | 'detail'>): LedgerChange => ({
    kind: 'risk_event',
    event: { sessionId: null, at: T0, resolution: null, ...event },
  });

  it('Given the rungs of the ladder, When they are recorded, Then limits and margin calls are told with their figures, warnings are not', () => {
    const use = (rule: string, used: number | null) => ({ rule, used, value: d('0.03'), limit: d('0.02') });
    const account = { ...anAccount(), day: '2026-01-05' };
    const limits = [use('max_drawdown', 0.9), use('max_daily_loss_pct', 1.5), use('max_daily_loss', null)];
    const { events } = climbLadder(account, { limits, marginRatio: Number.POSITIVE_INFINITY }, false);
    const told = events.flatMap((event) => details(risk(event)));
    expect(events).toHaveLength(4);
    expect(told).toMatchObject([
      { name: 'RiskLimitExceeded', rule: 'max_daily_loss', rung: 'emergency_stop', used: null },
      { name: 'RiskLimitExceeded', rule: 'max_daily_loss_pct', used: 1.5, value: '0.03', limit: '0.02' },
      { name: 'MarginCallWarning', ratio: null, limit: 0.5, mode: 'REDUCE_ONLY' },
    ]);
    const [event] = events;
    if (event !== undefined) expect(names(risk(event), risk(event))).toEqual([]);
  });

  it('Given drift that stands, Then it is told with its size; what is not known is null', () => {
    const detail = {
      drift: 'wrong_quantity',
      subject: 'BTC/USD',
      symbol: 'BTC/USD',
      quantity: '-0.5',
      value: 'unknown',
    };
    const more = { since: '2026-01-05T14:30:00Z', reconciliationId: 'r' };
    const drift = { id: 'D', kind: 'DriftDetected', severity: 'critical', detail: { ...detail, ...more } };
    expect(details(risk(drift))[0]).toMatchObject({
      name: 'DriftDetected',
      quantity: '-0.5',
      value: null,
      severity: 'critical',
    });
    expect(names(risk({ ...drift, kind: 'SessionFailed' }))).toEqual([]);
  });
});

describe('events of reconciliations and stops', () => {
  const reconciliation = {
    id: 'r',
    account: 'main',
    phase: 'done',
    phaseSince: T0,
    outcome: 'drift',
    mode: 'WARN_ONLY',
    trigger: 'operator',
    requestedBy: 'arn:someone',
    decision: null,
    drifts: [
      { kind: 'wrong_cash', resolution: 'open' },
      { kind: 'missed_fill', resolution: 'applied' },
    ],
    troubles: ['x'.repeat(1_000)],
  } as unknown as Reconciliation;

  it('Given a reconciliation, When it comes to its end, Then that is told once, with what is left', () => {
    const looking: LedgerChange = { kind: 'reconciliation', reconciliation: { ...reconciliation, phase: 'looking' } };
    const done: LedgerChange = { kind: 'reconciliation', reconciliation };
    expect(names(looking)).toEqual([]);
    const [told] = details(done, looking);
    expect(told).toMatchObject({ name: 'ReconciliationCompleted', drifts: 2, openDrifts: 1, outcome: 'drift' });
    expect((told as { troubles: string[] }).troubles[0]).toHaveLength(300);
    expect(names(done, done)).toEqual([]);
  });

  it('Given a stop, When it is asked for, goes on and is over, Then beginning and end are told, the end with its report', () => {
    const stop: EmergencyStop = {
      id: 's',
      account: 'main',
      trigger: 'request',
      version: 1,
      requestedAt: T0,
      requestedBy: 'arn:someone',
      reason: 'drill',
      flatten: true,
      cancelAll: false,
      haltEpoch: 3,
      phase: 'cancelling',
      advancedAt: T0,
      phaseSince: T0,
      cancelledAt: null,
      finishedAt: null,
      orders: [],
      unprotected: [],
      reconciliation: null,
      snapshot: null,
      troubles: [],
    };
    const stopped: LedgerChange = { kind: 'stop', stop };
    const flattening: LedgerChange = { kind: 'stop', stop: { ...stop, phase: 'flattening', cancelledAt: T0 + 12_500 } };
    const unprotected = [{ symbol: 'BTC/USD', quantity: d('0.5'), protectedQuantity: d(0) }];
    const done: LedgerChange = {
      kind: 'stop',
      stop: {
        ...stop,
        phase: 'done',
        cancelledAt: T0 + 12_500,
        unprotected,
        reconciliation: { id: 'r', outcome: 'drift', drifts: [] },
        phaseSince: T0 + 20_000,
      },
    };
    expect(details(stopped)[0]).toMatchObject({ name: 'EmergencyStopRequested', reason: 'drill', flatten: true });
    expect(names(flattening, stopped)).toEqual([]);
    expect(details(done, flattening)[0]).toMatchObject({
      name: 'EmergencyStopCompleted',
      trigger: 'request',
      secondsToLastCancel: 12.5,
      reconciliation: 'drift',
      openDrifts: 0,
      equity: null,
      unprotected: [{ symbol: 'BTC/USD', quantity: '0.5', protectedQuantity: '0' }],
    });
    expect(names(done)).toEqual(['EmergencyStopRequested', 'EmergencyStopCompleted']);
    expect(names({ kind: 'stop', stop: { ...stop, phase: 'done' } }, flattening)).toEqual(['EmergencyStopCompleted']);
  });
});

describe('what is no event', () => {
  it.each<LedgerChange>([
    { kind: 'removed', key: 'k', ttl: null },
    { kind: 'unreadable', key: 'k', why: 'no' },
    { kind: 'mode', mode: 'HALTED', cause: 'kill', haltEpoch: 1, sequence: '1' },
  ])('Given $kind, Then nothing is told', (change) => {
    expect(tell(change)).toEqual([]);
  });
});
