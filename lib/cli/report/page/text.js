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

export function tickTexts(splits, step) {
  const largest = Math.max(...splits.map(Math.abs));
  const [unit, suffix] = largest >= 1e6 ? [1e6, 'M'] : largest >= 1e4 ? [1e3, 'k'] : [1, ''];
  const decimals = Math.max(0, Math.ceil(-Math.log10(step / unit) - 1e-9));
  const text = (value) => (decimals > 7 ? value.toExponential(2) : grouped((value / unit).toFixed(decimals)));
  return splits.map((value) => text(value) + suffix);
}
