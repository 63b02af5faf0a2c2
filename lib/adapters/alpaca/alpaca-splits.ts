import { MarketDataError } from '#application/ports/market-data.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import { DAY, toIso, toUtcDay } from '#domain/shared/instant.ts';
import { exDate, exTime, ratioText, type Split } from '#domain/splits/split.ts';
import type { AlpacaHttp } from './alpaca-http.ts';
import { barsAnswer, type SplitsAnswer, splitsAnswer } from './alpaca-schemas.ts';

const PATH = '/v1/corporate-actions';
const TYPES = 'forward_split,reverse_split';
/** The service looks for the day on which it processes an action, which may lie before or after the ex-date. */
const PROCESSED_WITHIN = 14;
const PAGE_SIZE = '1000';

/**
 * Forward and reverse splits, as bars are adjusted for them. Dividends in shares and splits into units of several shares change no bar, and are left to the reconciliation.
 *
 * @see https://docs.alpaca.markets/reference/corporateactions-1
 */
export async function listSplits(
  http: AlpacaHttp,
  symbols: readonly string[],
  from: number,
  to: number,
): Promise<readonly Split[]> {
  const span = { start: dayText(from - PROCESSED_WITHIN), end: dayText(to + PROCESSED_WITHIN) };
  const query = { symbols: symbols.join(','), types: TYPES, ...span, limit: PAGE_SIZE, sort: 'asc' };
  const kinds = { forward: new Map<string, Split>(), reverse: new Map<string, Split>() };
  let token: string | null = null;
  do {
    const page: SplitsAnswer = await http.get(
      PATH,
      token === null ? query : { ...query, page_token: token },
      splitsAnswer,
    );
    const { forward_splits: forward, reverse_splits: reverse } = page.corporate_actions;
    const isAsked = ({ exDay, symbol }: Split) => symbols.includes(symbol) && exDay >= from && exDay <= to;
    for (const told of (forward ?? []).map(toSplit).filter(isAsked)) keep(kinds.forward, told);
    for (const told of (reverse ?? []).map(toSplit).filter(isAsked)) keep(kinds.reverse, told);
    const next: string | null = page.next_page_token ?? null;
    if (next !== null && next === token)
      throw new MarketDataError(`GET ${PATH}: received the same next_page_token again, expected another page`);
    token = next;
  } while (token !== null);
  return bothKinds(kinds.forward, kinds.reverse).sort((a, b) => a.exDay - b.exDay || (a.symbol < b.symbol ? -1 : 1));
}

/** A share that is consolidated and split again on one day, to pay out small holders, has the ratio of both. */
function bothKinds(forward: ReadonlyMap<string, Split>, reverse: ReadonlyMap<string, Split>): Split[] {
  const days = new Map([...forward, ...reverse]);
  return [...days].flatMap(([key, split]) => {
    const [first, second] = [forward.get(key), reverse.get(key)];
    if (first === undefined || second === undefined) return [split];
    const both = {
      ...split,
      newRate: first.newRate.times(second.newRate),
      oldRate: first.oldRate.times(second.oldRate),
    };
    return both.newRate.eq(both.oldRate) ? [] : [both];
  });
}

type ToldSplit = NonNullable<SplitsAnswer['corporate_actions']['forward_splits']>[number];

function toSplit({ ex_date: exDay, new_rate: newRate, old_rate: oldRate, symbol }: ToldSplit): Split {
  return { symbol, exDay, oldRate, newRate };
}

/** A symbol has one split of a kind on a day: told twice it is the same, and of two different ones nobody knows which. */
function keep(splits: Map<string, Split>, split: Split): void {
  if (split.oldRate.eq(split.newRate)) return;
  const key = `${split.symbol} ${split.exDay}`;
  const known = splits.get(key);
  if (known !== undefined && !known.newRate.times(split.oldRate).eq(split.newRate.times(known.oldRate))) {
    const both = `${ratioText(known)} and ${ratioText(split)}`;
    throw new MarketDataError(
      `GET ${PATH}: received ${both} for ${split.symbol} on ${exDate(split)}, expected one split`,
    );
  }
  splits.set(key, split);
}

const BARS_PATH = '/v2/stocks/bars';
/** So many days before a split there was a session. */
const LAST_SESSION = 10;

/** Asks for the last daily bar of before the split, as it was traded and as it is adjusted: their prices are apart by the split, or not. A share without such a bar has no history. */
export async function isInHistory(http: AlpacaHttp, split: Split, feed: string): Promise<boolean> {
  const [raw, adjusted] = [await lastClose(http, split, feed, 'raw'), await lastClose(http, split, feed, 'split')];
  if (raw === null || adjusted === null) return raw === adjusted;
  const factor = split.newRate.div(split.oldRate);
  const seen = raw.div(adjusted);
  // Which of the two it is nearer to: prices are rounded.
  return seen.div(factor).ln().abs().lt(seen.ln().abs());
}

async function lastClose(http: AlpacaHttp, split: Split, feed: string, adjustment: string): Promise<Decimal | null> {
  const before = exTime(split);
  const range = { start: toIso(before - LAST_SESSION * DAY), end: toIso(before - 1), limit: '1', sort: 'desc' };
  const query = { symbols: split.symbol, timeframe: '1Day', ...range, feed, adjustment };
  const { bars } = await http.get(BARS_PATH, query, barsAnswer);
  return bars?.[split.symbol]?.at(0)?.c ?? null;
}

function dayText(day: number): string {
  return toUtcDay(day * DAY);
}
