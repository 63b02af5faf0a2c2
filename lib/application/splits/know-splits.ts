import { heldSymbols } from '#application/market/new-bars.ts';
import type { AccountView } from '#application/ports/ledger.ts';
import { isEquity } from '#domain/risk/is-equity.ts';
import type { Instant } from '#domain/shared/instant.ts';
import type { Split } from '#domain/splits/split.ts';
import { daysToAsk, isKnown, splitRound } from '#domain/splits/split-book.ts';
import { applySplit } from './apply-split.ts';
import type { SplitDeps } from './split-deps.ts';

export interface KnownSplits {
  /** With the splits that are known, applied. */
  readonly view: AccountView;
  /** Why not all of them are known; `null`: they are. */
  readonly fault: Error | null;
}

/**
 * Applies the splits of today before anybody values or decides anything: asks the venue, in the first call of each round, and makes old shares of the ledger new ones. Whoever comes first does it. What was not
 * answered is asked for again by the next call; until then nothing is known of the symbols that were asked for (`isKnown`).
 *
 * @param isDoubted asks whether or not it has been asked in this round: the service may have been late
 */
export async function knowSplits(deps: SplitDeps, view: AccountView, isDoubted = false): Promise<KnownSplits> {
  const { clock, splits: source } = deps;
  const symbols = source === undefined ? [] : equitiesOf(deps, view);
  if (source === undefined || symbols.length === 0) return { view, fault: null };
  const now = clock.now();
  if (!isDoubted && symbols.every((symbol) => isKnown(view.splits, symbol, now))) return { view, fault: null };
  const { from, to } = daysToAsk(view.splits.asked, now);
  const told = await ask(() => source.listSplits(symbols, from, to));
  if (told instanceof Error) return { view, fault: told };
  let current = view;
  for (const split of told) current = await applySplit(deps, current, split);
  return { view: await saveAsked(deps, current, symbols, now), fault: null };
}

/** Configured, or held. */
function equitiesOf({ plan }: SplitDeps, view: AccountView): readonly string[] {
  return [...new Set([...plan.symbols, ...heldSymbols(view)])].filter(isEquity).sort();
}

/** Whoever loses to another answer of the same round has the same answer. */
async function saveAsked(
  { ledger }: SplitDeps,
  view: AccountView,
  symbols: readonly string[],
  now: Instant,
): Promise<AccountView> {
  const { asked } = view.splits;
  const round = splitRound(now);
  const since = asked?.since ?? daysToAsk(null, now).from;
  const others = asked?.round === round ? asked.symbols : [];
  const after = { since, round, symbols: new Set([...others, ...symbols]) };
  await ledger.saveAskedSplits(asked, after);
  return { ...view, splits: { ...view.splits, asked: after } };
}

async function ask(question: () => Promise<readonly Split[]>): Promise<readonly Split[] | Error> {
  try {
    return await question();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
