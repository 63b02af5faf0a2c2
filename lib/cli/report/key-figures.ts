import type { ReportData } from '#domain/reporting/report-data.ts';
import type { Summary } from '#domain/reporting/summary.ts';
import { currencyOf } from './figure-catalogue.ts';
import {
  amountText,
  countText,
  numberText,
  percentText,
  signedAmountText,
  signedPercentText,
  toFigure,
} from './figure-text.ts';
import { html, type Markup } from './markup.ts';

interface Tile {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

/** Fewer days say next to nothing about a year: a month of trading, or nearly. */
const FEW_DAYS = 30;

/** The figures that a person wants first, as tiles, and how far to trust them. */
export function renderKeyFigures({ summary, days }: ReportData): Markup {
  const tiles = [...resultTiles(summary), ...tradeTiles(summary)];
  return html`<dl class="tiles">
${tiles.map(renderTile)}</dl>${days > 0 && days < FEW_DAYS ? renderFewDays(days) : ''}`;
}

function renderFewDays(days: number): Markup {
  return html`
<p class="hint">The bars are of ${countText(days, 'day')}, fewer than ${FEW_DAYS}: Sharpe, Sortino, Calmar, volatility and growth are annualised from daily returns, so here they are n/a or say next to nothing.</p>`;
}

function resultTiles(summary: Summary): Tile[] {
  const figure = (key: string) => toFigure(summary[key]);
  const currency = currencyOf(summary) ?? '';
  const pnl = figure('total_pnl');
  const initial = pnl === null ? null : (figure('final_equity')?.minus(pnl) ?? null);
  const change = pnl === null || initial === null || initial.lte(0) ? null : pnl.div(initial);
  return [
    { label: 'Total return', value: signedPercentText(change), note: `${signedAmountText(pnl)} ${currency}` },
    {
      label: 'Final equity',
      value: amountText(figure('final_equity')),
      note: `from ${amountText(initial)} ${currency}`,
    },
    {
      label: 'Largest drawdown',
      value: percentText(figure('max_drawdown')),
      note: `${amountText(figure('max_drawdown_abs'))} ${currency}`,
    },
    {
      label: 'Sharpe ratio',
      value: numberText(figure('sharpe'), 3),
      note: `Sortino ${numberText(figure('sortino'), 3)}`,
    },
  ];
}

function tradeTiles(summary: Summary): Tile[] {
  const figure = (key: string) => toFigure(summary[key]);
  const closed = figure('closed_trades')?.toNumber() ?? 0;
  return [
    {
      label: 'Closed round trips',
      value: numberText(figure('closed_trades')),
      note: countText(fills(summary), 'fill'),
    },
    {
      label: 'Win rate',
      value: percentText(figure('win_rate')),
      note:
        closed === 0 ? 'no closed trade' : `${numberText(figure('wins'))} won, ${numberText(figure('losses'))} lost`,
    },
    {
      label: 'Profit factor',
      value: numberText(figure('profit_factor'), 3),
      note: `${signedAmountText(figure('expectancy'))} a trade`,
    },
    {
      label: 'Fees',
      value: amountText(figure('total_fees')),
      note: `${percentText(figure('exposure_time'))} of the time in the market`,
    },
  ];
}

function fills(summary: Summary): number {
  return toFigure(summary['trades_executed'])?.toNumber() ?? 0;
}

function renderTile({ label, value, note }: Tile): Markup {
  return html`<div class="tile"><dt>${label}</dt><dd class="value">${value}</dd><dd class="note">${note.trim()}</dd></div>
`;
}
