import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import * as z from 'zod/mini';

/* node bench/draw-equity.ts RUN_FOLDER PICTURE.svg: draws the equity of a run over the bundled bars, for the README. */

const WIDTH = 960;
const HEIGHT = 420;
const PLOT = { left: 84, right: 932, top: 76, bottom: 372 };
const COLOURS = {
  equity: '#1f6feb',
  entry: '#1a7f37',
  exit: '#cf222e',
  text: '#1f2328',
  faint: '#656d76',
  grid: '#d8dee4',
};

const pointSchema = z.object({ timestamp: z.string(), equity: z.coerce.number() });
const tradesSchema = z.array(z.object({ entry_time: z.string(), exit_time: z.nullable(z.string()) }));
const summarySchema = z.object({
  bars: z.number(),
  strategy: z.string(),
  params: z.record(z.string(), z.unknown()),
  trades_executed: z.number(),
  total_pnl: z.string(),
  max_drawdown: z.number(),
});

interface Point {
  readonly time: number;
  readonly equity: number;
}

function readRun(folder: string) {
  const { data } = Papa.parse(readFileSync(join(folder, 'pnl.csv'), 'utf8'), { header: true, skipEmptyLines: true });
  const readJson = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  return {
    points: z
      .array(pointSchema)
      .parse(data)
      .map(({ timestamp, equity }) => ({ time: Date.parse(timestamp), equity })),
    trades: tradesSchema.parse(readJson('trade_log.json')),
    summary: summarySchema.parse(readJson('summary.json')),
  };
}

/** Round steps, at most five in the range. */
function roundStep(range: number): number {
  const power = 10 ** Math.floor(Math.log10(range / 4));
  return power * ([1, 2, 5, 10].find((factor) => factor * power * 5 >= range) ?? 10);
}

function drawText(
  x: number,
  y: number,
  text: string,
  style: { size?: number; colour?: string; anchor?: string; bold?: boolean } = {},
): string {
  const { size = 12, colour = COLOURS.faint, anchor = 'start', bold = false } = style;
  const weight = bold ? ' font-weight="600"' : '';
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${colour}" text-anchor="${anchor}"${weight}>${text}</text>`;
}

function drawEquity({ points, trades, summary }: ReturnType<typeof readRun>): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) throw new Error('pnl.csv has no rows, expected at least one');
  const equities = points.map((point) => point.equity);
  const step = roundStep(Math.max(...equities) - Math.min(...equities) || 1);
  const low = Math.floor(Math.min(...equities) / step) * step;
  const high = Math.ceil(Math.max(...equities) / step) * step;
  const x = (time: number): string =>
    (PLOT.left + ((time - first.time) / (last.time - first.time || 1)) * (PLOT.right - PLOT.left)).toFixed(1);
  const y = (equity: number): string =>
    (PLOT.bottom - ((equity - low) / (high - low || 1)) * (PLOT.bottom - PLOT.top)).toFixed(1);
  const byTime = new Map(points.map((point) => [point.time, point.equity]));
  const marker = (iso: string, colour: string): string => {
    const time = Date.parse(iso);
    return `<circle cx="${x(time)}" cy="${y(byTime.get(time) ?? first.equity)}" r="3.5" fill="${colour}" stroke="#fff"/>`;
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" role="img">`,
    `<title>Equity of a paper session over synthetic bars</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" rx="8" fill="#fff" stroke="${COLOURS.grid}"/>`,
    ...drawHeader(summary),
    ...drawAxes(points, { low, high, step, x, y }),
    `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(first.equity)}" y2="${y(first.equity)}" stroke="${COLOURS.faint}" stroke-dasharray="3 4"/>`,
    `<polyline fill="none" stroke="${COLOURS.equity}" stroke-width="1.6" points="${points.map((point) => `${x(point.time)},${y(point.equity)}`).join(' ')}"/>`,
    ...trades.map((trade) => marker(trade.entry_time, COLOURS.entry)),
    ...trades.flatMap((trade) => (trade.exit_time === null ? [] : [marker(trade.exit_time, COLOURS.exit)])),
    '</svg>',
    '',
  ].join('\n');
}

function drawHeader(summary: z.output<typeof summarySchema>): string[] {
  const params = Object.entries(summary.params).map(([name, value]) => `${name} ${String(value)}`);
  const pnl = Number(summary.total_pnl);
  const figures = [
    `${summary.bars} bars`,
    `${summary.trades_executed} fills`,
    `P&amp;L ${pnl < 0 ? '−' : '+'}${Math.abs(pnl).toFixed(2)}`,
    `max drawdown ${(summary.max_drawdown * 100).toFixed(2)} %`,
  ];
  return [
    drawText(PLOT.left, 32, `Equity, ${summary.strategy} (${params.join(', ')})`, {
      size: 17,
      colour: COLOURS.text,
      bold: true,
    }),
    drawText(PLOT.left, 54, figures.join(' · '), { size: 13 }),
    drawText(PLOT.right, 32, 'SYNTHETIC BARS, no real market', {
      size: 12,
      colour: COLOURS.exit,
      anchor: 'end',
      bold: true,
    }),
    `<circle cx="${PLOT.right - 116}" cy="50" r="3.5" fill="${COLOURS.entry}"/>`,
    drawText(PLOT.right - 106, 54, 'entry', { size: 13 }),
    `<circle cx="${PLOT.right - 46}" cy="50" r="3.5" fill="${COLOURS.exit}"/>`,
    drawText(PLOT.right - 36, 54, 'exit', { size: 13 }),
  ];
}

interface Scale {
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly x: (time: number) => string;
  readonly y: (equity: number) => string;
}

function drawAxes(points: readonly Point[], { low, high, step, x, y }: Scale): string[] {
  const values = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, index) => low + index * step);
  const times = points.filter((_, index) => index % Math.ceil(points.length / 8) === 0).map((point) => point.time);
  return [
    ...values.flatMap((value) => [
      `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(value)}" y2="${y(value)}" stroke="${COLOURS.grid}"/>`,
      drawText(PLOT.left - 10, Number(y(value)) + 4, value.toLocaleString('en-US'), { anchor: 'end' }),
    ]),
    ...times.map((time) =>
      drawText(Number(x(time)), PLOT.bottom + 24, `${new Date(time).toISOString().slice(11, 16)}`, {
        anchor: 'middle',
      }),
    ),
    drawText(PLOT.right, PLOT.bottom + 24, 'UTC', { anchor: 'end' }),
  ];
}

const [folder, picture] = process.argv.slice(2);
if (folder === undefined || picture === undefined)
  throw new Error('expected: node bench/draw-equity.ts RUN_FOLDER PICTURE.svg');
writeFileSync(picture, drawEquity(readRun(folder)));
