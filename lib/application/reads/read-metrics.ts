import type { Gauge } from '#application/contracts/api/prometheus.ts';
import type { AccountView } from '#application/ports/ledger.ts';
import { TRADING_MODES } from '#domain/accounts/account.ts';
import { ladderUse } from '#domain/risk/ladder.ts';
import { type RiskMetrics, riskMetrics } from '#domain/risk/risk-metrics.ts';
import { SESSION_STATUSES } from '#domain/sessions/session.ts';
import { type Decimal, toPlain } from '#domain/shared/decimal.ts';
import { type Instant, SECOND } from '#domain/shared/instant.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { dataAge } from './data-age.ts';
import { readHealth } from './read-health.ts';

type Labels = Readonly<Record<string, string>>;

/** The account in figures, all of them labelled with environment and account. Money in the account's currency. */
export function readMetrics(view: AccountView | null, plan: TradingPlan, now: Instant): readonly Gauge[] {
  const labels = { environment: plan.environment, account: plan.account };
  const health = readHealth(view, plan, now);
  const state = { healthy: 0, degraded: 1, critical: 2 }[health.status];
  return [
    gauge('health', '0 healthy, 1 degraded, 2 critical', labels, state),
    gauge('broker_connected', '1 while calls to the broker go through', labels, health.brokerConnected ? 1 : 0),
    ...(view === null ? [] : [...stateGauges(view, plan, labels, now), ...moneyGauges(view, plan, labels)]),
  ];
}

function stateGauges(view: AccountView, plan: TradingPlan, labels: Labels, now: Instant): readonly Gauge[] {
  const { account, positions, session } = view;
  const unknown = [...positions.values()].filter(({ lock }) => lock !== null).length;
  const age = account.markedAt === 0 ? null : (now - account.markedAt) / SECOND;
  return [
    oneOf('mode', 'Trading mode, 1 for the present one', labels, TRADING_MODES, account.mode),
    oneOf('session_status', 'Session status, 1 for the present one', labels, SESSION_STATUSES, session?.status ?? null),
    gauge('trading_mode', '0 NORMAL, 1 REDUCE_ONLY, 2 PAUSED, 3 HALTED', labels, TRADING_MODES.indexOf(account.mode)),
    gauge('session_active', '1 while a session trades', labels, session?.status === 'RUNNING' ? 1 : 0),
    gauge('unknown_orders', 'Symbols locked by an order of unknown outcome', labels, unknown),
    gauge('mark_age_seconds', 'Since the last mark', labels, age),
    gauge(
      'data_age_seconds',
      'Of the latest bar, while a session runs and its market is open',
      labels,
      dataAge(view, plan, now),
    ),
  ];
}

function moneyGauges({ account, positions }: AccountView, plan: TradingPlan, base: Labels): readonly Gauge[] {
  const risk = riskMetrics({ account, positions, limits: plan.limits, venue: plan.venue });
  const ladder = ladderUse(risk);
  const labels = { ...base, currency: account.currency };
  const open = [...positions.values()].filter(({ quantity }) => !quantity.isZero());
  return [
    gauge('equity', 'Equity at the last mark', labels, account.equity),
    gauge('cash', 'Cash', labels, account.cash),
    gauge('reserved', 'Cash that working entries hold back', labels, account.reserved),
    gauge('exposure', 'Sum of position values without sign', labels, risk.totalExposure),
    gauge('unrealized_pnl', 'Unrealised profit', labels, risk.unrealizedPnl),
    gauge('daily_pnl', 'Profit of the UTC day', labels, risk.dailyPnl),
    gauge('drawdown_ratio', 'Fall from the highest equity', base, risk.drawdown),
    gauge('open_positions', 'Open positions', base, risk.openPositions),
    gauge('risk_limits_exceeded', 'Loss limits that are reached', base, ladder.exceeded),
    gauge('margin_calls', '1 while the margin ratio is that of a margin call', base, ladder.isMarginCall ? 1 : 0),
    {
      ...gauge('', 'Highest use of any limit, 1 at the limit', base, highest(risk.utilisation)),
      name: 'live_trade_risk_utilization',
    },
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

/** `null`: no limit is set, or one cannot be divided by. */
function highest(utilisation: RiskMetrics['utilisation']): number | null {
  const known = Object.values(utilisation).filter((used) => used !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function gauge(name: string, help: string, labels: Labels, value: number | Decimal | null): Gauge {
  const text = value === null || typeof value === 'number' ? value : toPlain(value);
  return { name: `tidegate_${name}`, help, samples: [{ labels, value: text }] };
}

function oneOf(name: string, help: string, labels: Labels, known: readonly string[], is: string | null): Gauge {
  const samples = known.map((value) => ({ labels: { ...labels, [name]: value }, value: value === is ? 1 : 0 }));
  return { name: `tidegate_${name}`, help, samples };
}
