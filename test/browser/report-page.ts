import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { renderReport } from '#cli/report/render-report.ts';
import { readReportAssets } from '#cli/report/report-assets.ts';
import type { ReportData } from '#domain/reporting/report-data.ts';

/** A report that is open in a browser, and what the browser did meanwhile. */
export interface OpenReport {
  readonly page: Page;
  readonly address: string;
  /** Addresses that the page asked for, its own first. */
  readonly requests: string[];
  /** Errors and warnings of the page, the console's and uncaught ones. */
  readonly complaints: string[];
}

/** Writes the page to a file that is gone after `use`, opens it far from UTC, and waits until its charts are drawn. */
export async function withReport(
  browser: Browser,
  data: ReportData,
  { use, ...options }: BrowserContextOptions & { readonly use: (report: OpenReport) => Promise<void> },
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-report-'));
  const context = await browser.newContext({ timezoneId: 'Asia/Kolkata', locale: 'de-DE', ...options });
  try {
    const file = join(folder, 'report.html');
    writeFileSync(file, renderReport(data, readReportAssets()));
    const page = await context.newPage();
    const report: OpenReport = { page, address: pathToFileURL(file).href, requests: [], complaints: [] };
    page.on('request', (request) => report.requests.push(request.url()));
    page.on('pageerror', (error) => report.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() !== 'log') report.complaints.push(message.text());
    });
    await page.goto(report.address);
    await settle(page);
    await use(report);
  } finally {
    await context.close();
    rmSync(folder, { recursive: true });
  }
}

/** Two frames: what was resized or asked to be drawn is drawn then. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}

export interface DrawnChart {
  readonly chart: string;
  /** CSS pixels. */
  readonly width: number;
  /** Different colours inside the axes, the grid's left out. */
  readonly colours: number;
  /** Share of the plotting area's columns in which something is drawn besides the grid, 0–1. */
  readonly drawnColumns: number;
}

/** Reads the pixels of every chart's plotting area. Runs in the page, which has no types here. */
const READ_CHARTS = `Array.from(document.querySelectorAll('[data-chart]'), (box) => {
  const canvas = box.querySelector('canvas');
  const over = box.querySelector('.u-over');
  const ratio = canvas.width / canvas.clientWidth;
  const area = [over.offsetLeft, over.offsetTop, over.clientWidth, over.clientHeight].map((n) => Math.round(n * ratio));
  const { data } = canvas.getContext('2d').getImageData(...area);
  const line = getComputedStyle(document.documentElement).getPropertyValue('--line').trim();
  const grid = [1, 3, 5].map((at) => parseInt(line.slice(at, at + 2), 16)).join();
  const colours = new Set();
  const columns = new Set();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] < 128) continue;
    const colour = data.slice(at, at + 3).join();
    if (colour === grid) continue;
    colours.add(colour);
    columns.add((at / 4) % area[2]);
  }
  return { chart: box.dataset.chart, width: canvas.clientWidth, colours: colours.size, drawnColumns: columns.size / area[2] };
})`;

/** Makes the page keep, as `printedCharts`, what its charts are like when it has made itself ready for paper. */
export const KEEP_PRINTED_CHARTS = `addEventListener('beforeprint', () => { window.printedCharts = ${READ_CHARTS}; })`;

export async function readCharts(page: Page): Promise<readonly DrawnChart[]> {
  return page.evaluate<DrawnChart[]>(READ_CHARTS);
}

/** Width of what the page would scroll over. */
export async function scrollWidth(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth');
}
