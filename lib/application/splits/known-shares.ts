import type { AccountView } from '#application/ports/ledger.ts';
import { type MarketData, MarketDataError } from '#application/ports/market-data.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { exDate, exTime } from '#domain/splits/split.ts';
import { isHistoryDue, isKnown, type SplitNote } from '#domain/splits/split-book.ts';
import { knowSplits } from './know-splits.ts';
import type { SplitDeps } from './split-deps.ts';

/** Applies the splits of today, and gives the account with them and the market data of its shares. `marks`: those that a limit or a mark looks at, and that wait for no history. */
export async function withKnownShares(
  deps: SplitDeps & Pick<KnownShares, 'marketData'>,
  read: AccountView,
  history: KnownShares['history'],
  isDoubted = false,
): Promise<Pick<KnownShares, 'marketData'> & { readonly marks: MarketData; readonly view: AccountView }> {
  const { fault, view } = await knowSplits(deps, read, isDoubted);
  const known = { ...deps, fault, view, now: deps.clock.now(), proven: provenOf(view) };
  const marks = knownShares({ ...known, history: 'since_split' });
  return { view, marks, marketData: history === 'since_split' ? marks : knownShares({ ...known, history }) };
}

export interface KnownShares extends Pick<SplitDeps, 'ledger' | 'splits'> {
  readonly marketData: MarketData;
  readonly view: Pick<AccountView, 'splits'>;
  readonly now: Instant;
  /** Why splits are not known; `null`: nobody has asked here. */
  readonly fault: Error | null;
  /**
   * What is told while bars of before a split are not proven to be told in new shares: those of since then, which mark a position, or none, as a strategy learns from all of them together. Who asks for all of them has
   * the proof asked for, too.
   */
  readonly history: 'since_split' | 'together';
  /** Symbols with a proof, to be added to. @default by the view */
  readonly proven?: Set<string>;
}

/** Market data of the shares that the ledger counts: of a symbol whose splits are not known for today it tells nothing, and no price of old shares. */
export function knownShares(known: KnownShares): MarketData {
  const { fault, history, marketData, now, splits, view } = known;
  if (splits === undefined) return marketData;
  const proven = known.proven ?? provenOf(view);
  const requireKnown = (symbol: string): void => {
    if (isKnown(view.splits, symbol, now)) return;
    const why = fault?.message ?? 'nobody has asked yet';
    throw new MarketDataError(`splits of ${symbol} are not known for today: ${why}`, { cause: fault });
  };
  return {
    getBars: async (symbol, timeframe, from, until) => {
      requireKnown(symbol);
      const note = view.splits.notes.get(symbol);
      const isPlain = note === undefined || proven.has(symbol) || from >= exTime(note);
      if (isPlain || history === 'since_split') {
        const bars = await marketData.getBars(symbol, timeframe, from, until);
        return isPlain ? bars : bars.filter(({ openTime }) => openTime >= exTime(note));
      }
      if (!(await prove(known, note))) return notYet(note, now);
      proven.add(symbol);
      return marketData.getBars(symbol, timeframe, from, until);
    },
    getLatestPrice: async (symbol) => {
      requireKnown(symbol);
      const price = await marketData.getLatestPrice(symbol);
      const note = view.splits.notes.get(symbol);
      return price !== null && note !== undefined && price.time < exTime(note) ? null : price;
    },
  };
}

function provenOf({ splits }: Pick<AccountView, 'splits'>): Set<string> {
  return new Set([...splits.notes.values()].filter(isProven).map(({ symbol }) => symbol));
}

function isProven({ isInHistory }: SplitNote): boolean {
  return isInHistory;
}

async function prove({ ledger, splits }: KnownShares, note: SplitNote): Promise<boolean> {
  if (splits === undefined || !(await splits.isInHistory(note))) return false;
  await ledger.confirmHistory(note);
  return true;
}

/** Until the session opens nobody has to know. */
function notYet(note: SplitNote, now: Instant): readonly [] {
  if (isHistoryDue(note, now))
    throw new MarketDataError(
      `bars of ${note.symbol} of before ${exDate(note)} are not told in new shares, expected them adjusted`,
    );
  return [];
}
