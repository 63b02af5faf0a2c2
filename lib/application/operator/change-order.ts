import type { AccountView } from '#application/ports/ledger.ts';
import { clientOrderIdOf } from '#domain/orders/client-order-id.ts';
import type { Order } from '#domain/orders/order.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { type OrderTerms, termsFault } from '#domain/orders/order-terms.ts';
import { isWorking } from '#domain/orders/reservation.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import { heldAccount, NO_SESSION, type OperatorDeps, type RequestOutcome } from './operator-deps.ts';
import { areSameTerms, intentOf, outcomeOf } from './submit-by-hand.ts';

/** What is to be different; `undefined`: as it is. */
export interface OrderChange {
  readonly limitPrice?: Decimal | undefined;
  readonly stopPrice?: Decimal | undefined;
  /** Of the whole order, what it has filled included. */
  readonly quantity?: Decimal | undefined;
}

/** Asks for one working order to be cancelled, in every mode and whoever placed it. */
export async function requestCancel(
  { clock, ledger, plan, queue }: OperatorDeps,
  clientOrderId: string,
  reason: string,
): Promise<RequestOutcome> {
  const order = await ledger.readOrder(clientOrderId);
  if (order === null) return notFound(clientOrderId);
  if (!isWorking(order)) return ended(order);
  const { symbol } = order.intent;
  const id = `cancel-${clientOrderId}-${order.version}`;
  const requestedAt = clock.now();
  const cancel = {
    kind: 'cancel_order',
    id,
    account: plan.account,
    symbol,
    clientOrderId,
    requestedAt,
    reason,
  } as const;
  await queue.send([cancel]);
  return { kind: 'queued', clientOrderId };
}

/**
 * Asks for a working order to be changed. The changed order has an id of its own, which the outcome names. Protection follows the exit rules and is not changed
 * by hand.
 */
export async function modifyOrder(
  deps: OperatorDeps,
  clientOrderId: string,
  change: OrderChange,
  idempotencyKey: string,
): Promise<RequestOutcome> {
  const order = await deps.ledger.readOrder(clientOrderId);
  if (order === null) return notFound(clientOrderId);
  const id = changedId(deps, order, idempotencyKey);
  const existing = await deps.ledger.readOrder(id);
  if (existing !== null) return outcomeOf(existing, isSame(existing.intent, order, change));
  const view = heldAccount(await deps.ledger.readAccount());
  if (view === null) return NO_SESSION;
  const refusal = refusalOf(order, change, view);
  if (refusal !== null) return refusal;
  const { intent: old } = order;
  const wish = { ...old, terms: changedTerms(old.terms, change), quantity: change.quantity ?? old.quantity };
  const intent = await intentOf(deps, view, { ...wish, reason: 'changed by hand' }, id, old.strategy);
  if (intent === null) return { kind: 'conflict', reason: `${old.symbol} has no price: nothing can judge the change` };
  await deps.queue.send([{ kind: 'replace', replaces: clientOrderId, intent }]);
  return { kind: 'queued', clientOrderId: id };
}

/** What the old one has filled is taken off the quantity of the new one. */
function isSame(
  { quantity, terms }: OrderIntent,
  { filledQuantity, intent: old }: Order,
  change: OrderChange,
): boolean {
  const wanted = change.quantity ?? old.quantity;
  const isQuantity = quantity.eq(wanted) || quantity.plus(filledQuantity).eq(wanted);
  return isQuantity && areSameTerms(terms, changedTerms(old.terms, change));
}

function changedId({ plan }: OperatorDeps, { intent }: Order, idempotencyKey: string): string {
  const { account, sessionId, strategy, symbol, clientOrderId } = intent;
  const origin = { environment: plan.environment, account, sessionId, strategy, symbol, signalTime: 0 };
  return clientOrderIdOf({ ...origin, leg: `replace-${clientOrderId}`, sequence: idempotencyKey });
}

function refusalOf(order: Order, change: OrderChange, { account }: AccountView): RequestOutcome | null {
  const { intent } = order;
  if (!isWorking(order)) return ended(order);
  if (order.cancelRequested)
    return { kind: 'conflict', reason: `order ${intent.clientOrderId} is being cancelled: place another` };
  if (intent.purpose === 'protection')
    return { kind: 'conflict', reason: `order ${intent.clientOrderId} protects a position: it follows the exit rules` };
  if (account.sessionId !== intent.sessionId)
    return { kind: 'conflict', reason: `order ${intent.clientOrderId} is of an earlier session: cancel it` };
  if (Object.values(change).every((value) => value === undefined))
    return { kind: 'invalid', reason: 'received no change, expected limitPrice, stopPrice or quantity' };
  const fault = termsFault(changedTerms(intent.terms, change));
  return fault === null ? null : { kind: 'invalid', reason: fault };
}

function changedTerms(terms: OrderTerms, { limitPrice, stopPrice }: OrderChange): OrderTerms {
  return { ...terms, limitPrice: limitPrice ?? terms.limitPrice, stopPrice: stopPrice ?? terms.stopPrice };
}

function notFound(clientOrderId: string): RequestOutcome {
  return { kind: 'not_found', reason: `there is no order ${clientOrderId}` };
}

function ended({ intent, state }: Order): RequestOutcome {
  return { kind: 'conflict', reason: `order ${intent.clientOrderId} is ${state}: it does not work any more` };
}
