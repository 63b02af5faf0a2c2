import { NO_LIMITS } from '#application/contracts/risk-limits.ts';
import type { ReconciliationRules } from '#application/reconciliation/reconcile-deps.ts';
import type { Account } from '#domain/accounts/account.ts';
import { openAccount } from '#domain/accounts/account-accounting.ts';
import type { Position } from '#domain/accounts/position.ts';
import { emptyPosition } from '#domain/accounts/position-accounting.ts';
import type { Fill } from '#domain/orders/fill.ts';
import { UNKNOWN_MARKET } from '#domain/orders/market-facts.ts';
import { NOTHING_ATTACHED, type OrderIntent } from '#domain/orders/order-intent.ts';
import { MARKET } from '#domain/orders/order-terms.ts';
import type { PromotionRules } from '#domain/promotion/judge-promotion.ts';
import type { RiskInput } from '#domain/risk/rule.ts';
import { type Bar, barNumbers } from '#domain/shared/bar.ts';
import { Decimal, toMoney } from '#domain/shared/decimal.ts';
import type { VenueRules } from '#domain/simulation/venue-rules.ts';
import { PROTECTION_KINDS } from '#domain/simulation/venue-rules.ts';

export const T0 = Date.parse('2026-01-05T14:30:00Z');
export const SYMBOL = 'SYN/USD';
export const SESSION = '0123456789abcdef0123456789abcdef';

export function d(value: string | number): Decimal {
  return new Decimal(value);
}

export function anIntent(changes: Partial<OrderIntent> = {}): OrderIntent {
  return {
    clientOrderId: 'a'.repeat(32),
    account: 'main',
    sessionId: SESSION,
    strategy: 'test',
    symbol: SYMBOL,
    kind: 'entry',
    purpose: 'entry',
    side: 'buy',
    quantity: d(10),
    terms: MARKET,
    attached: NOTHING_ATTACHED,
    market: UNKNOWN_MARKET,
    referencePrice: d(100),
    referenceTime: T0,
    signalTime: T0,
    expiresAt: T0 + 60_000,
    ranking: 50,
    reason: 'test',
    ...changes,
  };
}

export function anExit(changes: Partial<OrderIntent> = {}): OrderIntent {
  return anIntent({
    clientOrderId: 'b'.repeat(32),
    kind: 'exit',
    purpose: 'strategy_exit',
    side: 'sell',
    expiresAt: null,
    ...changes,
  });
}

export function aFill(changes: Partial<Fill> = {}): Fill {
  const { quantity = d(10), price = d(100) } = changes;
  return {
    account: 'main',
    symbol: SYMBOL,
    id: 'fill-1',
    sequence: '000000000001',
    clientOrderId: 'a'.repeat(32),
    sessionId: SESSION,
    side: 'buy',
    quantity,
    price,
    notional: toMoney(quantity.times(price)),
    fee: d(0),
    baseFee: d(0),
    otherFees: [],
    time: T0,
    reason: null,
    explanation: null,
    venueTime: null,
    ...changes,
  };
}

/** An account with 10,000 in cash that a running session holds. */
export function anAccount(changes: Partial<Account> = {}): Account {
  return { ...openAccount('main', 'USD', d(10_000)), sessionId: SESSION, sessionStatus: 'RUNNING', ...changes };
}

export function aPosition(changes: Partial<Position> = {}): Position {
  return { ...emptyPosition(SYMBOL), ...changes };
}

export { NO_LIMITS };

/** A venue without costs, models or margin, that deals in steps of 10^-8. */
export const PLAIN_VENUE: VenueRules = {
  lot: d('0.00000001'),
  tick: null,
  minNotional: null,
  bySymbol: null,
  protections: PROTECTION_KINDS,
  fees: [{ minVolume: d(0), maker: d(0), taker: d(0) }],
  feeCurrency: 'quote',
  slippageRate: d(0),
  maxVolumeShare: null,
  volumeSlippage: null,
  impactCoefficient: null,
  latency: 0,
  margin: null,
};

/** Every five minutes, ten minutes for an operator. */
export const RECONCILIATION: ReconciliationRules = {
  mode: 'AUTO_ADJUST',
  isOutside: true,
  interval: 300_000,
  approvalTimeout: 600_000,
  cashTolerance: d('0.01'),
};

/** No promotion gate. */
export const UNGATED: PromotionRules = { rung: 'paper', minDays: 0 };

export function aRiskInput(changes: Partial<RiskInput> = {}): RiskInput {
  const position = changes.position ?? aPosition();
  return {
    intent: anIntent(),
    account: anAccount(),
    position,
    positions: new Map([[position.symbol, position]]),
    limits: NO_LIMITS,
    now: T0,
    venue: PLAIN_VENUE,
    timeframe: 60_000,
    dayTrades: null,
    unsettledCash: null,
    maxPriceAge: 60_000,
    maxAccountAge: 180_000,
    circuit: null,
    existing: null,
    ...changes,
  };
}

/** One-minute bars from T0 on, with the given closes; a bar opens at the close before it. */
export function barsOf(closes: readonly (string | number)[], symbol = SYMBOL): Bar[] {
  return closes.map((close, index) => {
    const open = d(closes[Math.max(index - 1, 0)] ?? close);
    const last = d(close);
    const decimals = {
      open,
      high: Decimal.max(open, last),
      low: Decimal.min(open, last),
      close: last,
      volume: d(1),
    };
    return {
      symbol,
      openTime: T0 + index * 60_000,
      closeTime: T0 + (index + 1) * 60_000,
      ...barNumbers(decimals),
    };
  });
}
