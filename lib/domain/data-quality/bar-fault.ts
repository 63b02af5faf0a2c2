import { type Bar, exact } from '../shared/bar.ts';
import { Decimal } from '../shared/decimal.ts';

/** Prices within what the ledger adds up exactly, as files of bars have to keep to. */
const LEAST_PRICE = new Decimal('1e-18');
const PRICE_LIMIT = new Decimal('1e16');

/** What makes a bar none, so that no replay would take it; `null`: it is sound. */
export function barFault(bar: Bar): string | null {
  const isSound =
    bar.digits === undefined
      ? isOrdered(bar) && bar.low >= 1e-18 && bar.high < 1e16 && bar.volume >= 0
      : isSoundExactly(bar);
  if (isSound) return null;
  const [open, high, low, close, volume] = (['open', 'high', 'low', 'close', 'volume'] as const).map((field) =>
    exact(bar, field).toFixed(),
  );
  return `received open ${open}, high ${high}, low ${low}, close ${close}, volume ${volume}, expected prices > 0 with open and close between low and high, and a volume ≥ 0`;
}

function isOrdered({ open, high, low, close }: Bar): boolean {
  return open >= low && open <= high && close >= low && close <= high;
}

function isSoundExactly(bar: Bar): boolean {
  const [high, low] = [exact(bar, 'high'), exact(bar, 'low')];
  const isWithin = (price: Decimal): boolean => price.gte(low) && price.lte(high);
  const isPriced = low.gte(LEAST_PRICE) && high.lt(PRICE_LIMIT);
  return isPriced && isWithin(exact(bar, 'open')) && isWithin(exact(bar, 'close')) && bar.volume >= 0;
}
