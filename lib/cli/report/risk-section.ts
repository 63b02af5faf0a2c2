import type { ReportData } from '#domain/reporting/report-data.ts';
import type { RiskRow } from '#domain/reporting/risk-log.ts';
import type { Summary } from '#domain/reporting/summary.ts';
import { isRecord } from '../is-record.ts';
import { type Cell, type Column, renderDataTable } from './data-table.ts';
import { currencyOf } from './figure-catalogue.ts';
import { countText, numberText, timeText, toFigure } from './figure-text.ts';
import { html, type Markup } from './markup.ts';
import { settingText } from './setting-text.ts';
import { describeSetting } from './settings-catalogue.ts';

/** Events beyond it are in the file only. */
const MOST_EVENTS = 50;

const EVENT_COLUMNS: readonly Column[] = [
  { title: 'Time, UTC' },
  { title: 'Event' },
  { title: 'Rule' },
  { title: 'Value', isNumber: true },
  { title: 'Limit', isNumber: true },
  { title: 'Unit' },
  { title: 'Mode' },
];

const NAMES: Readonly<Record<string, string>> = {
  RiskLimitWarning: 'limit nearly used up',
  RiskLimitExceeded: 'limit reached',
  RiskLimitCleared: 'restriction ended',
  MarginCallWarning: 'margin call',
  Liquidation: 'liquidation by the venue',
  ExternalFill: 'fill of no order of this session',
};

/** Denied orders and what the limits did by themselves; `null` when there is nothing to tell. */
export function renderRisk(data: ReportData): Markup | null {
  const { deniedOrders, riskEvents } = data;
  if (deniedOrders === 0 && riskEvents.length === 0) return null;
  return html`${deniedOrders === 0 ? '' : renderDenials(data)}
${riskEvents.length === 0 ? '' : renderEvents(riskEvents)}
<p class="hint">Each with limit and value in risk.csv.</p>`;
}

function renderDenials({ deniedOrders, summary }: ReportData): Markup {
  const counts = isRecord(summary['denied_by_rule']) ? Object.entries(summary['denied_by_rule']) : [];
  const sorted = counts.map(([rule, count]) => [rule, Number(count)] as const).sort((a, b) => b[1] - a[1]);
  const verb = deniedOrders === 1 ? 'was' : 'were';
  const table = renderDataTable({
    label: 'Denied orders by rule',
    className: 'figures narrow',
    columns: [{ title: 'Rule' }, { title: 'Limit', isNumber: true }, { title: 'Orders', isNumber: true }],
    rows: sorted.map(([rule, count]) => [
      { text: rule },
      { text: limitText(summary, rule) },
      { text: numberText(toFigure(count)) },
    ]),
  });
  return html`<p>${countText(deniedOrders, 'order')} ${verb} <strong>denied</strong> before reaching the venue; one order can break several rules.</p>
${table}`;
}

/** The limit that a configured rule had; the others have none of their own. */
function limitText(summary: Summary, rule: string): string {
  const settings = summary['settings'];
  const limits = isRecord(settings) ? settings['risk'] : null;
  const limit = isRecord(limits) ? limits[rule] : undefined;
  const isLimit = typeof limit === 'string' || typeof limit === 'number';
  return isLimit ? settingText(limit, describeSetting(rule).unit, currencyOf(summary) ?? '') : '';
}

function renderEvents(events: readonly RiskRow[]): Markup {
  const modes = [...new Set(events.flatMap(({ mode }) => (mode === undefined || RELAXED.has(mode) ? [] : mode)))];
  const restricted =
    modes.length === 0
      ? 'Limits came close; nothing was restricted.'
      : `The account was restricted: ${modes.join(', ')}.`;
  const left = events.length - MOST_EVENTS;
  const more =
    left <= 0 ? '' : html`<p class="hint">The first ${MOST_EVENTS} of ${countText(events.length, 'event')}.</p>`;
  return html`<p class="told">${restricted}</p>
${renderDataTable({ label: 'Risk events', className: 'events', columns: EVENT_COLUMNS, rows: events.slice(0, MOST_EVENTS).map(eventCells) })}${more}`;
}

const RELAXED: ReadonlySet<string> = new Set(['', 'NORMAL']);

function eventCells({
  at,
  type = '',
  severity,
  rule = '',
  value,
  limit,
  unit = '',
  mode = '',
  ...order
}: RiskRow): Cell[] {
  const subject = rule === '' ? [order.side, order.quantity, order.symbol].join(' ') : rule;
  return [
    { text: timeText(at) },
    { text: NAMES[type] ?? type, ...(severity === 'critical' ? { tone: 'loss' } : {}) },
    { text: subject },
    { text: cellText(value) },
    { text: cellText(limit) },
    { text: unit },
    { text: mode },
  ];
}

function cellText(value: string | undefined): string {
  const figure = toFigure(value);
  return figure === null ? (value ?? '') : numberText(figure, 4);
}
