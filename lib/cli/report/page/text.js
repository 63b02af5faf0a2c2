// Numbers and times as people read them. Times are seconds since 1970, shown in UTC.

const grouped = (plain) => {
  const [whole, fraction] = plain.split('.');
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ',').replace('-', '−');
  return fraction === undefined ? text : `${text}.${fraction}`;
};

const orDash = (write) => (value) => (value === null || value === undefined ? '–' : write(value));

export const amountText = orDash((value) =>
  grouped(Math.abs(value) < 1 ? `${Number(value.toPrecision(4))}` : value.toFixed(2)),
);

export const priceText = orDash((value) => grouped(`${Number(value.toPrecision(8))}`));

export const percentText = orDash((value) => `${grouped(value.toFixed(2))} %`);

export const timeText = orDash((time) => new Date(time * 1_000).toISOString().slice(0, 16).replace('T', ' '));

// Of ticks that are `step` apart; shortened by a unit or an exponent where they would not fit beside the chart.
export function tickTexts(splits, step) {
  const largest = Math.max(...splits.map(Math.abs));
  const [unit, suffix] = unitOf(largest, step);
  const decimals = decimalsOf(step / unit);
  const digits = Math.max(0, decimals + Math.floor(Math.log10(largest)));
  const text = (value) => (decimals > 6 ? value.toExponential(digits) : grouped((value / unit).toFixed(decimals)));
  return splits.map((value) => (value === 0 ? '0' : text(value) + suffix));
}

function unitOf(largest, step) {
  if (largest >= 1e6) return [1e6, 'M'];
  return largest >= 1e4 && decimalsOf(step / 1e3) <= 2 ? [1e3, 'k'] : [1, ''];
}

// Decimals that a tick's distance needs: 2 for 0.25.
function decimalsOf(step) {
  let decimals = 0;
  while (decimals < 12 && Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6) decimals += 1;
  return decimals;
}
