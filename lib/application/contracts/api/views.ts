import type { AccountView, RecordedRiskEvent } from '#application/ports/ledger.ts';
import type { EquitySnapshot } from '#domain/accounts/equity-snapshot.ts';
import type { Position } from '#domain/accounts/position.ts';
import { unrealizedPnl } from '#domain/accounts/position-accounting.ts';
import type { Fill } from '#domain/orders/fill.ts';
import type { Order } from '#domain/orders/order.ts';
import type { Session } from '#domain/sessions/session.ts';
import { type Decimal, toPlain } from '#domain/shared/decimal.ts';
import { fixedText } from '#domain/shared/fixed.ts';
import { type Instant, toIso } from '#domain/shared/instant.ts';
import type { SignalOutcome } from '#domain/signals/signal-outcome.ts';
import type { SignalRecord } from '#domain/signals/signal-record.ts';

/*
 * Records as the API tells them: money and quantities as plain decimal text, times as ISO-8601 UTC, ratios as numbers.
 */

export function orderView(order: Order) {
  const { intent } = order;
  const { terms } = intent;
  return {
    clientOrderId: intent.clientOrderId,
    brokerOrderId: order.brokerOrderId,
    sessionId: intent.sessionId,
    strategy: intent.strategy,
    symbol: intent.symbol,
    side: intent.side,
    kind: intent.kind,
    purpose: intent.purpose,
    quantity: toPlain(intent.quantity),
    filledQuantity: toPlain(order.filledQuantity),
    averagePrice: textOrNull(averagePrice(order)),
    fees: toPlain(order.fees),
    type: terms.type,
    timeInForce: terms.timeInForce,
    limitPrice: textOrNull(terms.limitPrice),
    stopPrice: textOrNull(terms.stopPrice),
    stopLoss: textOrNull(intent.attached.stopLoss),
    takeProfit: textOrNull(intent.attached.takeProfit ?? terms.takeProfitPrice),
    postOnly: terms.postOnly,
    reduceOnly: terms.reduceOnly,
    state: order.state,
    outcomeUnknown: order.outcomeUnknown,
    cancelRequested: order.cancelRequested,
    cause: order.cause,
    violations: order.violations,
    reason: intent.reason,
    createdAt: toIso(order.createdAt),
    updatedAt: toIso(order.updatedAt),
  };
}

/** With everything that happened to the order. */
export function orderDebugView(order: Order, fills: readonly Fill[]) {
  const { intent, history } = order;
  return {
    ...orderView(order),
    version: order.version,
    attempt: order.attempt,
    authorisedBy: order.authorisedBy,
    attemptedAt: timeOrNull(order.attemptedAt),
    absentLookups: order.absentLookups,
    overfilled: order.overfilled,
    referencePrice: toPlain(intent.referencePrice),
    referenceTime: toIso(intent.referenceTime),
    signalTime: toIso(intent.signalTime),
    expiresAt: timeOrNull(intent.expiresAt),
    ranking: intent.ranking,
    market: intent.market,
    history: history.map((step) => ({ ...step, at: toIso(step.at) })),
    fills: fills.map(fillView),
  };
}

function provenanceView({ provenance }: Fill) {
  if (provenance?.rates === undefined) return provenance ?? null;
  const { newRate, oldRate } = provenance.rates;
  return { ...provenance, rates: { oldRate: toPlain(oldRate), newRate: toPlain(newRate) } };
}

export function fillView(fill: Fill) {
  const { id, clientOrderId, sessionId, symbol, side, quantity, price, notional, fee, otherFees, time } = fill;
  const amounts = {
    quantity: toPlain(quantity),
    price: toPlain(price),
    notional: toPlain(notional),
    fee: toPlain(fee),
  };
  const paid = otherFees.map(({ currency, amount }) => ({ currency, amount: toPlain(amount) }));
  // `null`: the venue made it.
  const provenance = provenanceView(fill);
  return { id, clientOrderId, sessionId, symbol, side, ...amounts, otherFees: paid, time: toIso(time), provenance };
}

