import type { Summary } from '#domain/reporting/summary.ts';
import { describeFigure, type FigureGroup, type FigureKind, sectionOf } from './figure-catalogue.ts';
import { amountText, NOT_AVAILABLE, numberText, percentText, toFigure } from './figure-text.ts';

/** One figure of a summary as the page shows it. */
export interface Figure {
  /** As in `summary.json`; figures inside an object are named by their path, `orders_by_state.FILLED`. */
  readonly key: string;
  readonly label: string;
  readonly group: FigureGroup;
  readonly value: string;
}

/** Every figure of a summary in its own order, objects taken apart. */
export function figuresOf(summary: Summary): readonly Figure[] {
  return Object.entries(summary).flatMap(([key, value]) => takeApart(value).map((leaf) => figureOf(key, leaf)));
}

function figureOf(key: string, { path, leaf }: Leaf): Figure {
  const section = sectionOf(key);
  const own = section === null ? undefined : path.at(-1);
  const { label, group, kind } = describeFigure(own ?? key);
  const context = own === undefined ? path : path.slice(0, -1);
  const words = own === undefined ? [label, ...context] : [...context, label];
  return {
    key: [key, ...path].join('.'),
    label: words.join(': '),
    group: section ?? group,
    value: leafText(leaf, kind),
  };
}

interface Leaf {
  readonly path: readonly string[];
  readonly leaf: unknown;
}

function takeApart(value: unknown): readonly Leaf[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{ path: [], leaf: value }];
  const entries = Object.entries(value);
  if (entries.length === 0) return [{ path: [], leaf: 'none' }];
  return entries.flatMap(([key, inner]) => takeApart(inner).map(({ path, leaf }) => ({ path: [key, ...path], leaf })));
}

function leafText(leaf: unknown, kind: FigureKind): string {
  if (leaf === null || leaf === undefined) return NOT_AVAILABLE;
  const figure = kind === 'text' ? null : toFigure(leaf);
  if (figure === null) return typeof leaf === 'string' ? leaf : JSON.stringify(leaf);
  if (kind === 'money') return amountText(figure);
  return kind === 'fraction' ? percentText(figure) : numberText(figure, 6);
}
