/** How a figure's value is written. */
export type FigureKind = 'money' | 'fraction' | 'number' | 'text';

export interface FigureDescription {
  readonly label: string;
  readonly group: FigureGroup;
  readonly kind: FigureKind;
}

export const FIGURE_GROUPS = [
  'Result',
  'Risk',
  'Trades',
  'Orders and fills',
  'By symbol',
  'As freqtrade defines them',
  'Run',
  'Other',
] as const;
export type FigureGroup = (typeof FIGURE_GROUPS)[number];

/** Objects of the summary that hold figures under names of their own. */
const SECTIONS: Readonly<Record<string, FigureGroup>> = {
  by_symbol: 'By symbol',
  freqtrade: 'As freqtrade defines them',
};

type Row = readonly [key: string, label: string, kind: FigureKind];

const KNOWN: Readonly<Partial<Record<FigureGroup, readonly Row[]>>> = {
  Result: [
    ['total_pnl', 'Profit or loss', 'money'],
    ['total_return', 'Total return', 'fraction'],
    ['total_fees', 'Fees', 'money'],
    ['total_funding', 'Funding paid', 'money'],
    ['cagr', 'Compound annual growth', 'fraction'],
    ['final_equity', 'Final equity', 'money'],
    ['final_positions', 'Final position', 'number'],
    ['initial_balance', 'Initial balance', 'money'],
  ],
  Risk: [
    ['max_drawdown', 'Largest drawdown', 'fraction'],
    ['max_drawdown_abs', 'Largest drawdown, amount', 'money'],
    ['max_drawdown_duration_minutes', 'Longest drawdown, minutes', 'number'],
    ['sharpe', 'Sharpe ratio', 'number'],
    ['sortino', 'Sortino ratio', 'number'],
    ['calmar', 'Calmar ratio', 'number'],
    ['recovery_factor', 'Recovery factor', 'number'],
    ['volatility', 'Volatility, a year', 'fraction'],
    ['ulcer_index', 'Ulcer index', 'fraction'],
    ['sqn', 'System quality number', 'number'],
    ['var_95', 'Value at risk, 95 %, a day', 'fraction'],
    ['cvar_95', 'Conditional value at risk, 95 %, a day', 'fraction'],
    ['exposure_time', 'Time in the market', 'fraction'],
    ['annualisation', 'Trading days a year', 'number'],
  ],
  Trades: [
    ['closed_trades', 'Closed round trips', 'number'],
    ['wins', 'Won', 'number'],
    ['losses', 'Lost', 'number'],
    ['win_rate', 'Win rate', 'fraction'],
    ['profit_factor', 'Profit factor', 'number'],
    ['expectancy', 'Expectancy, a round trip', 'money'],
    ['gross_profit', 'Profits of all won', 'money'],
    ['gross_loss', 'Losses of all lost', 'money'],
    ['average_win', 'Average profit of a won one', 'money'],
    ['average_loss', 'Average loss of a lost one', 'money'],
    ['largest_win', 'Largest profit', 'money'],
    ['largest_loss', 'Largest loss', 'money'],
    ['payoff_ratio', 'Average profit ÷ average loss', 'number'],
    ['average_holding_minutes', 'Average time held, minutes', 'number'],
    ['max_consecutive_wins', 'Most won in a row', 'number'],
    ['max_consecutive_losses', 'Most lost in a row', 'number'],
    ['exit_reasons', 'Exits', 'number'],
    ['turnover', 'Turnover', 'number'],
    ['slippage_bps', 'Slippage, basis points', 'number'],
  ],
  'Orders and fills': [
    ['trades_executed', 'Fills', 'number'],
    ['orders_submitted', 'Orders that reached the venue', 'number'],
    ['orders_rejected', 'Orders rejected', 'number'],
    ['orders_by_state', 'Orders', 'number'],
    ['denied_by_rule', 'Orders denied by a rule', 'number'],
  ],
  'By symbol': [
    ['pnl', 'Profit or loss', 'money'],
    ['fees', 'Fees', 'money'],
  ],
  'As freqtrade defines them': [
    ['backtest_days', 'Days', 'number'],
    ['winrate', 'Win rate', 'fraction'],
    ['expectancy_ratio', 'Expectancy ratio', 'number'],
    ['max_drawdown_account', 'Drawdown with the largest amount, of the account', 'fraction'],
    ['max_relative_drawdown', 'Largest relative drawdown', 'fraction'],
  ],
  Run: [
    ['strategy', 'Strategy', 'text'],
    ['params', 'Parameter', 'text'],
    ['seed', 'Seed', 'text'],
    ['bars', 'Bars', 'number'],
    ['duration_minutes', 'Simulated duration, minutes', 'number'],
    ['data_sha256', 'SHA-256 of the data', 'text'],
  ],
};

const DESCRIPTIONS: ReadonlyMap<string, FigureDescription> = new Map(
  FIGURE_GROUPS.flatMap((group) =>
    (KNOWN[group] ?? []).map(([key, label, kind]) => [key, { label, group, kind }] as const),
  ),
);

const BALANCE_KEY = /^final_balance_([a-z0-9]+)$/;

/** What a key of `summary.json` means to a person. A key that is not known gets its own words as label. */
export function describeFigure(key: string): FigureDescription {
  const known = DESCRIPTIONS.get(key);
  if (known !== undefined) return known;
  const currency = BALANCE_KEY.exec(key)?.[1];
  if (currency !== undefined) {
    return { label: `Final balance, ${currency.toUpperCase()}`, group: 'Result', kind: 'money' };
  }
  const words = key.replaceAll('_', ' ').trim();
  return { label: words.charAt(0).toUpperCase() + words.slice(1), group: 'Other', kind: 'number' };
}

/** The group of an object's figures, each of which is described by its own key; `null` for every other key. */
export function sectionOf(key: string): FigureGroup | null {
  return SECTIONS[key] ?? null;
}

/** The currency that a summary's balance is named after, upper case; `null` without one. */
export function currencyOf(summary: Readonly<Record<string, unknown>>): string | null {
  const codes = Object.keys(summary).flatMap((key) => BALANCE_KEY.exec(key)?.[1] ?? []);
  return codes[0]?.toUpperCase() ?? null;
}
