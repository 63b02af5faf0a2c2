import { HAND_ORDER_TYPES } from '#application/contracts/api/bodies.ts';
import { SIDES } from '#domain/orders/order-intent.ts';
import { type OrderTerms, orderTerms, TIMES_IN_FORCE, termsFault } from '#domain/orders/order-terms.ts';
import { type Decimal, toPlain } from '#domain/shared/decimal.ts';
import { choiceFlag, positiveFlag } from '../replay/flag-values.ts';
import { UsageError } from '../usage-error.ts';
import type { OperateFlags } from './operate-flags.ts';
import { symbolFlag } from './symbol-flag.ts';

/** What may be different of an order, as it was typed. */
export interface ModifyFlags extends OperateFlags {
  readonly qty?: string;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
}

/** The flags of `orders place`. */
export interface PlaceFlags extends ModifyFlags {
  readonly symbol: string;
  readonly side: string;
  readonly qty: string;
  readonly type?: string;
  readonly tif?: string;
  readonly stopLoss?: string;
  readonly takeProfit?: string;
  readonly postOnly?: boolean;
  readonly reduceOnly?: boolean;
}

/** Body of `POST /orders`. @throws {UsageError} for what no venue could understand. */
export function placeBody(flags: PlaceFlags) {
  const terms = termsOf(flags);
  const { type, timeInForce, postOnly } = terms;
  return {
    symbol: symbolFlag(flags.symbol),
    side: choiceFlag('--side', flags.side.toLowerCase(), SIDES),
    quantity: toPlain(positiveFlag('--qty', flags.qty)),
    type,
    limitPrice: amountText('--limit-price', flags.limitPrice),
    stopPrice: amountText('--stop-price', flags.stopPrice),
    timeInForce,
    stopLoss: amountText('--stop-loss', flags.stopLoss),
    takeProfit: amountText('--take-profit', flags.takeProfit),
    postOnly,
    // What is not said is the system's to say.
    reduceOnly: flags.reduceOnly,
  };
}

/** Body of `PATCH /orders/{clientOrderId}`. */
export function modifyBody({ limitPrice, stopPrice, qty }: ModifyFlags) {
  if (limitPrice === undefined && stopPrice === undefined && qty === undefined)
    throw new UsageError('orders modify: received no change, expected --limit-price, --stop-price or --qty');
  return {
    limitPrice: amountText('--limit-price', limitPrice),
    stopPrice: amountText('--stop-price', stopPrice),
    quantity: amountText('--qty', qty),
  };
}

function termsOf(flags: PlaceFlags): OrderTerms {
  const { limitPrice, stopPrice, postOnly = false, reduceOnly = false } = flags;
  const type = flags.type?.toLowerCase().replace('-', '_') ?? typeByPrices(flags);
  const terms = orderTerms({
    type: choiceFlag('--type', type, HAND_ORDER_TYPES),
    timeInForce: choiceFlag('--tif', flags.tif?.toLowerCase() ?? 'gtc', TIMES_IN_FORCE),
    limitPrice: amountOrNull('--limit-price', limitPrice),
    stopPrice: amountOrNull('--stop-price', stopPrice),
    postOnly,
    reduceOnly,
  });
  const fault = termsFault(terms);
  if (fault !== null) throw new UsageError(`orders place: ${fault}`);
  return terms;
}

function typeByPrices({ limitPrice, stopPrice }: PlaceFlags): string {
  const parts = [...(stopPrice === undefined ? [] : ['stop']), ...(limitPrice === undefined ? [] : ['limit'])];
  return parts.join('_') || 'market';
}

function amountOrNull(flag: string, text: string | undefined): Decimal | null {
  return text === undefined ? null : positiveFlag(flag, text);
}

function amountText(flag: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : toPlain(positiveFlag(flag, text));
}
