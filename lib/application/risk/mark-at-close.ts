import type { AccountView, Ledger, RiskEvent } from '#application/ports/ledger.ts';
import type { Account } from '#domain/accounts/account.ts';
import { AccountValuation } from '#domain/accounts/account-valuation.ts';
import type { ClosedTrade } from '#domain/accounts/closed-trade.ts';
import type { EquitySnapshot } from '#domain/accounts/equity-snapshot.ts';
import { markPosition, markPositions } from '#domain/accounts/mark-position.ts';
import { limitStop } from '#domain/emergency/limit-stop.ts';
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
 * Marks every holding to its own latest bar among `bars`, and the account to the latest close of all, lets the limits act on it, and keeps that
 * close's snapshot, unless that has been done. Whoever comes first at a close does it, `monitor-risk` or `generate-signals`: neither relies on the
 * other. Limits that halt the account leave an emergency stop in the same write, whose workflow the monitor starts. A bar that comes late marks its holding when it is there, and the account once more. A fill that comes in between makes the write
 * fail; it is repeated on the new rows.
 *
 * @param bars ascending by symbol; those that nothing has been marked by are news
 */
export async function markAtClose(
  ledger: Ledger,
  plan: TradingPlan,
  view: AccountView,
  bars: readonly Bar[],
  now: Instant,
): Promise<MarkedView> {
  let current = view;
  for (let race = 0; race < MAX_RACES; race++) {
    const close = latestClose(bars, current);
    const isDone = close <= current.account.markedAt && !hasNews(bars, current);
    if (bars.length === 0 || isDone) return { view: current, snapshot: null, riskEvents: [] };
    const trades = isOverseen(plan) ? await recentTrades(ledger, plan, close) : [];
    const marked = markView(current, plan, bars, { close, now }, trades);
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

function latestClose(bars: readonly Bar[], { account }: AccountView): Instant {
  return Math.max(account.markedAt, ...bars.map((bar) => bar.closeTime));
}

/** A bar that some holding has not been marked by. */
function hasNews(bars: readonly Bar[], { positions }: AccountView): boolean {
  return bars.some((bar) => {
    const position = positions.get(bar.symbol);
    return position !== undefined && markPosition(position, bar) !== position;
  });
}

function markView(
  { account, positions, session }: AccountView,
  plan: TradingPlan,
  bars: readonly Bar[],
  { close, now }: { readonly close: Instant; readonly now: Instant },
  trades: readonly ClosedTrade[],
) {
  const marked = markPositions(positions, bars);
  const valuation = new AccountValuation(account, marked.values(), onlySymbolOf(plan));
  const closing = bars.filter((bar) => bar.closeTime === close).sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  const isAgain = close === account.markedAt;
  const snapshot = valuation.close(isAgain ? dayOf(account) : (closing[0]?.openTime ?? close), close);
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
  const { environment } = plan;
  const stop = limitStop({ before: account, after: seen.account, events: seen.events, environment, now });
  return { account: seen.account, positions: moved, snapshot: isAgain ? null : snapshot, riskEvents, stop };
}

function dayOf({ day, markedAt }: Account): Instant {
  return day === null ? markedAt : Date.parse(day);
}
