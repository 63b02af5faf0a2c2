import { isRecord } from './is-record.ts';
import { renderPairs } from './table.ts';

export interface TableContext {
  readonly symbols: readonly string[];
  /** The bars come from a generator, which the table must say. */
  readonly isSynthetic: boolean;
  readonly riskProfile: string;
}

/** What the table needs of a run's options. */
export function tableContext(options: {
  readonly config: { readonly symbols: readonly string[]; readonly risk: { readonly profile: string } };
  readonly isSynthetic: boolean;
}): TableContext {
  const { config, isSynthetic } = options;
  return { symbols: config.symbols, isSynthetic, riskProfile: config.risk.profile };
}

/** The figures of `summary.json` that a person wants first, as an aligned table. */
export function renderSummaryTable(summaryJson: string, context: TableContext): string {
  const parsed: unknown = JSON.parse(summaryJson);
  const summary = isRecord(parsed) ? parsed : {};
  const text = (key: string): string => format(summary[key]);
  const percent = (key: string): string => formatPercent(summary[key]);
  const symbols = context.symbols.join(', ');
  const rows: readonly (readonly [label: string, value: string])[] = [
    ['bars', `${text('bars')} of ${symbols}${context.isSynthetic ? ' (synthetic, no real market)' : ''}`],
    ['strategy', `${text('strategy')}${formatParams(summary['params'])}`],
    [
      'orders',
      `${text('orders_submitted')} submitted, ${text('orders_rejected')} rejected, ${text('trades_executed')} fills`,
    ],
    [
      'round trips',
      `${text('closed_trades')} closed, ${text('wins')} won, ${text('losses')} lost (${percent('win_rate')})`,
    ],
    ['exits', formatCounts(summary['exit_reasons'])],
    ['risk profile', context.riskProfile],
    ['denied by risk', formatCounts(summary['denied_by_rule'])],
    ['final equity', shorten(summary['final_equity'])],
    ['profit or loss', `${shorten(summary['total_pnl'])} after ${shorten(summary['total_fees'])} of fees`],
    ['still open', formatPositions(summary['final_positions'])],
    ['max drawdown', `${percent('max_drawdown')} (${shorten(summary['max_drawdown_abs'])})`],
    ['Sharpe, Sortino', `${formatRatio(summary['sharpe'])}, ${formatRatio(summary['sortino'])}`],
    ['profit factor', formatRatio(summary['profit_factor'])],
  ];
  return `${renderPairs(rows)}${hintsOf(summary)
    .map((hint) => `${hint}\n`)
    .join('')}`;
}

/** Why nothing was traded, where nothing was. */
function hintsOf(summary: Readonly<Record<string, unknown>>): readonly string[] {
  if (summary['orders_submitted'] !== 0) return [];
  const denied = isRecord(summary['denied_by_rule']) ? Object.entries(summary['denied_by_rule']) : [];
  const refused = Number(summary['orders_rejected']);
  if (denied.length === 0 && refused > 0)
    return [`hint: the broker refused ${refused} orders; the log of place-order says why`];
  if (denied.length === 0)
    return [`hint: no order in ${format(summary['bars'])} bars: the strategy gave no signal, or no size fitted`];
  const isTooLarge = denied.some(([rule]) => rule.startsWith('max_position_'));
  const advice = isTooLarge ? '; --size-pct is the size of an entry in percent of equity' : '';
  return [`hint: the risk gate denied every order${advice}; docs/risk.md has the limits`];
}

function format(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : 'n/a';
}

/** A strategy without parameters, or whose parameters nobody told, is its name. */
function formatParams(params: unknown): string {
  return isRecord(params) && Object.keys(params).length > 0 ? ` ${JSON.stringify(params)}` : '';
}

/** `stop_loss 3, strategy_exit 12`. */
function formatCounts(value: unknown): string {
  const counts = isRecord(value) ? Object.entries(value) : [];
  return counts.map(([name, count]) => `${name} ${String(count)}`).join(', ') || 'none';
}

function formatPositions(value: unknown): string {
  const positions = isRecord(value) ? Object.entries(value) : [];
  return positions.map(([symbol, quantity]) => `${String(quantity)} ${symbol}`).join(', ') || 'nothing';
}

function formatPercent(value: unknown): string {
  return typeof value === 'number' ? `${(value * 100).toFixed(2)} %` : 'n/a';
}

function formatRatio(value: unknown): string {
  return typeof value === 'number' ? value.toFixed(3) : 'n/a';
}

/** Money for reading: two decimals. The file has them all. */
function shorten(value: unknown): string {
  return typeof value === 'string' ? Number(value).toFixed(2) : 'n/a';
}
