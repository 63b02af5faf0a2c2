import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import { hasWorkingOrders } from '#application/tracking/has-working-orders.ts';
import { riskMetrics } from '#domain/risk/risk-metrics.ts';
import { toPlain } from '#domain/shared/decimal.ts';
import { type Instant, toIso } from '#domain/shared/instant.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { type Health, readHealth } from './read-health.ts';

/** The account at a glance, in the API's wire form: money as plain decimal strings, times as ISO-8601. */
export interface Status {
  readonly environment: string;
  readonly account: string;
  readonly mode: string;
  /** What set a mode other than NORMAL. */
  readonly modeCause: string | null;
  readonly session: {
    readonly id: string;
    readonly status: string;
    readonly dryRun: boolean;
    readonly startedAt: string;
  } | null;
  readonly equity: string | null;
  readonly cash: string | null;
  readonly reserved: string | null;
  readonly markedAt: string | null;
  readonly positions: readonly {
    readonly symbol: string;
    readonly quantity: string;
    readonly markPrice: string | null;
  }[];
  readonly hasWorkingOrders: boolean;
  readonly health: Health;
  /** As of the last mark; ratios are numbers. */
  readonly risk: {
    readonly openPositions: number;
    readonly totalExposure: string;
    readonly unrealizedPnl: string;
    readonly dailyPnl: string;
    readonly leverage: number | null;
    readonly drawdown: number | null;
    readonly marginRatio: number | null;
    readonly utilisation: Readonly<Record<string, number | null>>;
  } | null;
}

/** Reads the status; before the first session there is an account name and nothing else. */
export async function readStatus(ledger: Ledger, plan: TradingPlan, now: Instant): Promise<Status> {
  const { environment, account } = plan;
  const view = await ledger.readAccount();
  const health = readHealth(view, plan, now);
  if (view !== null) return { environment, account, ...statusOf(view, plan), health };
  const amounts = { equity: null, cash: null, reserved: null, markedAt: null };
  const nothing = { ...amounts, positions: [], hasWorkingOrders: false, risk: null, health };
  return { environment, account, mode: 'NORMAL', modeCause: null, session: null, ...nothing };
}

function statusOf(
  view: AccountView,
  { limits, venue }: TradingPlan,
): Omit<Status, 'environment' | 'account' | 'health'> {
  const { account: row, positions, session } = view;
  const risk = riskMetrics({ account: row, positions, limits, venue });
  return {
    mode: row.mode,
    modeCause: row.modeCause,
    session: session && {
      id: session.id,
      status: session.status,
      dryRun: session.dryRun,
      startedAt: toIso(session.startedAt),
    },
    equity: toPlain(row.equity),
    cash: toPlain(row.cash),
    reserved: toPlain(row.reserved),
    markedAt: row.markedAt === 0 ? null : toIso(row.markedAt),
    positions: [...positions.values()]
      .filter((position) => !position.quantity.isZero())
      .map(({ symbol, quantity, mark }) => ({ symbol, quantity: toPlain(quantity), markPrice: mark && toPlain(mark) })),
    hasWorkingOrders: hasWorkingOrders(view),
    risk: {
      ...risk,
      totalExposure: toPlain(risk.totalExposure),
      unrealizedPnl: toPlain(risk.unrealizedPnl),
      dailyPnl: toPlain(risk.dailyPnl),
    },
  };
}
