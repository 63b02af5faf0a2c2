/**
 * Keys of the public configuration that nothing enforces yet. They are refused, never accepted in
 * silence: an operator who sets a limit must be able to rely on it.
 */
const LATER_KEYS: Readonly<Record<string, readonly string[]>> = {
  '': [
    'dry_run',
    'testnet',
    'live',
    'exits',
    'execution',
    'session',
    'reconciliation',
    'shadow',
    'promotion',
    'streaming',
    'notifications',
    'schedules',
  ],
  sizing: ['position_min_amount', 'position_max_amount', 'risk_per_trade', 'min_signal_ranking'],
  risk: [
    'max_position_pct_per_symbol',
    'max_leverage',
    'min_free_margin_pct',
    'max_daily_loss',
    'max_drawdown',
    'max_correlation',
    'correlation_window',
    'max_volatility',
    'symbol_cooldown_seconds',
    'trading_hours_only',
    'min_account_balance',
    'price_collar_pct',
    'slippage_guard_bps',
    'max_spread_bps',
    'min_depth_notional',
    'min_liquidation_distance_pct',
    'max_price_age_seconds',
  ],
};

/** Path of the first key of `raw` that is planned but not enforced yet, or `null`. */
export function findLaterKey(raw: Readonly<Record<string, unknown>>): string | null {
  for (const [section, keys] of Object.entries(LATER_KEYS)) {
    const holder = section === '' ? raw : raw[section];
    if (typeof holder !== 'object' || holder === null) continue;
    const found = keys.find((key) => Object.hasOwn(holder, key));
    if (found !== undefined) return section === '' ? found : `${section}.${found}`;
  }
  return null;
}
