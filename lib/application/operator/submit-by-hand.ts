import { lastPrice } from '#application/market/last-price.ts';
import { marketFacts } from '#application/market/market-facts.ts';
import { submitCommands } from '#application/orders/submit-commands.ts';
import { sessionSteps } from '#application/sessions/session-steps.ts';
import { clientOrderIdOf } from '#domain/orders/client-order-id.ts';
import { type MarketFacts, UNKNOWN_MARKET } from '#domain/orders/market-facts.ts';
import type { Order } from '#domain/orders/order.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import type { OrderTerms } from '#domain/orders/order-terms.ts';
import { type Decimal, toPlain } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { cancelAll } from '#domain/trading/intent-factory.ts';
import { entryLifetime } from '#domain/trading/lifetimes.ts';
import { type HeldAccount, OPERATOR, type OperatorDeps, type RequestOutcome } from './operator-deps.ts';

/** An order of an operator, when it is clear what it does to the position. */
export interface Wish
  extends Pick<OrderIntent, 'symbol' | 'kind' | 'purpose' | 'side' | 'quantity' | 'terms' | 'attached' | 'reason'> {
  /** Whatever works on the symbol is cancelled before it. */
  readonly isAlone: boolean;
  /** The same key, symbol and purpose are the same order, however often it is asked for. */
  readonly idempotencyKey: string;
}

/**
 * Gives an operator's order to the queue, judged as every other. Asked for again with the same key it is the same order, whatever has become of it; with
 * the same key and other contents it is refused.
 */
export async function submitByHand(deps: OperatorDeps, view: HeldAccount, wish: Wish): Promise<RequestOutcome> {
  const clientOrderId = idOf(deps, view, wish);
  const existing = await deps.ledger.readOrder(clientOrderId);
  if (existing !== null) return outcomeOf(existing, isSame(existing.intent, wish));
  const intent = await intentOf(deps, view, wish, clientOrderId);
  if (intent === null) return { kind: 'conflict', reason: `${wish.symbol} has no price: nothing can judge the order` };
  const fault = protectionFault(intent);
  if (fault !== null) return { kind: 'invalid', reason: fault };
  const place = { kind: 'place', intent } as const;
  const commands = wish.isAlone ? [cancelAll(intent, clientOrderId), place] : [place];
  const plan = sessionSteps(deps.plan, view.session);
  const { denied } = await submitCommands({ ...deps, plan }, commands, view, intent.signalTime);
  if (denied.length === 0) return { kind: 'queued', clientOrderId };
  const recorded = await deps.ledger.readOrder(clientOrderId);
  return { kind: 'denied', intent, violations: recorded?.violations ?? [] };
}

/** The intent at the price of now; `null`: there is none. */
export async function intentOf(
  deps: OperatorDeps,
  view: HeldAccount,
  wish: Omit<Wish, 'idempotencyKey' | 'isAlone'>,
  clientOrderId: string,
  strategy: string = OPERATOR,
): Promise<OrderIntent | null> {
  const { symbol, kind, purpose, side, quantity, terms, attached, reason } = wish;
  const isEntry = kind === 'entry';
  const price = await lastPrice(deps.marketData, symbol, isEntry ? null : view);
  if (price === null) return null;
  const now = deps.clock.now();
  return {
    clientOrderId,
    account: deps.plan.account,
    sessionId: view.session.id,
    strategy,
    symbol,
    kind,
    purpose,
    side,
    quantity,
    terms,
    attached,
    referencePrice: price.price,
    referenceTime: price.time,
    market: isEntry ? await factsOf(deps, view, wish, price.price, now) : UNKNOWN_MARKET,
    signalTime: now,
    expiresAt: isEntry ? now + entryLifetime(deps.plan.timeframe) : null,
    ranking: 100,
    reason,
  };
}

async function factsOf(
  { marketData, plan }: OperatorDeps,
  view: HeldAccount,
  { symbol, side, quantity, reason }: Pick<Wish, 'symbol' | 'side' | 'quantity' | 'reason'>,
  price: Decimal,
  now: Instant,
): Promise<MarketFacts> {
  const action = side === 'buy' ? 'BUY' : 'SELL';
  const raised = {
    strategy: OPERATOR,
    symbol,
    signal: { action, ranking: 100, reason },
    price,
    priceTime: now,
    time: now,
    sequence: '0',
  } as const;
  const read = await marketFacts(marketData, sessionSteps(plan, view.session), view, [raised], now);
  return read(symbol, quantity, new Set());
}

/** A stop on the wrong side of the entry would leave the position as soon as it is held. */
function protectionFault({ attached, kind, referencePrice, side, terms }: OrderIntent): string | null {
  if (kind !== 'entry') return null;
  const entry = terms.limitPrice ?? terms.stopPrice ?? referencePrice;
  const [above, below] = side === 'buy' ? (['takeProfit', 'stopLoss'] as const) : (['stopLoss', 'takeProfit'] as const);
  if (attached[above]?.lte(entry)) return faultAt(above, attached[above], `more than ${toPlain(entry)}`);
  if (attached[below]?.gte(entry)) return faultAt(below, attached[below], `less than ${toPlain(entry)}`);
  return null;
}

function faultAt(name: string, received: Decimal, expected: string): string {
  return `${name}: received ${toPlain(received)}, expected ${expected}, where the order enters`;
}

/**
 * What became of the order that an earlier request with this key has made; `null`: there was none. For requests that the order itself changes the ground of: a position
 * that is closed can no longer tell what closed it.
 */
export async function earlierByHand(
  deps: OperatorDeps,
  view: HeldAccount,
  wish: Pick<Wish, 'symbol' | 'purpose' | 'idempotencyKey'>,
  isSame: (intent: OrderIntent) => boolean,
): Promise<RequestOutcome | null> {
  const existing = await deps.ledger.readOrder(idOf(deps, view, wish));
  return existing === null ? null : outcomeOf(existing, isSame(existing.intent));
}

/** The answer to a request that has made its order already: the one that it had, or a refusal when the key is that of another request. */
export function outcomeOf({ attempt, intent, state, violations }: Order, isSame: boolean): RequestOutcome {
  const { clientOrderId } = intent;
  if (!isSame) return { kind: 'conflict', reason: `the idempotency key is that of another order, ${clientOrderId}` };
  if (state === 'REJECTED' && attempt === 0) return { kind: 'denied', intent, violations };
  return { kind: 'queued', clientOrderId };
}

/** What a venue cannot be told is left out of an order's terms before it is written down. */
export function areSameTerms(one: OrderTerms, other: OrderTerms): boolean {
  return JSON.stringify({ ...one, reduceOnly: null }) === JSON.stringify({ ...other, reduceOnly: null });
}

function idOf(
  { plan }: OperatorDeps,
  view: HeldAccount,
  { symbol, purpose, idempotencyKey }: Pick<Wish, 'symbol' | 'purpose' | 'idempotencyKey'>,
): string {
  const { environment, account } = plan;
  const origin = { environment, account, sessionId: view.session.id, strategy: OPERATOR, symbol };
  return clientOrderIdOf({ ...origin, signalTime: 0, leg: purpose, sequence: idempotencyKey });
}

function isSame(intent: OrderIntent, wish: Wish): boolean {
  return (
    intent.side === wish.side &&
    (intent.quantity.eq(wish.quantity) || wish.isAlone) &&
    areSameTerms(intent.terms, wish.terms)
  );
}
