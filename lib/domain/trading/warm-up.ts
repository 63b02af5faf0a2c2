import type { Bar } from '../shared/bar.ts';
import { DAY, type Instant } from '../shared/instant.ts';
import { parseSymbol } from '../shared/symbol.ts';
import type { PlannedStrategy } from './trading-plan.ts';

/** Where history must begin so that `warmup` bars precede `actsAfter`: longer for an equity, whose market closes at night and at weekends. */
export function warmUpStart(
  { running }: PlannedStrategy,
  actsAfter: Instant,
  symbol: string,
  timeframe: number,
): Instant {
  const span = running.warmup * timeframe;
  return actsAfter - (parseSymbol(symbol).isPair ? span : 5 * span + 7 * DAY);
}

/** Of bars that a strategy does not act on, just those that it asks for. */
export function warmUpBars(history: readonly Bar[], { running }: PlannedStrategy): readonly Bar[] {
  return history.slice(Math.max(history.length - running.warmup, 0));
}
