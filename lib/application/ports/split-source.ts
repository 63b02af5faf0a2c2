import type { Split } from '#domain/splits/split.ts';

/** The venue's word on splits of equities. Throws when it could not ask; an empty answer is an answer. */
export interface SplitSource {
  /** Splits of these symbols with an ex-date from `from` to `to`, both included, days since 1970-01-01; the oldest first. */
  listSplits(symbols: readonly string[], from: number, to: number): Promise<readonly Split[]>;
  /** Whether bars of before the split are told in new shares by now. */
  isInHistory(split: Split): Promise<boolean>;
}
