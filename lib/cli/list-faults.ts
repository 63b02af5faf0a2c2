/** A fault and where it is. */
export interface PlacedFault {
  readonly text: string;
  /** From 1; `null`: in no line. */
  readonly line: number | null;
}

/** Bad input has a message of at most so many lines. */
const MAX_LINES = 3;

/** The first faults of a file, a line each; the last line says how many more there are, and ends in `advice`. */
export function listFaults(faults: readonly PlacedFault[], advice = ''): readonly string[] {
  const placed = faults.toSorted(
    (a, b) => (a.line ?? Number.POSITIVE_INFINITY) - (b.line ?? Number.POSITIVE_INFINITY) || 0,
  );
  const more = placed.length - MAX_LINES;
  return placed.slice(0, MAX_LINES).map(({ text }, index, { length }) => {
    if (index < length - 1) return text;
    return `${text}${more > 0 ? `; and ${more} more` : ''}${advice}`;
  });
}
