/** The middle of the values, which are sorted in place; of an even number the lower of the two; `null` for none. */
export function median(values: Float64Array): number | null {
  return values.sort()[(values.length - 1) >> 1] ?? null;
}
