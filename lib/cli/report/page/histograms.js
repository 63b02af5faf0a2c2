// Distributions: losses and gains in two colours, on two sides of 0.
import { axisStyle, countAxis } from './axes.js';
import { createChart } from './frame.js';
import { report, theme, uPlot } from './state.js';
import { tickTexts } from './text.js';

function drawHistogram(box, { middle, count, range }, xValues) {
  const side = (keep, label, colour) => ({
    data: middle.map((value, index) => (keep(value) ? count[index] : null)),
    series: { label, fill: colour, width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.9] }) },
  });
  const sides = [side((value) => value < 0, 'Below 0', theme.loss), side((value) => value > 0, 'Above 0', theme.gain)];
  const width = middle.length > 1 ? middle[1] - middle[0] : Math.abs(middle[0]);
  const x = { time: false, range: () => [middle[0] - width, middle.at(-1) + width] };
  return createChart(box, [middle, ...sides.map(({ data }) => data)], {
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: { x, y: { range: (_chart, _min, max) => [0, max * 1.08] } },
    axes: [{ ...axisStyle(), size: 30, space: 64, values: xValues }, countAxis()],
    series: [{ label: 'Range', value: (_chart, _value, _series, index) => range[index] ?? '–' }].concat(
      sides.map(({ series }) => series),
    ),
  });
}

export function drawReturns(box) {
  const percent = (_chart, splits, _axis, _space, step) =>
    tickTexts(
      splits.map((value) => value * 100),
      step * 100,
    ).map((text) => `${text} %`);
  return drawHistogram(box, report.returns, percent);
}

export function drawPnls(box) {
  return drawHistogram(box, report.pnls, (_chart, splits, _axis, _space, step) => tickTexts(splits, step));
}
