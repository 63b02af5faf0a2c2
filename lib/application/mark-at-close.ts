import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import type { EquitySnapshot } from '#domain/accounts/equity-snapshot.ts';
import { markAccount } from '#domain/accounts/mark-to-market.ts';
import type { Bar } from '#domain/shared/bar.ts';
import { onlySymbolOf, type TradingPlan } from '#domain/strategies/trading-plan.ts';

export interface MarkedView {
  readonly view: AccountView;
  /** `null`: the account had been marked at this close before. */
  readonly snapshot: EquitySnapshot | null;
}

/** A mark that loses to fills this often in a row is a fault. */
const MAX_RACES = 8;

/**
 * Marks the account to the latest close among `bars` and keeps that bar's snapshot, unless that has been done. Whoever comes first at a
 * close does it, `monitor-risk` or `generate-signals`: neither relies on the other. A fill that comes in between makes the write
 * fail; it is repeated on the new rows.
 */
export async function markAtClose(
  ledger: Ledger,
  plan: TradingPlan,
  view: AccountView,
  bars: readonly Bar[],
): Promise<MarkedView> {
  const close = Math.max(...bars.map((bar) => bar.closeTime));
  const closing = bars.filter((bar) => bar.closeTime === close);
  const [first] = closing;
  let current = view;
  for (let race = 0; race < MAX_RACES; race++) {
    if (first === undefined || current.account.markedAt >= close) return { view: current, snapshot: null };
    const marks = new Map(closing.map((bar) => [bar.symbol, { price: bar.close, time: bar.closeTime }]));
    const marked = markAccount(current.account, current.positions, marks, first, onlySymbolOf(plan));
    const sessionId = current.session?.id ?? null;
    const outcome = await ledger.mark({ ...marked, before: current.account, after: marked.account, sessionId });
    if (outcome === 'committed') {
      const moved = marked.positions.map((position) => [position.symbol, position] as const);
      const positions = new Map([...current.positions, ...moved]);
      return { view: { ...current, account: marked.account, positions }, snapshot: marked.snapshot };
    }
    const reread = await ledger.readAccount();
    if (reread === null) throw new Error(`account ${plan.account} has vanished from the ledger`);
    current = reread;
  }
  throw new Error(`account ${plan.account}: ${MAX_RACES} marks in a row lost to other writes`);
}
