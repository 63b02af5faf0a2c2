import type { ReportData } from '#domain/reporting/report-data.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { MOST_MARKED_TRIPS, type ReportDistributions } from './chart-data.ts';
import { type Distribution, describeCounts, renderBins } from './distribution.ts';
import { currencyOf } from './figure-catalogue.ts';
import { amountText, countText, numberText, percentText } from './figure-text.ts';
import { html, type Markup } from './markup.ts';

/** Boxes that the page's script draws into, named by `data-chart`, each with a description for those who cannot see it. */

export function renderCurves({ equity, equityBars, summary }: ReportData): Markup {
  if (equity.length === 0) return html`<p class="empty">There is no bar to show.</p>`;
  const values = equity.map((point) => point.equity);
  const amount = (value: number | undefined): string => amountText(value === undefined ? null : finite(value));
  const currency = currencyOf(summary) ?? '';
  const range = `lowest ${amount(least(values))}, highest ${amount(greatest(values))}`;
  const deepest = percentText(finite(greatest(equity.map(({ drawdown }) => drawdown))));
  return html`${ZOOM}
${renderChart('equity', `Equity${currency === '' ? '' : ` in ${currency}`}`, `Line of the equity: first ${amount(values[0])}, last ${amount(values.at(-1))}, ${range} ${currency}.`)}
${renderChart('drawdown', 'Drawdown from the highest equity so far', `Area of the drawdown; the deepest is ${deepest}.`)}${equityBars > equity.length ? renderThinned(equityBars, equity.length) : ''}`;
}

function renderThinned(bars: number, points: number): Markup {
  return html`<p class="hint">Of ${countText(bars, 'bar')} ${countText(points, 'point')} are drawn: of each stretch the first, the last, the lowest and the highest. pnl.csv has every bar.</p>`;
}

export function renderPrices({ prices, trips }: ReportData): Markup {
  if (prices.every(({ candles }) => candles.length === 0)) return html`<p class="empty">There is no bar to show.</p>`;
  const charts = prices.map(({ symbol, candles }, index) => {
    if (candles.length === 0) return html`<p class="empty">${symbol}: there is no bar to show.</p>`;
    const own = countText(trips.filter((trip) => trip.symbol === symbol).length, 'round trip');
    const lowest = numberText(finite(least(candles.map(({ low }) => low))));
    const highest = numberText(finite(greatest(candles.map(({ high }) => high))));
    return renderChart(
      'price',
      symbol,
      `Price of ${symbol} from ${lowest} to ${highest} with the entries and exits of ${own}.`,
      index,
    );
  });
  const widest = Math.max(...prices.map(({ candles, bars }) => Math.ceil(bars / Math.max(candles.length, 1))));
  const merged = widest > 1 ? `Up to ${countText(widest, 'neighbouring bar')} are drawn as one. ` : '';
  const hint =
    trips.length > MOST_MARKED_TRIPS ? `Of ${countText(trips.length, 'round trip')} an even selection is marked. ` : '';
  return html`${ZOOM}
<ul class="shapes">
${shapesOf(trips).map(renderShape)}</ul>
${charts}
<p class="hint">${hint}${merged}Candles appear when there is room for them (hollow: up, filled: down); before that, the line is the close and the band the range from low to high. Point at a mark for its round trip.</p>`;
}

export function renderDistributions({ returns, pnls }: ReportDistributions, currency: string): Markup {
  const unit = currency === '' ? '' : ` in ${currency}`;
  return html`<div class="pair">
${renderDistribution('returns', 'Daily returns', returns, 'day')}
${renderDistribution('pnls', `Profit or loss of closed round trips${unit}`, pnls, 'round trip')}
</div>`;
}

function renderDistribution(chart: string, title: string, distribution: Distribution, noun: string): Markup {
  const counts = describeCounts(distribution, noun);
  if (distribution.histogram.bins.length === 0) {
    return html`<div><h3>${title}</h3><p class="empty">Nothing to show: ${counts}.</p></div>`;
  }
  return html`<div>${renderChart(chart, title, `Histogram of ${counts}.`)}
<p class="hint">${counts}.</p>
${renderBins(distribution, noun)}</div>`;
}

function renderChart(chart: string, title: string, description: string, index = 0): Markup {
  return html`<figure><figcaption>${title}</figcaption>
<div class="plot" data-chart="${chart}" data-index="${index}" role="img" aria-label="${description}"></div></figure>
`;
}

const ZOOM = html`<div class="zoom" role="group" aria-label="Time range of all charts">
<span>Drag over a chart to zoom, all follow</span>
<button type="button" data-zoom="earlier" aria-label="Earlier">←</button>
<button type="button" data-zoom="later" aria-label="Later">→</button>
<button type="button" data-zoom="in" aria-label="Zoom in">+</button>
<button type="button" data-zoom="out" aria-label="Zoom out">−</button>
<button type="button" data-zoom="all">All</button>
</div>`;

const SHORT_ENTRY = 'short entry';

/** Colour and shape both tell, so that either is enough. */
const SHAPES: readonly (readonly [shape: string, path: string, text: string])[] = [
  ['entry', 'M6 1 11 11H1Z', 'long entry'],
  ['entry', 'M6 11 11 1H1Z', SHORT_ENTRY],
  ['gain', 'M6 1.5a4.5 4.5 0 1 0 .01 0Z', 'exit with a profit'],
  ['loss cross', 'M2 2 10 10M10 2 2 10', 'exit with a loss'],
];

/** Shorts are explained only where there are some. */
function shapesOf(trips: ReportData['trips']): typeof SHAPES {
  return trips.some(({ side }) => side === 'short') ? SHAPES : SHAPES.filter(([, , text]) => text !== SHORT_ENTRY);
}

function renderShape([shape, path, text]: (typeof SHAPES)[number]): Markup {
  return html`<li><svg class="${shape}" viewBox="0 0 12 12" aria-hidden="true"><path d="${path}"/></svg>${text}</li>
`;
}

function finite(value: number): Decimal | null {
  return Number.isFinite(value) ? new Decimal(value) : null;
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function greatest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}
