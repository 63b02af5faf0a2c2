import type { CashMovement } from '#domain/reconciliation/cash-movement.ts';
import { isMissing } from './alpaca-refusal.ts';
import type { AlpacaTradingHttp } from './alpaca-trading-http.ts';
import { movementsAnswer } from './alpaca-trading-schemas.ts';

/** The latest page, the newest first: more than a few are never open at a time. */
const QUERY = { category: 'non_trade_activity', direction: 'desc', page_size: '100' };
/** Deposits, withdrawals, journals and transfers of accounts; all else is dividends, interest and fees. */
const TRANSFERS = ['CSD', 'CSW', 'TRANS', 'JNL', 'JNLC', 'ACATC'];

/**
 * What moved the account's cash without a trade, from its list of activities. One that was cancelled has moved nothing.
 *
 * @see https://docs.alpaca.markets/docs/account-activities
 */
export async function listMovements(http: AlpacaTradingHttp): Promise<readonly CashMovement[]> {
  const told = await http.find('/v2/account/activities', QUERY, movementsAnswer, isMissing);
  const movements = (told ?? []).flatMap(
    ({ activity_type: type, description, id, net_amount: amount, status, symbol }): CashMovement[] => {
      if (type === 'FILL' || amount == null || amount.isZero() || status === 'canceled') return [];
      const kind = TRANSFERS.includes(type) ? 'transfer' : 'result';
      return [{ id, kind, amount, what: [type, symbol, description].filter(Boolean).join(' ').slice(0, 200) }];
    },
  );
  return movements.sort((one, other) => (one.id < other.id ? -1 : 1));
}
