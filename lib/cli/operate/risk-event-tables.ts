import { type Column, renderPairs, renderTable } from '../table.ts';
import type { RiskEventBody } from './api-bodies.ts';

/** What of an event is said first; the rest follows by name. A table keeps no order of its fields. */
const FIRST = ['rule', 'rung', 'drift', 'fault', 'outcome', 'subject', 'symbol', 'quantity', 'value', 'limit', 'used'];
/** Characters of the detail that a line has room for. */
const MOST = 80;

const EVENTS: readonly Column<RiskEventBody>[] = [
  { title: 'at', of: ({ at }) => at },
  { title: 'severity', of: ({ severity }) => severity },
  { title: 'kind', of: ({ kind }) => kind },
  { title: 'resolved', of: ({ resolution }) => (resolution === null ? 'no' : 'yes') },
  {
    title: 'detail',
    of: (event) =>
      shorten(
        fieldsOf(event)
          .map((field) => field.join(' '))
          .join(', '),
      ),
  },
  { title: 'id', of: ({ id }) => id },
];

/** A line each; what does not fit is in `--json`. */
export function renderRiskEvents(events: readonly RiskEventBody[]): string {
  return renderTable(EVENTS, events, 'no risk events');
}

/** All of one. */
export function renderRiskEvent(event: RiskEventBody): string {
  const { at, id, kind, resolution, severity } = event;
  return renderPairs([
    ['kind', kind],
    ['severity', severity],
    ['at', at],
    ...fieldsOf(event),
    ['resolved', resolution === null ? 'no' : `${resolution.at} by ${resolution.by}: ${resolution.reason}`],
    ['id', id],
  ]);
}

function fieldsOf({ detail }: RiskEventBody): readonly (readonly [name: string, value: string])[] {
  return Object.entries(detail).sort(([a], [b]) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));
}

function placeOf(name: string): number {
  const index = FIRST.indexOf(name);
  return index === -1 ? FIRST.length : index;
}

function shorten(text: string): string {
  return text.length <= MOST ? text : `${text.slice(0, MOST - 1)}…`;
}
