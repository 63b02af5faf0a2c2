import { describe, expect, it } from 'vitest';
import { renderReport } from '#cli/report/render-report.ts';
import { readReportAssets } from '#cli/report/report-assets.ts';
import type { ReportData } from '#domain/reporting/report-data.ts';
import { d } from '../../../support/builders.ts';
import { anEmptyReport, aReport, aSummary, aTrip } from '../../../support/report-builders.ts';

const assets = readReportAssets();
const render = (data: ReportData): string => renderReport(data, assets);

/** The page without what is read by a script or a style parser: what a reader sees, and attributes. */
function visible(page: string): string {
  return page.replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '');
}

/** What the page's script reads. */
function chartData(page: string): unknown {
  return JSON.parse(/<script type="application\/json" id="chart-data">(.*?)<\/script>/s.exec(page)?.[1] ?? 'null');
}

const NASTY = '</script><script>alert(1)</script><img src=x onerror="alert(2)">\'&amp;\u2028';

describe('renderReport', () => {
  it('Given the same data twice, When they are rendered, Then the bytes are the same and hold no path', () => {
    const page = render(aReport());

    expect(render(aReport())).toBe(page);
    expect(page).not.toContain(process.cwd());
    expect(page).not.toContain('file:');
  });

  it('Given another time zone, When the page is rendered, Then the bytes are the same', () => {
    const zone = process.env['TZ'];
    const page = render(aReport());
    try {
      process.env['TZ'] = 'Asia/Kolkata';
      expect(render(aReport())).toBe(page);
    } finally {
      process.env['TZ'] = zone;
    }
  });

  it('Given a name with markup in every place that takes one, When the page is rendered, Then none of it becomes markup', () => {
    const page = render(
      aReport({
        symbols: [NASTY],
        summary: aSummary({
          strategy: NASTY,
          params: { [NASTY]: NASTY },
          [NASTY]: NASTY,
          final_positions: { [NASTY]: '1' },
        }),
        trips: [aTrip({ symbol: NASTY })],
        prices: aReport().prices.map((price) => ({ ...price, symbol: NASTY })),
      }),
    );

    expect(page.match(/<script/g)).toHaveLength(4);
    expect(page.match(/<\/script/g)).toHaveLength(4);
    expect(page).not.toContain('<img');
    expect(page).not.toMatch(/<[^>]*\sonerror="/);
    expect(chartData(page)).toMatchObject({ prices: [{ symbol: NASTY }, { symbol: NASTY }] });
  });

  it('Given a page, When it is read, Then nothing in it would be fetched', () => {
    const page = render(aReport());
    const addresses = [...visible(page).matchAll(/\b(?:src|href|srcset|action|data|poster)\s*=\s*"([^"]*)"/gi)];

    expect(addresses.map(([, address]) => address)).toEqual(['data:,']);
    expect(page).not.toMatch(/@import|url\(|<(link(?! rel="icon" href="data:,")|iframe|object|embed|base|form)\b/i);
    expect([...page.matchAll(/https?:\/\/[^\s"')]*/g)].map(([address]) => address)).toEqual([
      'https://github.com/leeoniya/uPlot',
    ]);
  });

  it('Given a page, When its scripts are compared with its security policy, Then those and no others may run', async () => {
    const page = render(aReport());
    const scripts = [...page.matchAll(/<script(?: type="module")?>(.*?)<\/script>/gs)].map(([, text]) => text ?? '');
    const hashes = await Promise.all(
      scripts.map(async (text) => {
        const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
        return `'sha256-${Buffer.from(digest).toString('base64')}'`;
      }),
    );
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll('&#39;', "'");

    expect(hashes).toHaveLength(3);
    expect(policy).toContain(`default-src 'none'; script-src ${hashes.join(' ')}; style-src 'sha256-`);
    expect(policy).not.toContain('unsafe');
  });

  it('Given 6,000 points of equity, 4,000 candles and 30,000 round trips, When the page is rendered, Then it has at most 3 MB', () => {
    const { equity, prices } = aReport();
    const trips = Array.from({ length: 30_000 }, (_, index) =>
      aTrip({ quantity: d('0.123456789012345678').plus(index), pnl: d(index).div(7) }),
    );
    const data = aReport({ trips, equity: [...equity, ...equity.slice(0, 2_000)], prices: [...prices, ...prices] });

    expect(Buffer.byteLength(render(data))).toBeLessThanOrEqual(3_000_000);
  });

  it('Given a session, When the page is rendered, Then its head says what was run, on what, when, and what that is worth', () => {
    const page = render(aReport());

    expect(page).toContain('<html lang="en">');
    expect(page).toContain('<title>sma_fast_slow · BTC/USD, DOGE/USD – Tidegate session report</title>');
    expect(page).toContain('bars of 2023-11-06 00:00 to 2024-07-12 22:30 UTC');
    expect(page).toContain('Past results say nothing about the future.');
    expect(page).toMatch(/<noscript>.*tables.*<\/noscript>/);
  });

  it.each([
    [true, 1],
    [false, 0],
  ])('Given bars that are synthetic: %s, When the page is rendered, Then it says so %i times', (isSynthetic, times) => {
    expect(render(anEmptyReport({ isSynthetic })).match(/bars are synthetic/g) ?? []).toHaveLength(times);
  });

  it('Given a page, When its charts are read, Then each is described in words', () => {
    const charts = [...visible(render(aReport())).matchAll(/data-chart="(\w+)"[^>]*role="img" aria-label="([^"]+)"/g)];

    expect(charts.map(([, name]) => name)).toEqual(['equity', 'drawdown', 'price', 'price', 'returns', 'pnls']);
    expect(charts.map(([, , label]) => label)).toContainEqual(expect.stringMatching(/^Line of the equity: first /));
  });
});

describe('renderReport, of sessions with little in them', () => {
  it.each([
    ['no bar', anEmptyReport()],
    ['one bar', anEmptyReport({ equity: [{ time: 0, equity: 1_000, drawdown: 0 }] })],
    ['figures that are null', anEmptyReport({ summary: { sharpe: null, total_pnl: null, final_equity: null } })],
    ['a negative equity', anEmptyReport({ equity: [{ time: 0, equity: -50, drawdown: 1.05 }] })],
    ['a value that is not finite', anEmptyReport({ dailyReturns: [Number.NaN, Number.POSITIVE_INFINITY] })],
  ])('Given %s, When the page is rendered, Then it shows no NaN, undefined or Infinity', (_, data) => {
    expect(visible(render(data))).not.toMatch(/NaN|undefined|Infinity|\bnull\b/);
  });

  it('Given null figures, When the page is rendered, Then each is shown as n/a', () => {
    const page = render(anEmptyReport({ summary: { sharpe: null, calmar: null } }));

    expect(page).toContain('<th scope="row">Calmar ratio <code>calmar</code></th><td class="number">n/a</td>');
    expect(page).toMatch(/Sharpe ratio<\/dt><dd class="value">n\/a/);
  });

  it('Given no bar, no month and no trade, When the page is rendered, Then it says so and has no empty chart', () => {
    const page = visible(render(anEmptyReport()));

    expect(page).toContain('No trade was made.');
    expect(page).toContain('There is no month to show.');
    expect(page).toContain('There is no bar to show.');
    expect(page).not.toContain('data-chart');
  });
});
