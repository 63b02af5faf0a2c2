import type { AccountView } from '#application/ports/ledger.ts';
import { type MarketData, MarketDataError, type Price } from '#application/ports/market-data.ts';
import { AccountValuation } from '#domain/accounts/account-valuation.ts';
import type { Decimal } from '#domain/shared/decimal.ts';

/**
 * The last trade; for what leaves a position of `leaving`, where there is none or nobody answers, that position's last mark or its cost.
 *
 * @throws {MarketDataError} when nobody answers and nothing stands in for it.
 */
export async function lastPrice(
  marketData: MarketData,
  symbol: string,
  leaving: AccountView | null,
): Promise<Price | null> {
  try {
    const price = await marketData.getLatestPrice(symbol);
    if (price !== null) return price;
  } catch (error) {
    if (!(error instanceof MarketDataError) || leaving === null) throw error;
  }
  const position = leaving?.positions.get(symbol);
  if (position === undefined || position.quantity.isZero()) return null;
  const price = position.mark ?? position.cost.div(position.quantity).toDecimalPlaces(8);
  return { price, time: position.markTime ?? 0 };
}

/** The account's equity with one symbol at this price, the others at their last marks. */
export function equityAt(view: AccountView, symbol: string, price: Decimal): Decimal {
  const valuation = new AccountValuation(view.account, view.positions.values(), null);
  valuation.price(symbol, price.toFixed());
  return valuation.equity;
}
