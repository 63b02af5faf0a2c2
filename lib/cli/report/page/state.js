// What all charts share: the data, the colours and the range of time in view.

export const { uPlot } = window;
export const root = document.documentElement;
export const report = JSON.parse(document.getElementById('chart-data').textContent);
export const HOUR = 3_600;

const TIME_CHARTS = new Set(['equity', 'drawdown', 'price']);

function readTheme() {
  const style = getComputedStyle(root);
  const names = ['surface', 'muted', 'line', 'accent', 'band', 'gain', 'loss', 'shade', 'rise', 'fall'];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

function fullRange() {
  const ends = [report.equity, ...report.prices].flatMap(({ time }) => (time.length > 0 ? [time[0], time.at(-1)] : []));
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  return to > from ? [from, to] : [from - HOUR, from + HOUR];
}

export let theme = readTheme();
export let charts = [];
export const full = fullRange();
export let view = full;

// `draw` makes the chart of one box, in the present colours.
export function replaceCharts(draw) {
  for (const { chart } of charts) chart.destroy();
  theme = readTheme();
  charts = Array.from(document.querySelectorAll('[data-chart]'), (box) => ({ box, chart: draw(box) }));
}

// Seconds from and to; kept inside the data, and wide enough to see something.
export function showRange([from, to]) {
  const [start, end] = full;
  const span = Math.min(Math.max(to - from, (end - start) / 2_000, 300), end - start);
  const left = Math.min(Math.max(from, start), end - span);
  view = [left, left + span];
  for (const { box, chart } of charts) {
    if (TIME_CHARTS.has(box.dataset.chart)) chart.setScale('x', { min: view[0], max: view[1] });
  }
}
