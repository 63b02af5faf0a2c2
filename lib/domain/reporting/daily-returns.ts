import type { EquitySnapshot } from '../accounts/equity-snapshot.ts';
import type { Decimal } from '../shared/decimal.ts';
import { DAY } from '../shared/instant.ts';

/** The last equity of each UTC day that has bars, by the bars' timestamps, ascending. */
export function dailyEquity(snapshots: readonly EquitySnapshot[]): readonly Decimal[] {
  const days: { day: number; equity: Decimal }[] = [];
  for (const { barTime, equity } of snapshots) {
    const day = Math.floor(barTime / DAY);
    const last = days.at(-1);
    if (last?.day === day) last.equity = equity;
    else days.push({ day, equity });
  }
  return days.map(({ equity }) => equity);
}

/** r = e / e₋₁ − 1 from day to day; the first day has none. `null` when an equity is not above 0: returns mean nothing then. */
export function dailyReturns(equity: readonly Decimal[]): readonly Decimal[] | null {
  if (equity.some((value) => value.lte(0))) return null;
  return equity.slice(1).map((value, index) => value.div(equity[index] ?? value).minus(1));
}
