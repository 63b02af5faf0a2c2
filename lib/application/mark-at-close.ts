import type { AccountView, Ledger, RiskEvent } from '#application/ports/ledger.ts';
import { AccountValuation, closeOf } from '#domain/accounts/account-valuation.ts';
import type { EquitySnapshot } from '#domain/accounts/equity-snapshot.ts';
import { markPositions } from '#domain/accounts/mark-position.ts';
import type { Bar } from '#domain/shared/bar.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { isOverseen, overseeRisk } from '#domain/trading/oversee-risk.ts';
import { onlySymbolOf, type TradingPlan } from '#domain/trading/trading-plan.ts';
import { recentTrades } from './recent-trades.ts';

export interface MarkedView {
  readonly view: AccountView;
  /** `null`: the account had been marked at this close before. */
  readonly snapshot: EquitySnapshot | null;
  readonly riskEvents: readonly RiskEvent[];
}

/** A mark that loses to fills this often in a row is a fault. */
const MAX_RACES = 8;

/**
 * Marks the account to the latest close among `bars`, lets the limits act on it, and keeps that bar's snapshot, unless that has been done. Whoever
 * comes first at a close does it, `monitor-risk` or `generate-signals`: neither relies on the other. A fill that comes in between makes the
 * write fail; it is repeated on the new rows.
 */
export async function markAtClose(
  ledger: Ledger,
  plan: TradingPlan,
  view: AccountView,
  bars: readonly Bar[],
): Promise<MarkedView> {
  const close = Math.max(...bars.map((bar) => bar.closeTime));
  const closing = bars.filter((bar) => bar.closeTime === close);
  let current = view;
  for (let race = 0; race < MAX_RACES; race++) {
    if (closing.length === 0 || current.account.markedAt >= close)
      return { view: current, snapshot: null, riskEvents: [] };
    const trades = isOverseen(plan) ? await recentTrades(ledger, plan, close) : [];
    const marked = markView(current, plan, closing, close, trades);
    const outcome = await ledger.mark({
      ...marked,
      before: current.account,
      after: marked.account,
      sessionId: current.session?.id ?? null,
    });
    if (outcome === 'committed') {
      const positions = new Map([...current.positions, ...marked.positions.map((one) => [one.symbol, one] as const)]);
      const { snapshot, riskEvents } = marked;
      return { view: { ...current, account: marked.account, positions }, snapshot, riskEvents };
    }
    const reread = await ledger.readAccount();
    if (reread === null) throw new Error(`account ${plan.account} has vanished from the ledger`);
    current = reread;
  }
  throw new Error(`account ${plan.account}: ${MAX_RACES} marks in a row lost to other writes`);
}

function markView(
  { account, positions, session }: AccountView,
  plan: TradingPlan,
  closing: readonly Bar[],
  close: Instant,
  trades: Parameters<typeof overseeRisk>[0]['trades'],
) {
  const valuation = new AccountValuation(account, positions.values(), onlySymbolOf(plan));
  for (const bar of closing) valuation.price(bar.symbol, closeOf(bar));
  const snapshot = valuation.close(closing[0]?.openTime ?? close, close);
  const marked = markPositions(positions, closing);
  const seen = overseeRisk({
    before: account,
    account: valuation.marked(account),
    positions: marked,
    plan,
    trades,
    close,
  });
  const moved = [...seen.positions.values()].filter((position) => position !== positions.get(position.symbol));
  const riskEvents = seen.events.map((event) => ({
    ...event,
    account: account.account,
    sessionId: session?.id ?? null,
    at: close,
  }));
  return { account: seen.account, positions: moved, snapshot, riskEvents };
}
