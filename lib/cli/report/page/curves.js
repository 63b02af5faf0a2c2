// Equity and drawdown.
import { createTimeChart, insidePlot } from './frame.js';
import { report, theme, uPlot } from './state.js';
import { amountText, percentText } from './text.js';

export function drawEquity(box) {
  const { time, equity } = report.equity;
  const label = `Equity ${report.currency}`.trim();
  const value = (_chart, amount) => amountText(amount);
  return createTimeChart(box, [time, equity], {
    series: [{ label, stroke: theme.accent, width: 1.5, value }],
    hooks: { drawAxes: [drawInitialBalance] },
  });
}

function drawInitialBalance(chart) {
  if (report.initial === null) return;
  const y = chart.valToPos(report.initial, 'y', true);
  insidePlot(chart, (context) => {
    context.setLineDash([8, 8]);
    context.strokeStyle = theme.muted;
    context.lineWidth = uPlot.pxRatio;
    context.stroke(new Path2D(`M${chart.bbox.left} ${y}h${chart.bbox.width}`));
  });
}

export function drawDrawdown(box) {
  const { time, drawdown } = report.equity;
  const losses = drawdown.map((fraction) => (fraction === null ? null : -100 * fraction));
  const value = (_chart, percent) => percentText(percent);
  return createTimeChart(box, [time, losses], {
    series: [{ label: 'Drawdown', stroke: theme.loss, fill: theme.shade, width: 1.25, fillTo: 0, value }],
    y: { range: (_chart, min) => [min < 0 ? min * 1.05 : -1, 0] },
    suffix: ' %',
  });
}
