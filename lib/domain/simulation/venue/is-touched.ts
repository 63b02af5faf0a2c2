import type { Bar } from '../../shared/bar.ts';
import { DAY, type Instant } from '../../shared/instant.ts';
import type { WorkingOrder } from '../venue-book.ts';
import { stopLevelOf, utcDayNumber } from './bar-chance.ts';

/** Prices between which a bar means nothing to an order, and when its day is over. */
interface Band {
  readonly below: number;
  readonly above: number;
  readonly until: Instant;
}

const ANYTHING: Band = { below: Number.POSITIVE_INFINITY, above: Number.NEGATIVE_INFINITY, until: 0 };
const BANDS = new WeakMap<WorkingOrder, Band>();

/**
 * Whether a bar can change an order that has seen a bar before, by floats alone: `false` is certain, because rounding keeps the order of numbers;
 * `true` is for the exact decimals to decide. The many bars that leave a resting order alone end here.
 */
export function isTouched(order: WorkingOrder, bar: Bar): boolean {
  let band = BANDS.get(order);
  if (band === undefined) {
    band = bandOf(order);
    BANDS.set(order, band);
  }
  return !(bar.low > band.below && bar.high < band.above && bar.openTime < band.until);
}

function bandOf(order: WorkingOrder): Band {
  const { terms, firstBar, cancelCause, isTriggered } = order;
  const { type, timeInForce } = terms;
  if (firstBar === null || cancelCause !== null) return ANYTHING;
  if (type === 'market' || (timeInForce !== 'gtc' && timeInForce !== 'day')) return ANYTHING;
  if (isTriggered && type !== 'stop_limit') return ANYTHING;
  const until = timeInForce === 'day' ? (utcDayNumber(firstBar) + 1) * DAY : Number.POSITIVE_INFINITY;
  const [best, worst] = isTriggered || type === 'limit' ? [terms.limitPrice?.toNumber(), undefined] : stopBand(order);
  const low = order.side === 'buy' ? best : worst;
  const high = order.side === 'buy' ? worst : best;
  return { below: low ?? Number.NEGATIVE_INFINITY, above: high ?? Number.POSITIVE_INFINITY, until };
}

/** On the good side the target, or the price that raises a trailing stop; on the bad side the stop. */
function stopBand(order: WorkingOrder): [number | undefined, number] {
  const level = stopLevelOf(order);
  const { takeProfitPrice, trailPct } = order.terms;
  const isBuy = order.side === 'buy';
  const raises = trailPct === null ? undefined : level.div(isBuy ? trailPct.plus(1) : trailPct.negated().plus(1));
  const target = takeProfitPrice?.toNumber();
  if (raises === undefined) return [target, level.toNumber()];
  const nearest = isBuy
    ? Math.max(raises.toNumber(), target ?? Number.NEGATIVE_INFINITY)
    : Math.min(raises.toNumber(), target ?? Number.POSITIVE_INFINITY);
  return [nearest, level.toNumber()];
}
