// Prices: candles where there is room for them, else the close with the range from low to high.
import { createTimeChart, insidePlot } from './frame.js';
import { drawMarks, marksOf, showMarkUnderCursor } from './marks.js';
import { HOUR, report, theme, uPlot } from './state.js';
import { priceText } from './text.js';

const CANDLE_SPACE = 4;

export function drawPrice(box) {
  const price = report.prices[Number(box.dataset.index)];
  const marks = marksOf(price.trips);
  const gap = typicalGap(price.time);
  const hasCandles = (chart) => candleSpace(chart, gap) >= CANDLE_SPACE;
  const line = uPlot.paths.linear();
  const paths = (chart, ...rest) => (hasCandles(chart) ? null : line(chart, ...rest));
  const value = (_chart, amount) => priceText(amount);
  const part = (label, style) => ({ label, value, points: { show: false }, paths, width: 0, ...style });
  return createTimeChart(box, [price.time, price.open, price.high, price.low, price.close], {
    series: [
      part('Open', { paths: () => null }),
      part('High'),
      part('Low'),
      part('Close', { stroke: theme.accent, width: 1.25 }),
    ],
    bands: [{ series: [2, 3], fill: theme.band }],
    hooks: {
      init: [(chart) => showMarkUnderCursor(chart, marks, price.trips)],
      draw: [
        (chart) => {
          if (hasCandles(chart)) insidePlot(chart, (context) => drawCandles(chart, context, price, gap));
          insidePlot(chart, (context) => drawMarks(chart, context, marks));
        },
      ],
    },
  });
}

function typicalGap(times) {
  const gaps = times.slice(1).map((time, index) => time - times[index]);
  return gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? HOUR;
}

// CSS pixels from one candle to the next.
function candleSpace(chart, gap) {
  const { min, max } = chart.scales.x;
  return (chart.bbox.width / uPlot.pxRatio) * (gap / (max - min));
}

// Hollow: the price rose; filled: it fell.
function drawCandles(chart, context, { time, open, high, low, close }, gap) {
  const { min, max } = chart.scales.x;
  const pixel = uPlot.pxRatio;
  const body = Math.min(Math.max(candleSpace(chart, gap) * 0.6, 2), 14) * pixel;
  const y = (value) => chart.valToPos(value, 'y', true);
  context.lineWidth = pixel;
  for (let index = 0; index < time.length; index += 1) {
    if (time[index] < min - gap || time[index] > max + gap) continue;
    const x = Math.round(chart.valToPos(time[index], 'x', true));
    const [top, bottom] = [y(Math.max(open[index], close[index])), y(Math.min(open[index], close[index]))];
    const hasRisen = close[index] >= open[index];
    context.strokeStyle = hasRisen ? theme.rise : theme.fall;
    context.fillStyle = hasRisen ? theme.surface : theme.fall;
    context.stroke(new Path2D(`M${x} ${y(high[index])}V${y(low[index])}`));
    context.fillRect(x - body / 2, top, body, Math.max(bottom - top, pixel));
    context.strokeRect(x - body / 2, top, body, Math.max(bottom - top, pixel));
  }
}
