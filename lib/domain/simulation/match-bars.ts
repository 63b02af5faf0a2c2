import { type Bar, exact } from '../shared/bar.ts';
import { isFull, type MatchResult } from './match-result.ts';
import { type BarChance, barChanceOf, RANKS } from './venue/bar-chance.ts';
import { carryOn } from './venue/carry-on.ts';
import { fillOrder } from './venue/fill-order.ts';
import { fillsAtTrade } from './venue/fills-at-trade.ts';
import { settleFunding } from './venue/funding.ts';
import { isQuietOnMargin } from './venue/is-quiet-on-margin.ts';
import { isTouched } from './venue/is-touched.ts';
import { liquidate, liquidationPointOf } from './venue/liquidation.ts';
import { heldQuantity, holdsOnMargin } from './venue/margin-account.ts';
import { type ClosedOrder, type Execution, type VenueBook, type WorkingOrder, withBarsMatched } from './venue-book.ts';
import type { VenueRules } from './venue-rules.ts';
import { symbolsWantingBars } from './wants-bars.ts';

/**
 * Matches what works against whole closed bars: funding and gaps into liquidation first, then every order by what a bar is taken to do first (its open, stops,
 * limits and targets, its close), within that by acceptance. An order is matched with bars that open at or after its acceptance, and with each bar once.
 * The rules of every type are in `docs/simulated-broker.md`.
 *
 * @param bars of one closing instant, one a symbol, by symbol
 * @param most executions and closed orders together, 3 at least; a call that stops there leaves the rest of the instant to a further one with the same bars
 */
export function matchBars(
  book: VenueBook,
  bars: readonly Bar[],
  rules: VenueRules,
  most = Number.POSITIVE_INFINITY,
): MatchResult {
  const isQuiet = !isAnyTouched(book, bars, rules);
  if (isQuiet && rules.margin === null) return { book, executions: [], closed: [] };
  const wanting = symbolsWantingBars(book, rules);
  const fresh = bars.filter((bar) => wanting.has(bar.symbol) && isFresh(book, bar));
  if (fresh.length === 0) return { book, executions: [], closed: [] };
  if (isQuiet && fresh.every((bar) => isQuietOnMargin(book, bar, rules)))
    return { book: withBarsSeen(book, fresh, rules), executions: [], closed: [] };
  return new BarMatching(book, fresh, rules, most).run();
}

function isFresh(book: VenueBook, bar: Bar): boolean {
  const matched = book.matchedBars[bar.symbol];
  return matched === undefined || matched < bar.openTime;
}

function isAnyTouched(book: VenueBook, bars: readonly Bar[], rules: VenueRules): boolean {
  for (const order of book.working) {
    for (const bar of bars) {
      if (bar.symbol !== order.symbol) continue;
      if (isEligible(order, bar, rules) && isTouched(order, bar) && isFresh(book, bar)) return true;
      break;
    }
  }
  return false;
}

/** The book once the bars are dealt with: on margin their closes value the positions. */
function withBarsSeen(book: VenueBook, bars: readonly Bar[], rules: VenueRules): VenueBook {
  const seen = withBarsMatched(book, bars);
  if (rules.margin === null) return seen;
  const lastPrices = { ...seen.lastPrices };
  for (const bar of bars) if (holdsOnMargin(seen, bar.symbol)) lastPrices[bar.symbol] = exact(bar, 'close');
  return { ...seen, lastPrices };
}

/** What rests must be there when the bar opens; a market order may arrive while it lasts. */
function isEligible(order: WorkingOrder, bar: Bar, rules: VenueRules): boolean {
  if (bar.openTime < order.acceptedAt || fillsAtTrade(order, rules)) return false;
  if (order.matchedBar !== null && order.matchedBar >= bar.openTime) return false;
  const arrival = order.acceptedAt + rules.latency;
  return order.terms.type === 'market' ? arrival < bar.closeTime : arrival <= bar.openTime || rules.latency === 0;
}

interface Turn {
  readonly bar: Bar;
  readonly rank: number;
  readonly sequence: number;
  readonly chance: BarChance;
}

/** One instant's bars against the book. */
class BarMatching {
  readonly #bars: readonly Bar[];
  readonly #rules: VenueRules;
  readonly #most: number;
  readonly #executions: Execution[] = [];
  readonly #closed: ClosedOrder[] = [];
  /** Orders that have had their part. */
  readonly #taken = new Set<number>();
  #book: VenueBook;

  constructor(book: VenueBook, bars: readonly Bar[], rules: VenueRules, most: number) {
    this.#book = book;
    this.#bars = bars;
    this.#rules = rules;
    this.#most = most;
  }

