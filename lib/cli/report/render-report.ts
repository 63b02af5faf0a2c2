import { createHash } from 'node:crypto';
import type { ReportData } from '#domain/reporting/report-data.ts';
import { chartDataOf } from './chart-data.ts';
import { distributionOf } from './distribution.ts';
import { currencyOf } from './figure-catalogue.ts';
import { renderFigures, renderParameters } from './figure-tables.ts';
import { timeText } from './figure-text.ts';
import { jsonForScript } from './json-for-script.ts';
import { renderKeyFigures } from './key-figures.ts';
import { html, type Markup, trusted } from './markup.ts';
import { renderMonthlyTable } from './monthly-table.ts';
import type { ReportAssets } from './report-assets.ts';
import { renderCurves, renderDistributions, renderPrices } from './report-charts.ts';
import { renderRisk } from './risk-section.ts';
import { renderSettings, settingsLine } from './settings-section.ts';
import { renderTripsTable } from './trips-table.ts';

/**
 * `report.html`: one page that holds all it needs. It asks the network for nothing, and its security policy lets a browser
 * load nothing and run no script but its own. The same data and assets give the same bytes.
 */
export function renderReport(data: ReportData, assets: ReportAssets): string {
  const distributions = {
    returns: distributionOf(data.dailyReturns, 'fraction'),
    pnls: distributionOf(
      data.trips.flatMap(({ pnl }) => (pnl === null ? [] : [pnl.toNumber()])),
      'amount',
    ),
  };
  const style = `${assets.chartStyle}\n${assets.pageStyle}`;
  const sharpness = assets.sharpnessScript;
  const charts = `/*\n${assets.chartLicence}*/\n${assets.chartScript}`;
  const page = assets.pageScript;
  return html`<!doctype html>
<html lang="en">
<head>
${renderHead(data, style, [sharpness, charts, page])}
</head>
<body>
<main>
${renderBody(data, distributions)}
</main>
<script type="application/json" id="chart-data">${trusted(jsonForScript(chartDataOf(data, distributions)))}</script>
<script>${trusted(sharpness)}</script>
<script>${trusted(charts)}</script>
<script type="module">${trusted(page)}</script>
</body>
</html>
`.markup;
}

function renderHead(data: ReportData, style: string, scripts: readonly string[]): Markup {
  const policy = `default-src 'none'; script-src ${scripts.map(hashSource).join(' ')}; style-src ${hashSource(style)}; img-src data:; base-uri 'none'; form-action 'none'`;
  return html`<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${titleOf(data)} – Tidegate session report</title>
<link rel="icon" href="data:,">
<style>${trusted(style)}</style>`;
}

function renderBody(data: ReportData, distributions: Parameters<typeof chartDataOf>[1]): Markup {
  const { summary } = data;
  const risk = renderRisk(data);
  const sections: readonly (readonly [id: string, title: string, content: Markup])[] = [
    ['key-figures', 'Key figures', renderKeyFigures(data)],
    ...(risk === null ? [] : [['risk', 'Denied orders and restrictions', risk] as const]),
    ['equity', 'Equity and drawdown', renderCurves(data)],
    ['prices', 'Prices, entries and exits', renderPrices(data)],
    ['months', 'Monthly returns', renderMonthlyTable(data.months)],
    ['distributions', 'Distributions', renderDistributions(distributions, currencyOf(summary) ?? '')],
    ['round-trips', 'Round trips', renderTripsTable(data.trips)],
    ['settings', 'Settings', renderSettings(summary)],
    ['figures', 'All figures', renderFigures(summary)],
    ['parameters', 'Parameters and data', renderParameters(summary)],
  ];
  return html`<header>
<p class="kind">Tidegate session report</p>
<h1>${textOf(summary['strategy']) || 'Session'}</h1>
<p class="scope">${data.symbols.join(', ')}<span class="period">${periodOf(data)}</span></p>
${renderSettingsLine(summary)}<p class="caution">Past results say nothing about the future.${data.isSynthetic === true ? ' These bars are synthetic: they come from a generator, not from a market.' : ''}</p>
<noscript><p class="caution">The charts need JavaScript. Every figure is in the tables.</p></noscript>
</header>
${sections.map(
  ([id, title, content]) => html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content}
</section>
`,
)}<footer><p>All times are UTC. Amounts are rounded for reading; the exact ones are in summary.json, trade_log.json, fills.csv, risk.csv and pnl.csv. Charts are drawn by uPlot (MIT licence).</p></footer>`;
}

function renderSettingsLine(summary: ReportData['summary']): Markup {
  const line = settingsLine(summary);
  return line === ''
    ? html``
    : html`<p class="digest">${line}</p>
`;
}

function titleOf(data: ReportData): string {
  return [textOf(data.summary['strategy']), data.symbols.join(', ')].filter((text) => text !== '').join(' · ');
}

/** The times of the first and the last bar that is drawn. */
function periodOf({ equity, prices }: ReportData): string {
  const ends = [equity, ...prices.map(({ candles }) => candles)].flatMap((points) => {
    const [first, last] = [points[0], points.at(-1)];
    return first === undefined || last === undefined ? [] : [first.time, last.time];
  });
  if (ends.length === 0) return 'no bars';
  return `bars of ${timeText(Math.min(...ends))} to ${timeText(Math.max(...ends))} UTC`;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
