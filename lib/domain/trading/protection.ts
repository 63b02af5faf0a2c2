import type { Holding, Position } from '../accounts/position.ts';
import { isFlat } from '../accounts/position-accounting.ts';
import { type AttachedExits, NOTHING_ATTACHED } from '../orders/order-intent.ts';
import { type OrderTerms, orderTerms } from '../orders/order-terms.ts';
import { Decimal, MONEY_SCALE } from '../shared/decimal.ts';
import type { ProtectionKind, VenueSteps } from '../simulation/venue-rules.ts';
import type { ExitRules } from './exit-rules.ts';

type Steps = Pick<VenueSteps, 'tick' | 'protections'>;

/** Prices of a venue without ticks have the ledger's decimal places. */
const SMALLEST_STEP = new Decimal(10).pow(-MONEY_SCALE);

/** Levels that a close must not pass. */
export interface WatchedLevels {
  readonly stop: Decimal | null;
  readonly target: Decimal | null;
  readonly trail: Decimal | null;
}

/** The protective order that a position should have at the venue. */
export interface Protection {
  /** `null`: the venue holds nothing of it. */
  readonly terms: OrderTerms | null;
  /** What the venue has no order for, to be watched at every close. */
  readonly watched: WatchedLevels;
  /** The levels that it stands for: tells a stop loss from a trailing stop when it is hit. */
  readonly levels: AttachedExits;
}

/**
 * The resting order that protects a position: a stop at the price that strategy or operator asked for, on the venue's tick, or `stop_loss_pct` from the average entry price, trailing if
 * asked, with the target as its other side; only a limit where there is no stop. `null`: nothing to protect by. A trailing
 * level begins where the best price since the entry puts it, never on the wrong side of the stop loss, and one step before a target that it
 * has passed: from there the next trade leaves the position either way. Where the venue has no order for all of that, what it has rests there and the rest is watched: of a trail and
 * a target it is the trail that goes first.
 */
export function protectionOf(position: Position, rules: ExitRules, { tick, protections }: Steps): Protection | null {
  const { holding } = position;
  if (holding === null || position.quantity.isZero()) return null;
  const isShort = position.quantity.isNegative();
  const entry = position.cost.div(position.quantity);
  const at = (base: Decimal, pct: Decimal | null, away: 1 | -1): Decimal | null =>
    pct === null ? null : roundToTick(base.times(pct.times(isShort ? -away : away).plus(1)), tick);
  const own = (level: Decimal | null): Decimal | null => (level === null ? null : roundToTick(level, tick));
  const stopLoss = own(holding.attached.stopLoss) ?? at(entry, rules.stopLossPct, -1);
  const takeProfit = own(holding.attached.takeProfit) ?? at(entry, rules.takeProfitPct, 1);
  const best = bestPrice(holding, entry, isShort);
  const trailing = at(best, rules.trailingStopPct, -1);
  const stopPrice = beforeTarget(tighter(stopLoss, trailing, isShort), takeProfit, { isShort, tick });
  const levels = { stopLoss, takeProfit };
  if (stopPrice !== null) {
    const rests = restingParts(rules.trailingStopPct !== null, takeProfit !== null, protections);
    const trailPct = rests.trail ? rules.trailingStopPct : null;
    const takeProfitPrice = rests.target ? takeProfit : null;
    const type = trailPct === null ? 'stop' : 'trailing_stop';
    const watched = {
      stop: rests.stop ? null : stopLoss,
      target: rests.target ? null : takeProfit,
      trail: rests.trail ? null : trailing,
    };
    if (!rests.stop) return { levels, watched, terms: null };
    return { levels, watched, terms: orderTerms({ type, stopPrice, trailPct, takeProfitPrice, reduceOnly: true }) };
  }
  if (takeProfit === null) return null;
  return { levels, watched: NOTHING, terms: orderTerms({ type: 'limit', limitPrice: takeProfit, reduceOnly: true }) };
}

const NOTHING: WatchedLevels = { stop: null, target: null, trail: null };

/** Which of a stop, a trail and a target the venue holds: the last two only with the first. */
function restingParts(hasTrail: boolean, hasTarget: boolean, held: readonly ProtectionKind[]) {
  const trail = hasTrail && held.includes(hasTarget ? 'trailing_oco' : 'trailing');
  const target = hasTarget && (trail || held.includes('oco'));
  return { trail, target, stop: trail || target || held.includes('stop') };
}

/** Which of the watched levels a price has reached. */
export function reachedLevel(
  { watched: { stop, target, trail } }: Protection,
  price: Decimal,
  isShort: boolean,
): 'stop_exit' | 'target_exit' | 'trail_exit' | null {
  const isAtOrAbove = (level: Decimal | null): boolean =>
    level !== null && (isShort ? price.lte(level) : price.gte(level));
  const isAtOrBelow = (level: Decimal | null): boolean =>
    level !== null && (isShort ? price.gte(level) : price.lte(level));
  if (isAtOrBelow(stop)) return 'stop_exit';
  if (isAtOrBelow(trail)) return 'trail_exit';
  return isAtOrAbove(target) ? 'target_exit' : null;
}

/** The stop, kept one step away from a target that it has reached: a venue takes no order whose two sides cross. */
function beforeTarget(
  stop: Decimal | null,
  target: Decimal | null,
  { isShort, tick }: { readonly isShort: boolean; readonly tick: Decimal | null },
): Decimal | null {
  if (stop === null || target === null) return stop;
  const step = tick ?? SMALLEST_STEP;
  return isShort ? Decimal.max(stop, target.plus(step)) : Decimal.min(stop, target.minus(step));
}

/** The best price since the entry, which is one itself: slippage may have put it beyond every bar. */
function bestPrice({ highest, lowest }: Holding, entry: Decimal, isShort: boolean): Decimal {
  if (isShort) return Decimal.min(lowest ?? entry, entry);
  return Decimal.max(highest ?? entry, entry);
}

/** A price at the venue's tick, or at the ledger's scale where it has none; never zero. */
export function roundToTick(price: Decimal, tick: Decimal | null): Decimal {
  if (tick === null) return price.toDecimalPlaces(MONEY_SCALE);
  return Decimal.max(price.div(tick).round(), 1).times(tick);
}

/** Whether the strategy has given the position a stop or a target of its own. */
export function isAttached(position: Position | undefined): boolean {
  const { stopLoss, takeProfit } = position?.holding?.attached ?? NOTHING_ATTACHED;
  return stopLoss !== null || takeProfit !== null;
}

/** What is left of a position that is smaller than a lot cannot be sold: it counts as flat. */
export function isDust(position: Position, lot: Decimal): boolean {
  return isFlat(position.quantity, lot);
}

function tighter(a: Decimal | null, b: Decimal | null, isShort: boolean): Decimal | null {
  if (a === null || b === null) return a ?? b;
  return isShort ? Decimal.min(a, b) : Decimal.max(a, b);
}