  run(): MatchResult {
    const turns = this.#turns();
    const isDone =
      this.#each((bar) => this.#open(bar)) &&
      this.#takeTurns(turns.filter(({ rank }) => rank < RANKS.close)) &&
      this.#each((bar) => this.#liquidateIfReached(bar)) &&
      this.#takeTurns(turns.filter(({ rank }) => rank === RANKS.close)) &&
      this.#takeTurns(this.#doomed());
    this.#book = isDone ? withBarsSeen(this.#book, this.#bars, this.#rules) : this.#interrupted();
    return { book: this.#book, executions: this.#executions, closed: this.#closed };
  }

  #turns(): Turn[] {
    const bySymbol = new Map(this.#bars.map((bar) => [bar.symbol, bar]));
    const turns: Turn[] = [];
    for (const order of this.#book.working) {
      const bar = bySymbol.get(order.symbol);
      if (bar === undefined || !isEligible(order, bar, this.#rules) || !isTouched(order, bar)) continue;
      const chance = barChanceOf(order, bar, this.#rules);
      const rank = chance.kind === 'trade' ? chance.rank : RANKS.limit;
      turns.push({ bar, rank, sequence: order.sequence, chance });
    }
    return turns.sort((a, b) => a.rank - b.rank || a.sequence - b.sequence);
  }

  /** What a liquidation has left without the position that it was for. */
  #doomed(): Turn[] {
    return this.#book.working.flatMap((order) => {
      const bar = this.#bars.find(({ symbol }) => symbol === order.symbol);
      if (bar === undefined || order.cancelCause === null) return [];
      return [{ bar, rank: RANKS.close, sequence: order.sequence, chance: barChanceOf(order, bar, this.#rules) }];
    });
  }

  /** Acts on each bar in turn while there is room for it. */
  #each(act: (bar: Bar) => void): boolean {
    if (this.#rules.margin === null) return true;
    return this.#bars.every((bar) => {
      if (this.#isFull()) return false;
      act(bar);
      return true;
    });
  }

  #open(bar: Bar): void {
    const funded = settleFunding(this.#book, bar.symbol, bar.openTime, this.#rules);
    this.#book = funded.book;
    if (funded.execution !== null) this.#executions.push(funded.execution);
    const point = liquidationPointOf(this.#book, bar, this.#rules);
    if (point?.isAtOpen === true) this.#liquidateIfReached(bar);
  }

  #liquidateIfReached(bar: Bar): void {
    const point = liquidationPointOf(this.#book, bar, this.#rules);
    if (point === null) return;
    const { book, execution } = liquidate(this.#book, bar, point.price, this.#rules);
    this.#book = book;
    this.#executions.push(execution);
  }

  #takeTurns(turns: readonly Turn[]): boolean {
    return turns.every((turn) => {
      if (this.#isFull()) return false;
      this.#liquidateBefore(turn);
      this.#takeTurn(turn);
      return true;
    });
  }

  /** Within the bar the venue liquidates before anything trades, but for the stops that lie before the liquidation price. */
  #liquidateBefore({ bar, rank, sequence, chance }: Turn): void {
    if (rank === RANKS.open) return;
    const point = liquidationPointOf(this.#book, bar, this.#rules);
    if (point === null) return;
    const isShort = heldQuantity(this.#book, bar.symbol).isNegative();
    const reduces = this.#orderOf(sequence).side === (isShort ? 'buy' : 'sell');
    if (rank === RANKS.stop && chance.kind === 'trade' && reduces) {
      const stop = chance.offer.referencePrice;
      if (isShort ? stop.lte(point.price) : stop.gte(point.price)) return;
    }
    this.#liquidateIfReached(bar);
  }

  #takeTurn({ bar, sequence, chance: planned }: Turn): void {
    const order = this.#orderOf(sequence);
    const chance = order.cancelCause === null ? planned : barChanceOf(order, bar, this.#rules);
    const attempt =
      chance.kind === 'trade'
        ? fillOrder(this.#book, order, chance.offer, this.#rules)
        : { book: this.#book, execution: null, shortfall: null };
    const after = carryOn(order, bar, chance, attempt.execution, attempt.shortfall);
    if (attempt.execution !== null) this.#executions.push(attempt.execution);
    if (after.kind === 'closed') this.#closed.push(after.closed);
    const rest = after.kind === 'closed' ? [] : [after.order];
    const working = attempt.book.working.flatMap((other) => (other === order ? rest : [other]));
    this.#book = { ...attempt.book, working };
    this.#taken.add(sequence);
  }

  #orderOf(sequence: number): WorkingOrder {
    const order = this.#book.working.find((working) => working.sequence === sequence);
    if (order === undefined) throw new Error(`the venue's order number ${sequence} has left the book before its turn`);
    return order;
  }

  #isFull(): boolean {
    return isFull({ executions: this.#executions, closed: this.#closed }, this.#most);
  }

  #interrupted(): VenueBook {
    const matched = new Map(this.#bars.map((bar) => [bar.symbol, bar.openTime]));
    const working = this.#book.working.map((order) =>
      this.#taken.has(order.sequence) ? { ...order, matchedBar: matched.get(order.symbol) ?? null } : order,
    );
    return { ...this.#book, working };
  }
}
