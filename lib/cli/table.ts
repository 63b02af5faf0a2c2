import { escapeUnseen } from './describe-error.ts';

/** One column of a table for people. What is not known shows as a dash. */
export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => unknown;
}

const UNKNOWN = '-';
const GAP = '  ';
const FIGURE = /^[+-]?[\d.]+(?: %)?$/;

/** Rows under their titles; a column of figures stands at the right. `empty` is said instead of a table without rows. */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], empty: string): string {
  if (rows.length === 0) return `${empty}\n`;
  const cells = columns.map(({ title, of }) => alignColumn(title, rows.map(of).map(cellText)));
  const lines = ['', ...rows].map((_, line) =>
    cells
      .map((column) => column[line])
      .join(GAP)
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** A label and its value on each line. */
export function renderPairs(pairs: readonly (readonly [label: string, value: unknown])[]): string {
  const width = Math.max(...pairs.map(([label]) => label.length));
  return pairs.map(([label, value]) => `${label.padEnd(width)}${GAP}${cellText(value)}\n`).join('');
}

/** `0.1234` as `12.34 %`. */
export function percentText(fraction: number | null | undefined): string | null {
  return fraction == null ? null : `${(fraction * 100).toFixed(2)} %`;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined || value === '') return UNKNOWN;
  return escapeUnseen(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

function alignColumn(title: string, texts: readonly string[]): readonly string[] {
  const all = [title, ...texts];
  const width = Math.max(...all.map((text) => text.length));
  const isFigures = texts.every((text) => text === UNKNOWN || FIGURE.test(text));
  return all.map((text) => (isFigures ? text.padStart(width) : text.padEnd(width)));
}
