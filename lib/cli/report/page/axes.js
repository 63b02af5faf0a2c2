// Ticks at round UTC times and at round values.
import { HOUR, theme } from './state.js';
import { tickTexts, timeText } from './text.js';

const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MONTH = 30.436875 * DAY;
const FIRST_MONDAY = 4 * DAY;
const TIME_STEPS = [60, 300, 900, 1_800, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, WEEK, 2 * WEEK].concat(
  [1, 2, 3, 6, 12, 24, 60, 120].map((months) => months * MONTH),
);
const COUNT_STEPS = [1, 10, 100, 1e3, 1e4, 1e5].flatMap((unit) => [unit, 2 * unit, 5 * unit]);
const Y_AXIS_WIDTH = 62;
// A label nearer to the right end than this would be cut off.
const CUT_OFF = 20;

function monthSplits(min, max, months) {
  const start = new Date(min * 1_000);
  const first = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months;
  const splits = [];
  for (let month = first, time = min; time <= max; month += months) {
    time = Date.UTC(Math.floor(month / 12), month % 12) / 1_000;
    if (time >= min && time <= max) splits.push(time);
  }
  return splits;
}

function timeSplits(_chart, _axis, min, max, step) {
  if (step >= MONTH) return monthSplits(min, max, Math.round(step / MONTH));
  const origin = step >= WEEK ? FIRST_MONDAY : 0;
  const splits = [];
  for (let time = Math.ceil((min - origin) / step) * step + origin; time <= max; time += step) splits.push(time);
  return splits;
}

function timeLabels(chart, splits, _axis, _space, step) {
  const { min, max } = chart.scales.x;
  const pixels = (chart.width - Y_AXIS_WIDTH) / (max - min);
  return splits.map((time, index) => {
    if ((max - time) * pixels < CUT_OFF) return null;
    const text = timeText(time);
    const [day, clock] = text.split(' ');
    if (step >= 12 * MONTH) return day.slice(0, 4);
    if (step >= MONTH) return day.slice(0, 7);
    if (step >= DAY) return day;
    return index === 0 || timeText(splits[index - 1]).slice(0, 10) !== day ? `${clock}\n${day}` : clock;
  });
}

// Room for the dates under the clock times, where there are any.
function timeAxisHeight(_chart, labels) {
  return labels?.some((label) => label?.includes('\n')) ? 42 : 28;
}

export function axisStyle() {
  const thin = { stroke: theme.line, width: 1 };
  return { stroke: theme.muted, font: '11px system-ui, sans-serif', grid: thin, ticks: { ...thin, size: 4 }, gap: 4 };
}

export function timeAxis() {
  const style = { ...axisStyle(), size: timeAxisHeight, space: 76 };
  return { ...style, incrs: TIME_STEPS, splits: timeSplits, values: timeLabels };
}

// Of numbers that are counts, ticks are whole.
export function countAxis() {
  return { ...valueAxis(), incrs: COUNT_STEPS };
}

export function valueAxis(suffix = '') {
  return {
    ...axisStyle(),
    size: Y_AXIS_WIDTH,
    space: 36,
    values: (_chart, splits, _axis, _space, step) => tickTexts(splits, step).map((text) => text + suffix),
  };
}
