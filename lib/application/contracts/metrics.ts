import { isEquity } from '#domain/risk/is-equity.ts';
import { DAY, SECOND } from '#domain/shared/instant.ts';
import { maxAccountAge } from '#domain/trading/lifetimes.ts';
import { type EnvironmentConfig, timeframeMs } from './environment-config.ts';

/** Where all of them are in CloudWatch. */
export const METRIC_NAMESPACE = 'Tidegate';

/** Functions that are called every minute, and say so when they have come to their end. */
export const SCHEDULED = ['generate-signals', 'track-orders', 'monitor-risk', 'seal-audit'] as const;
export type Scheduled = (typeof SCHEDULED)[number];

/** Figures that functions write for CloudWatch, with their units. The gauges among them are in the Prometheus text under the same names. */
export const METRICS = {
  live_trade_order_latency_seconds: 'Seconds',
  live_trade_fill_rate: 'None',
  live_trade_slippage_bps: 'None',
  live_trade_risk_utilization: 'None',
  tidegate_order_queue_seconds: 'Seconds',
  tidegate_order_broker_seconds: 'Seconds',
  tidegate_order_fill_seconds: 'Seconds',
  tidegate_orders_submitted: 'Count',
  tidegate_orders_filled: 'Count',
  tidegate_orders_rejected: 'Count',
  tidegate_orders_denied: 'Count',
  tidegate_liquidity_denials: 'Count',
  tidegate_order_outcomes_unknown: 'Count',
  tidegate_signals_denied: 'Count',
  tidegate_slow_orders: 'Count',
  tidegate_broker_calls: 'Count',
  tidegate_broker_errors: 'Count',
  tidegate_broker_unanswered: 'Count',
  tidegate_broker_circuit_opened: 'Count',
  tidegate_risk_events: 'Count',
  tidegate_notices_sent: 'Count',
  tidegate_notices_failed: 'Count',
  tidegate_notices_held_back: 'Count',
  tidegate_open_drifts: 'Count',
  tidegate_kill_self_test: 'None',
  tidegate_clock_skew_seconds: 'Seconds',
  tidegate_heartbeat_generate_signals: 'Count',
  tidegate_heartbeat_track_orders: 'Count',
  tidegate_heartbeat_monitor_risk: 'Count',
  tidegate_heartbeat_seal_audit: 'Count',
  tidegate_health: 'None',
  tidegate_broker_connected: 'None',
  tidegate_trading_mode: 'None',
  tidegate_session_active: 'None',
  tidegate_unknown_orders: 'Count',
  tidegate_data_age_seconds: 'Seconds',
  tidegate_equity: 'None',
  tidegate_exposure: 'None',
  tidegate_unrealized_pnl: 'None',
  tidegate_daily_pnl: 'None',
  tidegate_drawdown_ratio: 'None',
  tidegate_open_positions: 'Count',
  tidegate_risk_limits_exceeded: 'Count',
  tidegate_margin_calls: 'Count',
  tidegate_limit_utilisation_ratio_max_daily_loss: 'None',
  tidegate_limit_utilisation_ratio_max_daily_loss_pct: 'None',
  tidegate_limit_utilisation_ratio_max_drawdown: 'None',
  tidegate_limit_utilisation_ratio_max_portfolio_exposure: 'None',
  tidegate_limit_utilisation_ratio_max_leverage: 'None',
  tidegate_limit_utilisation_ratio_min_free_margin_pct: 'None',
  tidegate_limit_utilisation_ratio_min_account_balance: 'None',
  tidegate_limit_utilisation_ratio_max_position_size: 'None',
  tidegate_limit_utilisation_ratio_max_position_pct_per_symbol: 'None',
  tidegate_limit_utilisation_ratio_max_open_positions: 'None',
  tidegate_limit_utilisation_ratio_max_orders_per_minute: 'None',
} as const satisfies Readonly<Record<string, 'Count' | 'None' | 'Seconds'>>;

export type MetricName = keyof typeof METRICS;

/** One figure, or a figure for each of several events. */
export type Measured = Partial<Readonly<Record<MetricName, number | readonly number[]>>>;

export function isMetric(name: string): name is MetricName {
  return Object.hasOwn(METRICS, name);
}

export function heartbeatOf(name: Scheduled): MetricName {
  switch (name) {
    case 'generate-signals':
      return 'tidegate_heartbeat_generate_signals';
    case 'track-orders':
      return 'tidegate_heartbeat_track_orders';
    case 'monitor-risk':
      return 'tidegate_heartbeat_monitor_risk';
    case 'seal-audit':
      return 'tidegate_heartbeat_seal_audit';
  }
}

/** What every metric is told apart by. No more than these: each combination of values is a metric of its own, which costs. */
export type MetricDimensions = Readonly<Record<'environment' | 'account' | 'broker' | 'mode', string>>;

/** `mode`: whose money is at stake: nobody's at the simulated venue, a paper account's or test network's, or real money. */
export function metricDimensions({
  account,
  broker,
  environment,
  live,
}: Pick<EnvironmentConfig, 'account' | 'broker' | 'environment' | 'live'>): MetricDimensions {
  const paper = broker === 'sim' ? 'simulated' : 'paper';
  return { environment, account, broker, mode: live ? 'live' : paper };
}

/** Exchanges are closed for so long at most: a long week-end. */
const LONGEST_CLOSURE = 4 * DAY;

/** Seconds after which a running session's last bar is too old; with daily bars of equities, days on which no bar can come are allowed for. */
export function dataAgeLimit(config: Pick<EnvironmentConfig, 'symbols' | 'timeframe'>): number {
  const timeframe = timeframeMs(config);
  const hasClosures = timeframe >= DAY && config.symbols.some(isEquity);
  return (maxAccountAge(timeframe) + (hasClosures ? LONGEST_CLOSURE : 0)) / SECOND;
}
