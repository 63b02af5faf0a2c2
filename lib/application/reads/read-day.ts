import type { Ledger } from '#application/ports/ledger.ts';
import { conclusionsOf, unresolvedOf } from '#application/promotion/concluded.ts';
import type { EquitySnapshot } from '#domain/accounts/equity-snapshot.ts';
import { type DaySummary, summariseDay } from '#domain/reporting/day-summary.ts';
import type { Session } from '#domain/sessions/session.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import { DAY, type Instant } from '#domain/shared/instant.ts';

/** A trading day, and what is the case now. */
export interface DayReport {
  readonly currency: string;
  readonly summary: DaySummary;
  /** Signed, by symbol. */
  readonly positions: ReadonlyMap<string, Decimal>;
  /** What ledger and broker differ in, as far as it is known; `null`: nothing. */
  readonly unresolved: string | null;
}

/** Exchanges are closed for four days at most: the bar before the day is among those of so many before it. */
const BEFORE = 5 * DAY;

/**
 * The UTC day that begins at `start`, from the ledger; `null`: no session was active on it. Reads all orders and fills of the account: they are not kept by time.
 */
export async function readDay(ledger: Ledger, start: Instant): Promise<DayReport | null> {
  const [view, sessions] = await Promise.all([ledger.readAccount(), ledger.listSessions()]);
  if (view === null || !sessions.some((session) => isActive(session, start, start + DAY))) return null;
  const recent = sessions.filter((session) => isActive(session, start - BEFORE, start + DAY));
  const summary = summariseDay(
    {
      snapshots: await snapshotsOf(ledger, recent, start - BEFORE),
      openingCash: sessions.every(({ startedAt }) => startedAt >= start - BEFORE) ? view.account.openingCash : null,
      adjustments: await ledger.listCashAdjustments(),
      orders: await ledger.listOrders(null),
      fills: await ledger.listFills(null),
      trades: await ledger.listClosedTrades(start),
      events: await ledger.listRiskEvents(),
    },
    start,
  );
  const held = [...view.positions].filter(([, { quantity }]) => !quantity.isZero());
  return {
    currency: view.account.currency,
    summary,
    positions: new Map(held.map(([symbol, { quantity }]) => [symbol, quantity])),
    unresolved: await unresolvedIn(ledger, start),
  };
}

function isActive({ startedAt, stoppedAt }: Session, from: Instant, to: Instant): boolean {
  return startedAt < to && (stoppedAt === null || stoppedAt >= from);
}

async function snapshotsOf(
  ledger: Ledger,
  sessions: readonly Session[],
  since: Instant,
): Promise<readonly EquitySnapshot[]> {
  // The latest session comes first: of a bar that two have marked the later mark counts.
  const lists = await Promise.all(sessions.toReversed().map(({ id }) => ledger.listSnapshots(id, since)));
  return lists.flat().sort((a, b) => a.barTime - b.barTime);
}

/** Where reconciliations are made on demand only, what the last one found stands, however old it is. */
async function unresolvedIn(ledger: Ledger, start: Instant): Promise<string | null> {
  const recent = await ledger.listReconciliations(start - BEFORE);
  return unresolvedOf(conclusionsOf(recent).length > 0 ? recent : await ledger.listReconciliations(0));
}
