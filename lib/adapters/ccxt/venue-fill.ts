import type { VenueFill } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { type Decimal, ZERO } from '#domain/shared/decimal.ts';
import type { CcxtMarket, CcxtTrade } from './ccxt-schemas.ts';
import { isRecord } from './raw-answer.ts';

/** Digits of a fill's place: ids that are numbers sort by their value. */
const TIME_DIGITS = 15;
const ID_DIGITS = 25;

/**
 * An execution as the port tells it. A fee in base or quote currency is exact. One in a third currency (BNB) has no value that the venue tells: it counts
 * as the market's taker fee, which it never exceeds, so that the ledger is never richer than the account.
 *
 * @throws {BrokerError} for a fee in a third currency where the market's rate is not known.
 */
export function toVenueFill(
  trade: CcxtTrade,
  market: CcxtMarket,
  symbol: string,
  clientOrderId: string | null,
  sequenceField: string | null,
): VenueFill {
  const { id, side, amount, price, timestamp } = trade;
  const quantity = market.spot === false ? amount.times(market.contractSize ?? 1) : amount;
  const fees = feesOf(trade).map(({ currency, cost }) => chargeOf(trade, market, currency, cost));
  return {
    id,
    sequence: sequenceOf(trade, sequenceField),
    clientOrderId,
    symbol,
    side,
    quantity,
    price,
    fee: fees.reduce((sum, { fee }) => sum.plus(fee), ZERO),
    baseFee: fees.reduce((sum, { baseFee }) => sum.plus(baseFee), ZERO),
    time: timestamp,
    explanation: null,
  };
}

/** In the venue's order: by its time, then by its id. */
export function sequenceOf({ id, timestamp, info }: CcxtTrade, sequenceField: string | null): string {
  const told = sequenceField === null || !isRecord(info) ? '' : String(info[sequenceField] ?? '');
  const number = told === '' ? '' : `#${told.padStart(ID_DIGITS, '0')}`;
  return `${String(timestamp).padStart(TIME_DIGITS, '0')}${number}#${id.padStart(ID_DIGITS, '0')}`;
}

interface Charge {
  readonly currency: string | null;
  readonly cost: Decimal;
}

function feesOf({ fee, fees }: CcxtTrade): readonly Charge[] {
  const told = fees !== null && fees !== undefined && fees.length > 0 ? fees : fee ? [fee] : [];
  return told.flatMap(({ currency, cost }) => (cost && !cost.isZero() ? [{ currency: currency ?? null, cost }] : []));
}

function chargeOf(
  { id, amount, price }: CcxtTrade,
  { base, quote, taker, spot }: CcxtMarket,
  currency: string | null,
  cost: Decimal,
): { readonly fee: Decimal; readonly baseFee: Decimal } {
  if (currency === quote || currency === null) return { fee: cost, baseFee: ZERO };
  if (currency === base && spot !== false) return { fee: cost.times(price), baseFee: cost };
  if (taker === null || taker === undefined)
    throw new BrokerError('NOT_SUPPORTED', `fill ${id}: received a fee in ${currency}, expected ${base} or ${quote}`);
  return { fee: amount.times(price).times(taker), baseFee: ZERO };
}