/** @param marginRatio of the account, which its positions share */
export function positionView(position: Position, marginRatio: number | null) {
  const { symbol, quantity, cost, mark, exitReserved } = position;
  const profit = mark === null ? null : unrealizedPnl(position, mark);
  return {
    symbol,
    quantity: toPlain(quantity),
    entryPrice: toPlain(cost.div(quantity).toDecimalPlaces(8)),
    markPrice: textOrNull(mark),
    unrealizedPnl: textOrNull(profit),
    roiPercentage: profit === null || cost.isZero() ? null : profit.div(cost.abs()).times(100).toNumber(),
    marginRatio,
    protectedQuantity: toPlain(exitReserved),
  };
}

export function sessionView(session: Session) {
  return {
    id: session.id,
    account: session.account,
    environment: session.environment,
    status: session.status,
    dryRun: session.dryRun,
    strategies: session.strategies,
    symbols: session.symbols,
    startedAt: toIso(session.startedAt),
    endsAt: timeOrNull(session.endsAt),
    stoppedAt: timeOrNull(session.stoppedAt),
    stopReason: session.stopReason,
    fault: session.fault,
    restarts: session.restarts,
    totalTrades: session.totalTrades,
    winningTrades: session.winningTrades,
    losingTrades: session.losingTrades,
    totalPnl: toPlain(session.totalPnl),
    maxDrawdown: session.maxDrawdown.toNumber(),
    configHash: session.configHash,
  };
}

export function snapshotView({ barTime, positionQuantity, ...amounts }: EquitySnapshot) {
  return {
    time: toIso(barTime),
    equity: fixedText(amounts.equity),
    cash: fixedText(amounts.cash),
    positionQuantity: textOrNull(positionQuantity),
    positionValue: fixedText(amounts.positionValue),
    realizedPnl: fixedText(amounts.realizedPnl),
    unrealizedPnl: fixedText(amounts.unrealizedPnl),
    drawdown: Number(fixedText(amounts.drawdown)),
  };
}

export function signalView(signal: SignalRecord, { status, ...outcome }: SignalOutcome) {
  const { id, source, sessionId, strategy, symbol, action, strength, reason, time, receivedAt } = signal;
  return {
    id,
    source,
    sessionId,
    strategy,
    symbol,
    signal: action,
    strength,
    reason,
    time: toIso(time),
    receivedAt: toIso(receivedAt),
    status: status.toUpperCase() as Uppercase<typeof status>,
    ...outcome,
  };
}

/** Its id is opaque: what tells events apart in the ledger has slashes in it, which a path would not keep. */
export function riskEventView({ id, sessionId, kind, severity, at, detail, resolution }: RecordedRiskEvent) {
  const resolved = resolution === null ? null : { ...resolution, at: toIso(resolution.at) };
  return { id: encodeRiskEventId(id), sessionId, kind, severity, at: toIso(at), detail, resolution: resolved };
}

/** What can be spent: cash that no working entry has reserved. */
export function accountBody({ account }: AccountView, marginRatio: number | null) {
  return {
    cash: { [account.currency]: toPlain(account.cash) },
    equity: toPlain(account.equity),
    buyingPower: toPlain(account.cash.minus(account.reserved)),
    marginRatio,
  };
}

/** For people: what counts is the notional. */
function averagePrice({ filledNotional, filledQuantity }: Order): Decimal | null {
  return filledQuantity.isZero() ? null : filledNotional.div(filledQuantity).toDecimalPlaces(8);
}

function textOrNull(value: Decimal | null): string | null {
  return value === null ? null : toPlain(value);
}

function timeOrNull(value: Instant | null): string | null {
  return value === null ? null : toIso(value);
}

function encodeRiskEventId(id: string): string {
  return Buffer.from(id).toString('base64url');
}
