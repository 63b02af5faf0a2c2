import type { VenueFill } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import type { OtherFee } from '#domain/orders/fill.ts';
import { baseFeeValue } from '#domain/orders/fill-amounts.ts';
import { type Decimal, ZERO } from '#domain/shared/decimal.ts';
import type { CcxtMarket, CcxtTrade } from './ccxt-schemas.ts';
import { isRecord } from './raw-answer.ts';

/** Digits of a fill's place: ids that are numbers sort by their value. */
const TIME_DIGITS = 15;
const ID_DIGITS = 25;

/**
 * An execution as the port tells it. A fee in base, quote or a third currency (BNB) is exact, each told as what it is. One whose currency is not told was
 * taken in base or quote: it counts as the market's taker fee, in the quote currency, so that the ledger is not richer than the account.
 *
 * @throws {BrokerError} for a fee in a currency that is not told where the market's rate is not known.
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
  const fees = feesOf(trade, market);
  return {
    id,
    sequence: sequenceOf(trade, sequenceField),
    clientOrderId,
    symbol,
    side,
    quantity,
    price,
    fee: fees.inQuote.plus(baseFeeValue({ baseFee: fees.inBase, price })),
    baseFee: fees.inBase,
    otherFees: fees.others,
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

interface Fees {
  readonly inQuote: Decimal;
  readonly inBase: Decimal;
  readonly others: readonly OtherFee[];
}

function feesOf(trade: CcxtTrade, market: CcxtMarket): Fees {
  const { fee, fees } = trade;
  const told = fees !== null && fees !== undefined && fees.length > 0 ? fees : fee ? [fee] : [];
  let [inQuote, inBase] = [ZERO, ZERO];
  const others: OtherFee[] = [];
  for (const { currency, cost } of told) {
    if (!cost || cost.isZero()) continue;
    if (currency === market.quote) inQuote = inQuote.plus(cost);
    else if (currency === market.base && market.spot !== false) inBase = inBase.plus(cost);
    else if (currency) others.push({ currency, amount: cost });
    else inQuote = inQuote.plus(takerFee(trade, market));
  }
  return { inQuote, inBase, others };
}

function takerFee({ id, amount, price }: CcxtTrade, { base, quote, taker }: CcxtMarket): Decimal {
  if (taker) return amount.times(price).times(taker);
  throw new BrokerError(
    'NOT_SUPPORTED',
    `fill ${id}: received a fee in a currency that is not told, expected ${base} or ${quote}`,
  );
}
