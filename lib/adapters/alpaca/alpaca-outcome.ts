import * as z from 'zod/mini';
import type { PlaceOrderOutcome, PlaceOrderRequest } from '#application/ports/broker.ts';
import { readJson, readRefusal, sortRefusal } from './alpaca-refusal.ts';
import { orderAnswer } from './alpaca-trading-schemas.ts';
import type { WireAnswer } from './alpaca-wire.ts';

type Answered = Extract<WireAnswer, { readonly kind: 'answered' }>;

/** Statuses by which Alpaca refuses for good; others say nothing of the order. */
const DEFINITE = [400, 401, 403, 404, 422];

/**
 * What is known after a POST or PATCH of an order. Only Alpaca's own words are a refusal: a page of HTML with the same status comes from a gateway, behind which
 * the order may be. 429 is answered before an order is taken up.
 */
export function placeOutcome(
  answer: WireAnswer,
  request: PlaceOrderRequest,
  hide: (text: string) => string,
): PlaceOrderOutcome {
  if (answer.kind === 'not_sent')
    return { kind: 'not_sent', code: 'NETWORK', cause: hide(answer.reason), retryAfter: null };
  if (answer.kind === 'lost') return { kind: 'unknown', cause: hide(answer.reason) };
  if (answer.status >= 200 && answer.status < 300) return acknowledgement(answer, request, hide);
  const cause = hide(`${answer.status} ${answer.text}`);
  if (answer.status === 429) return { kind: 'not_sent', code: 'RATE_LIMITED', cause, retryAfter: answer.retryAfter };
  return refusal(answer, request, hide) ?? { kind: 'unknown', cause };
}

function acknowledgement(
  { status, text }: Answered,
  { clientOrderId }: PlaceOrderRequest,
  hide: (text: string) => string,
): PlaceOrderOutcome {
  const parsed = z.safeParse(orderAnswer, readJson(text));
  if (!parsed.success)
    return { kind: 'unknown', cause: hide(`${status} with ${text.length} characters that are no order`) };
  const { id, client_order_id: told } = parsed.data;
  if (told !== clientOrderId) return { kind: 'unknown', cause: hide(`${status} with an order of another id, ${told}`) };
  return { kind: 'accepted', brokerOrderId: id };
}

function refusal(
  { status, text }: Answered,
  { side }: PlaceOrderRequest,
  hide: (text: string) => string,
): PlaceOrderOutcome | null {
  const words = DEFINITE.includes(status) ? readRefusal(text) : null;
  if (words === null) return null;
  const code = sortRefusal(status, words, side);
  if (code === 'DUPLICATE_CLIENT_ORDER_ID') return { kind: 'duplicate' };
  return { kind: 'rejected', code, cause: hide([status, words.code, words.message].filter(Boolean).join(' ')) };
}
