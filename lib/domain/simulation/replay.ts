import type { EquitySnapshot } from '../accounts/equity-snapshot.ts';
import type { Order } from '../orders/order.ts';
import type { BarSeries } from '../shared/bar-series.ts';
import { phasesOf } from './phases.ts';
import { ReplayedSession, type ReplayOutcome, type ReplaySetup } from './replayed-session.ts';

export interface ReplayHooks {
  /** Every snapshot as it is taken: a row of `pnl.csv`. */
  readonly onSnapshot?: (snapshot: EquitySnapshot) => void;
  /** Every order when it has ended. */
  readonly onOrder?: (order: Order) => void;
  /** With the number of bars closed so far, after each close. */
  readonly onProgress?: (barsClosed: number) => void;
}

/**
 * Replays a session in memory: the cycle of a bar on the same pure functions that the handlers call around the ledger. OPEN fills market orders
 * at the open; CLOSE lets the venue match the whole bar, marks the account, lets limits and exit rules act, steps the strategies, and judges
 * and places their orders.
 */
export function replay(setup: ReplaySetup, series: readonly BarSeries[], hooks: ReplayHooks = {}): ReplayOutcome {
  const { onOrder, onSnapshot, onProgress } = hooks;
  const session = new ReplayedSession(setup, series, onOrder);
  let closed = 0;
  for (const phase of phasesOf(series)) {
    if (phase.kind === 'OPEN') {
      session.open(phase.bars);
      continue;
    }
    const snapshot = session.close(phase);
    onSnapshot?.(snapshot);
    closed += phase.bars.length;
    onProgress?.(closed);
  }
  return session.outcome();
}
