/** What a setting counts: `share` is a fraction and shown as percent, `money` is in the account's currency; other units are written as they are. */
export type SettingUnit = 'share' | 'money' | 'number' | 'text' | 'bps' | 'bars' | 'seconds' | 'ms';

type Row = readonly [label: string, unit: SettingUnit];

const SIZING: Readonly<Record<string, Row>> = {
  position_size_pct: ['Size of an entry, of equity', 'share'],
  initial_capital: ['Initial capital', 'money'],
  position_min_amount: ['Least amount of an entry', 'money'],
  position_max_amount: ['Largest amount of an entry', 'money'],
  risk_per_trade: ['Risk up to the stop, of equity', 'share'],
  volatility_target: ['Volatility target, a year', 'share'],
  min_signal_ranking: ['Least ranking of a signal', 'number'],
};

const EXITS: Readonly<Record<string, Row>> = {
  stop_loss_pct: ['Stop loss, from the entry', 'share'],
  take_profit_pct: ['Take profit, from the entry', 'share'],
  trailing_stop_pct: ['Trailing stop, from the best price', 'share'],
  time_exit_bars: ['Time exit', 'bars'],
  profit_exit_amount: ['Exit at a profit of', 'money'],
  loss_exit_amount: ['Exit at a loss of', 'money'],
};

const RISK: Readonly<Record<string, Row>> = {
  profile: ['Risk profile', 'text'],
  max_order_value: ['Largest order', 'money'],
  max_position_size: ['Largest position', 'money'],
  max_position_pct: ['Largest entry, of equity', 'share'],
  max_position_pct_per_symbol: ['Largest position of a symbol, of equity', 'share'],
  max_portfolio_exposure: ['Largest exposure, of equity', 'share'],
  max_leverage: ['Largest leverage', 'number'],
  min_free_margin_pct: ['Least free margin, of equity', 'share'],
  max_daily_loss: ['Largest loss of a day', 'money'],
  max_daily_loss_pct: ['Largest loss of a day, of equity', 'share'],
  max_drawdown: ['Largest drawdown', 'share'],
  max_open_positions: ['Most open positions', 'number'],
  max_correlation: ['Largest correlation', 'number'],
  correlation_window: ['Window of correlation and volatility', 'bars'],
  max_volatility: ['Largest volatility, a year', 'share'],
  max_orders_per_minute: ['Most orders in a minute', 'number'],
  symbol_cooldown_seconds: ['Least time between orders on a symbol', 'seconds'],
  trading_hours_only: ['Trading hours only', 'text'],
  min_account_balance: ['Least equity', 'money'],
  price_collar_pct: ['Price collar', 'share'],
  slippage_guard_bps: ['Largest estimated slippage', 'bps'],
  max_spread_bps: ['Largest spread', 'bps'],
  min_depth_notional: ['Least depth of the book', 'money'],
  min_liquidation_distance_pct: ['Least distance to liquidation', 'share'],
  max_price_age_seconds: ['Oldest price to judge by', 'seconds'],
  pattern_day_trader: ['Pattern day trader rule', 'text'],
  settled_cash_only: ['Settled cash only', 'text'],
  protections: ['Protections', 'text'],
  allow: ['Symbols allowed', 'text'],
  deny: ['Symbols denied', 'text'],
};

const VENUE: Readonly<Record<string, Row>> = {
  commission_bps: ['Commission', 'bps'],
  slippage_bps: ['Slippage', 'bps'],
  lot: ['Lot, step of quantities', 'number'],
  tick: ['Tick, step of prices', 'number'],
  seed: ['Seed', 'number'],
  min_notional: ['Least amount of an order', 'money'],
  fee_tiers: ['Fee tiers', 'text'],
  fee_currency: ['Fees are paid in', 'text'],
  max_volume_share: ['Most of a bar’s volume', 'share'],
  volume_slippage: ['Factor of volume slippage', 'number'],
  impact_coefficient: ['Factor of market impact', 'number'],
  latency_ms: ['Latency', 'ms'],
  margin: ['Margin', 'text'],
  maintenance_rate: ['Maintenance margin, of exposure', 'share'],
  funding_rate: ['Funding every eight hours', 'share'],
  allow_short: ['Short selling', 'text'],
};

const LABELS: Readonly<Record<string, Row>> = { ...SIZING, ...EXITS, ...RISK, ...VENUE };

/** What a setting is called; one that is not known by its own words. */
export function describeSetting(key: string): { readonly label: string; readonly unit: SettingUnit } {
  const known = Object.hasOwn(LABELS, key) ? LABELS[key] : undefined;
  if (known !== undefined) return { label: known[0], unit: known[1] };
  const words = key.replaceAll('_', ' ').trim();
  return { label: words.charAt(0).toUpperCase() + words.slice(1), unit: 'text' };
}
