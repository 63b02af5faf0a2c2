import type { Summary } from '#domain/reporting/summary.ts';
import { type Cell, renderDataTable } from './data-table.ts';
import { FIGURE_GROUPS } from './figure-catalogue.ts';
import { html, type Markup } from './markup.ts';
import { type Figure, figuresOf } from './summary-figures.ts';

/** Shown with the parameters instead. */
const RUN_KEYS = /^(strategy|params|seed|data_sha256)(\.|$)/;

/** Has a section of its own. */
const SETTINGS = /^settings(\.|$)/;

/** Longer texts may be broken over lines; numbers never are. */
const LONGEST_UNBROKEN = 24;

/** Every figure of the summary under its name in `summary.json`, by what it is about. */
export function renderFigures(summary: Summary): Markup {
  const figures = figuresOf(summary).filter(({ key }) => !RUN_KEYS.test(key) && !SETTINGS.test(key));
  const groups = FIGURE_GROUPS.map((group) => ({ group, members: figures.filter((figure) => figure.group === group) }));
  return html`<div class="groups">
${groups
  .filter(({ members }) => members.length > 0)
  .map(
    ({ group, members }) => html`<div><h3>${group}</h3>${renderNamedValues(group, members)}</div>
`,
  )}</div>`;
}

/** What was run, on which data: enough to run it again. */
export function renderParameters(summary: Summary): Markup {
  const figures = figuresOf(summary).filter(({ key }) => RUN_KEYS.test(key));
  return renderNamedValues('Parameters and data', figures);
}

/** What something is called, its key in `summary.json`, its value. */
export type NamedValue = Omit<Figure, 'group'>;

/** A row each. */
export function renderNamedValues(label: string, figures: readonly NamedValue[], title = 'Figure and its key'): Markup {
  return renderDataTable({
    label,
    className: 'figures',
    columns: [{ title }, { title: 'Value', isNumber: true }],
    rows: figures.map(({ label: name, key, value }) => [{ text: name, key }, valueCell(value)]),
  });
}

function valueCell(text: string): Cell {
  return text.length > LONGEST_UNBROKEN ? { text, tone: 'long' } : { text };
}
