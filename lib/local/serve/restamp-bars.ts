import type { Bar } from '#domain/shared/bar.ts';
import { DAY, type Instant } from '#domain/shared/instant.ts';

/**
 * Bars moved to now, one each `spacing` milliseconds, over and over for a day: the first half of the series lies in
 * the past, so that strategies warm up at once.
 */
export function restampBars(bars: readonly Bar[], spacing: number, now: Instant): readonly Bar[] {
  const history = Math.floor(bars.length / 2);
  const first = Math.floor(now / spacing) * spacing - history * spacing;
  const count = history + Math.ceil(DAY / spacing);
  const restamped: Bar[] = [];
  for (let index = 0; index < count; index += 1) {
    const bar = bars[index % bars.length];
    const openTime = first + index * spacing;
    if (bar !== undefined) restamped.push({ ...bar, openTime, closeTime: openTime + spacing });
  }
  return restamped;
}
