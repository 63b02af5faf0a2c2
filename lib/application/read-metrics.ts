import type { AccountView } from '#application/ports/ledger.ts';
import { TRADING_MODES } from '#domain/accounts/account.ts';
import { riskMetrics } from '#domain/risk/risk-metrics.ts';
import { SESSION_STATUSES } from '#domain/sessions/session.ts';
import { type Decimal, toPlain } from '#domain/shared/decimal.ts';
import { type Instant, SECOND } from '#domain/shared/instant.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import type { Gauge } from './contracts/api/prometheus.ts';
import { readHealth } from './read-health.ts';

/** The account in figures, all of them labelled with environment and account. Money in the account's currency. */
export function readMetrics(view: AccountView | null, plan: TradingPlan, now: Instant): readonly Gauge[] {
  const base = { environment: plan.environment, account: plan.account };
  const gauge = (
    name: string,
    help: string,
    value: number | Decimal | null,
    labels: Record<string, string> = {},
  ): Gauge => ({
    name: `tidegate_${name}`,
    help,
    samples: [{ labels: { ...base, ...labels }, value: textOf(value) }],
  });
  const health = readHealth(view, plan, now);
  const state = { healthy: 0, degraded: 1, critical: 2 }[health.status];
  const always = [
    gauge('health', '0 healthy, 1 degraded, 2 critical', state),
    gauge('broker_connected', '1 while calls to the broker go through', health.brokerConnected ? 1 : 0),
  ];
  if (view === null) return always;
  const { account, positions, session } = view;
  const risk = riskMetrics({ account, positions, limits: plan.limits, venue: plan.venue });
  const open = [...positions.values()].filter(({ quantity }) => !quantity.isZero());
  const unknown = [...positions.values()].filter(({ lock }) => lock !== null).length;
  const one = (name: string, help: string, known: readonly string[], is: string | null): Gauge => ({
    name: `tidegate_${name}`,
    help,
    samples: known.map((value) => ({ labels: { ...base, [name]: value }, value: value === is ? 1 : 0 })),
  });
  return [
    ...always,
    one('mode', 'Trading mode, 1 for the present one', TRADING_MODES, account.mode),
    one('session_status', 'Session status, 1 for the present one', SESSION_STATUSES, session?.status ?? null),
    gauge('equity', 'Equity at the last mark', account.equity, { currency: account.currency }),
    gauge('cash', 'Cash', account.cash, { currency: account.currency }),
    gauge('reserved', 'Cash that working entries hold back', account.reserved, { currency: account.currency }),
    gauge('exposure', 'Sum of position values without sign', risk.totalExposure, { currency: account.currency }),
    gauge('unrealized_pnl', 'Unrealised profit', risk.unrealizedPnl, { currency: account.currency }),
    gauge('daily_pnl', 'Profit of the UTC day', risk.dailyPnl, { currency: account.currency }),
    gauge('drawdown_ratio', 'Fall from the highest equity', risk.drawdown),
    gauge('open_positions', 'Open positions', risk.openPositions),
    gauge('unknown_orders', 'Symbols locked by an order of unknown outcome', unknown),
    gauge('mark_age_seconds', 'Since the last mark', account.markedAt === 0 ? null : (now - account.markedAt) / SECOND),
    {
      name: 'tidegate_position_quantity',
      help: 'Signed quantity of a position',
      samples: open.map(({ symbol, quantity }) => ({ labels: { ...base, symbol }, value: toPlain(quantity) })),
    },
    {
      name: 'tidegate_limit_utilisation_ratio',
      help: 'Value divided by limit',
      samples: Object.entries(risk.utilisation).map(([limit, value]) => ({ labels: { ...base, limit }, value })),
    },
  ];
}

function textOf(value: number | Decimal | null): number | string | null {
  return value === null || typeof value === 'number' ? value : toPlain(value);
}
