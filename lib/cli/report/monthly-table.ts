import type { MonthReturn } from '#domain/reporting/report-data.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { type Cell, renderDataTable } from './data-table.ts';
import { NOT_AVAILABLE } from './figure-text.ts';
import { html, type Markup } from './markup.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Returns of calendar months, a row a year; a year's total compounds its months. */
export function renderMonthlyTable(months: readonly MonthReturn[]): Markup {
  if (months.length === 0) return html`<p class="empty">There is no month to show.</p>`;
  const years = [...new Set(months.map(({ month }) => month.slice(0, 4)))];
  const byMonth = new Map(months.map(({ month, value }) => [month, value]));
  const table = renderDataTable({
    label: 'Monthly returns in percent',
    className: 'months',
    columns: ['Year', ...MONTHS, 'Total'].map((title, index) => ({ title, isNumber: index > 0 })),
    rows: years.map((year) => [
      { text: year },
      ...MONTHS.map((_, index) => monthCell(byMonth.get(`${year}-${String(index + 1).padStart(2, '0')}`))),
      { ...monthCell(compound(months.filter(({ month }) => month.startsWith(year)))), tone: 'total' },
    ]),
    ...(years.length === 1 ? {} : { foot: allYears(months) }),
  });
  return html`${table}
<p class="hint">Percent of the equity at the month's start. The first and the last month may be incomplete; totals compound.</p>`;
}

function allYears(months: readonly MonthReturn[]): Cell[] {
  return [{ text: 'All' }, ...MONTHS.map(() => ({ text: '' })), { ...monthCell(compound(months)), tone: 'total' }];
}

/** `undefined`: the run has no such month. */
function monthCell(value: number | null | undefined): Cell {
  if (value === undefined) return { text: '' };
  if (value === null || !Number.isFinite(value)) return { text: NOT_AVAILABLE };
  const percent = new Decimal(value).times(100);
  const text = percent.toFixed(2).replace(/^-(0\.00)$/, '$1');
  if (text === '0.00') return { text };
  return { text: text.startsWith('-') ? text.replace('-', '−') : `+${text}`, tone: toneOf(percent) };
}

function toneOf(percent: Decimal): string {
  const strength = [1, 3, 6].filter((limit) => percent.abs().gte(limit)).length;
  return `${percent.lt(0) ? 'loss' : 'gain'}-${strength}`;
}

/** A month without a return leaves the whole without one. */
function compound(months: readonly MonthReturn[]): number | null {
  let growth = 1;
  for (const { value } of months) {
    if (value === null) return null;
    growth *= 1 + value;
  }
  return growth - 1;
}
