import { html, type Markup } from './markup.ts';

export interface Column {
  readonly title: string;
  /** Numbers are set flush right. */
  readonly isNumber?: boolean;
}

export interface Cell {
  readonly text: string;
  /** CSS classes of the page's own. */
  readonly tone?: string;
  /** A name as files have it, below the text. */
  readonly key?: string;
}

export interface DataTable {
  /** Names the table and its box for those who cannot see it. */
  readonly label: string;
  readonly columns: readonly Column[];
  /** The first cell heads its row. */
  readonly rows: readonly (readonly Cell[])[];
  readonly foot?: readonly Cell[];
  /** Extra class of the box. */
  readonly className?: string;
}

/** A table in a box of its own, which scrolls where the page is narrower than the table. */
export function renderDataTable({ label, columns, rows, foot, className = '' }: DataTable): Markup {
  return html`<div class="${`box ${className}`.trim()}" role="region" aria-label="${label}" tabindex="0"><table>
<thead><tr>${columns.map(renderHead)}</tr></thead>
<tbody>
${rows.map((row) => renderRow(row, columns))}</tbody>
${foot === undefined ? '' : html`<tfoot>${renderRow(foot, columns)}</tfoot>`}</table></div>`;
}

function renderHead({ title, isNumber }: Column): Markup {
  return isNumber ? html`<th scope="col" class="number">${title}</th>` : html`<th scope="col">${title}</th>`;
}

function renderRow(cells: readonly Cell[], columns: readonly Column[]): Markup {
  return html`<tr>${cells.map((cell, index) => renderCell(cell, columns[index], index === 0))}</tr>
`;
}

function renderCell({ text, tone, key }: Cell, column: Column | undefined, isHead: boolean): Markup {
  const classes = [column?.isNumber ? 'number' : '', tone ?? ''].filter((name) => name !== '').join(' ');
  const className = classes === '' ? '' : html` class="${classes}"`;
  const content = key === undefined ? html`${text}` : html`${text} <code>${key}</code>`;
  return isHead ? html`<th scope="row"${className}>${content}</th>` : html`<td${className}>${content}</td>`;
}
