// The frame of a chart: size, axes, legend, cursor.
import { timeAxis, valueAxis } from './axes.js';
import { full, showRange, uPlot, view } from './state.js';
import { timeText } from './text.js';

const HEIGHTS = { equity: 260, drawdown: 150, price: 320, returns: 220, pnls: 220 };

export function createChart(box, data, options) {
  const size = { width: box.clientWidth, height: HEIGHTS[box.dataset.chart] };
  const legend = { markers: { show: false } };
  return new uPlot({ ...size, legend, padding: [8, 10, 0, 0], ...options }, data, box);
}

// One cursor and one range for all charts over time.
export function createTimeChart(box, data, { series, hooks, ...options }) {
  const cursor = {
    y: false,
    drag: { x: true, y: false, setScale: false },
    sync: { key: 'time', filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' } },
    bind: { dblclick: () => () => showRange(full) },
  };
  const { y, suffix, ...others } = options;
  return createChart(box, data, {
    cursor,
    scales: { x: { time: false, min: view[0], max: view[1], range: (_chart, min, max) => [min, max] }, y: y ?? {} },
    axes: [timeAxis(), valueAxis(suffix)],
    series: [{ label: 'UTC', value: (_chart, value) => timeText(value) }, ...series],
    hooks: { setSelect: [zoomToSelection], ...hooks },
    ...others,
  });
}

function zoomToSelection(chart) {
  const { left, width } = chart.select;
  if (width < 6) return;
  showRange([chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')]);
  chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

// Nothing that is drawn reaches over the axes.
export function insidePlot(chart, draw) {
  const { ctx: context, bbox } = chart;
  context.save();
  context.beginPath();
  context.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  context.clip();
  draw(context);
  context.restore();
}
