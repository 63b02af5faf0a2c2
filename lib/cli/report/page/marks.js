// Entries and exits on a price chart. A trip is an array, as chart-data.ts makes it.
import { report, theme, uPlot } from './state.js';
import { amountText, priceText, timeText } from './text.js';

const MARK_REACH = 14;
const SHAPES = {
  long: (r) => `M0 ${-r}L${r} ${r}H${-r}Z`,
  short: (r) => `M0 ${r}L${r} ${-r}H${-r}Z`,
  gain: (r) => `M0 ${-r}A${r} ${r} 0 1 1 -0.01 ${-r}Z`,
  loss: (r) => `M${-r} ${-r}L${r} ${r}M${r} ${-r}L${-r} ${r}`,
};

export function marksOf(trips) {
  return trips.flatMap((trip, index) => {
    const [, side, , entryTime, entryPrice, exitTime, exitPrice, pnl] = trip;
    const entry = { time: entryTime, price: entryPrice, shape: side, index };
    const exit = { time: exitTime, price: exitPrice, shape: pnl > 0 ? 'gain' : 'loss', index, entry };
    return exitTime === null ? [entry] : [entry, exit];
  });
}

// A dashed line from each entry to its exit.
function drawHoldings(chart, context, marks) {
  context.save();
  context.lineWidth = uPlot.pxRatio;
  context.setLineDash([3 * uPlot.pxRatio, 3 * uPlot.pxRatio]);
  for (const { entry, time, price, shape } of marks.filter((mark) => mark.entry)) {
    context.strokeStyle = theme[shape];
    context.beginPath();
    context.moveTo(chart.valToPos(entry.time, 'x', true), chart.valToPos(entry.price, 'y', true));
    context.lineTo(chart.valToPos(time, 'x', true), chart.valToPos(price, 'y', true));
    context.stroke();
  }
  context.restore();
}

export function drawMarks(chart, context, marks) {
  const { min, max } = chart.scales.x;
  const visible = marks.filter(({ time }) => time >= min && time <= max);
  const isCrowded = visible.length > 300;
  const radius = (isCrowded ? 3 : 4.5) * uPlot.pxRatio;
  const placed = visible.map(({ time, price, shape }) => {
    const path = new Path2D();
    const place = new DOMMatrix().translate(chart.valToPos(time, 'x', true), chart.valToPos(price, 'y', true));
    path.addPath(new Path2D(SHAPES[shape](radius)), place);
    return { path, shape };
  });
  context.lineJoin = 'round';
  if (!isCrowded) {
    drawHoldings(chart, context, marks);
    for (const { path, shape } of placed) strokeMark(context, path, theme.surface, shape === 'loss' ? 5 : 3);
  }
  for (const { path, shape } of placed) {
    const colour = theme[shape] ?? theme.accent;
    strokeMark(context, path, colour, shape !== 'loss' ? 1 : isCrowded ? 1.5 : 2.25);
    context.fillStyle = colour;
    if (shape !== 'loss') context.fill(path);
  }
}

function strokeMark(context, path, colour, width) {
  context.strokeStyle = colour;
  context.lineWidth = width * uPlot.pxRatio;
  context.stroke(path);
}

export function showMarkUnderCursor(chart, marks, trips) {
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  chart.over.append(tip);
  const update = () => {
    const mark = chart.over.matches(':hover') ? nearestMark(chart, marks) : null;
    tip.hidden = mark === null;
    if (mark === null) return;
    tip.textContent = describeTrip(trips[mark.index]);
    const x = chart.valToPos(mark.time, 'x');
    const isRight = x > chart.over.clientWidth / 2;
    const isLow = chart.valToPos(mark.price, 'y') > chart.over.clientHeight / 2;
    tip.style.left = isRight ? 'auto' : `${x + 12}px`;
    tip.style.right = isRight ? `${chart.over.clientWidth - x + 12}px` : 'auto';
    tip.style.top = isLow ? '4px' : 'auto';
    tip.style.bottom = isLow ? 'auto' : '4px';
  };
  chart.hooks.setCursor = [update];
}

function nearestMark(chart, marks) {
  const { left, top } = chart.cursor;
  let nearest = null;
  let reach = MARK_REACH;
  for (const mark of marks) {
    const distance = Math.hypot(chart.valToPos(mark.time, 'x') - left, chart.valToPos(mark.price, 'y') - top);
    if (distance < reach) [nearest, reach] = [mark, distance];
  }
  return nearest;
}

function describeTrip([number, side, quantity, entryTime, entryPrice, exitTime, exitPrice, pnl, reason]) {
  const head = `#${number} · ${side} ${priceText(quantity)}\nIn ${timeText(entryTime)} at ${priceText(entryPrice)}`;
  if (exitTime === null) return `${head}\nStill open`;
  const result = `${pnl > 0 ? '+' : ''}${amountText(pnl)} ${report.currency}`.trim();
  return `${head}\nOut ${timeText(exitTime)} at ${priceText(exitPrice)}\n${result}, ${(reason ?? '').replaceAll('_', ' ')}`;
}
