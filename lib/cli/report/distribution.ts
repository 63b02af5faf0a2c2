import type { Decimal } from '#domain/shared/decimal.ts';
import { renderDataTable } from './data-table.ts';
import { countText, numberText } from './figure-text.ts';
import { type Bin, type Histogram, histogramOf } from './histogram.ts';
import { html, type Markup } from './markup.ts';

/** A histogram and what its ranges are called. */
export interface Distribution {
  readonly histogram: Histogram;
  /** Of each bin, `−1 % to 0 %`. */
  readonly ranges: readonly string[];
}

/** `fraction`: values are fractions and are called percent. */
export function distributionOf(values: readonly number[], unit: 'fraction' | 'amount'): Distribution {
  const histogram = histogramOf(values);
  const { bins } = histogram;
  return { histogram, ranges: bins.map((bin, index) => rangeText(bin, index === 0, unit)) };
}

/** The bins as a table, folded away: the same figures for those who do not see the chart. */
export function renderBins({ histogram, ranges }: Distribution, noun: string): Markup {
  const rows = histogram.bins.map(({ count }, index) => [{ text: ranges[index] ?? '' }, { text: String(count) }]);
  const columns = [{ title: 'Range' }, { title: `${noun}s`, isNumber: true }];
  return html`<details><summary>The same as a table</summary>${renderDataTable({ label: `Number of ${noun}s in each range`, columns, rows })}</details>`;
}

/** How many values there are, and those of exactly zero, which no bar shows. */
export function describeCounts({ histogram: { bins, zeros } }: Distribution, noun: string): string {
  const total = bins.reduce((sum, { count }) => sum + count, zeros);
  const unchanged = zeros === 0 ? '' : `, ${countText(zeros, noun)} of exactly 0 not drawn`;
  return `${countText(total, noun)}${unchanged}`;
}

function rangeText({ lower, upper, isOpen }: Bin, isFirst: boolean, unit: 'fraction' | 'amount'): string {
  const text = (edge: Decimal): string => (unit === 'amount' ? numberText(edge) : edgePercent(edge));
  if (!isOpen) return `${text(lower)} to ${text(upper)}`;
  return isFirst ? `below ${text(upper)}` : `above ${text(lower)}`;
}

/** An edge has few digits: all are shown. */
function edgePercent(edge: Decimal): string {
  return `${numberText(edge.times(100))}\u00a0%`;
}
