import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { HEAD } from '#application/contracts/events/event-fields.ts';
import { EVENT_SCHEMAS } from '#application/contracts/events/event-schemas.ts';
import { EVENT_NAMES, type EventName } from '#domain/events/domain-event.ts';
import { readRepositoryFile } from '../../support/repository-files.ts';

const ROW = /^\| `([A-Z][A-Za-z]+)` +\| (.+?) +\| (.+?) +\|$/gm;

/** Fields of an event's own; one that may be null has a question mark. */
function fieldsOf(name: EventName): string {
  const shape: Readonly<Record<string, unknown>> = EVENT_SCHEMAS[name].shape;
  return Object.entries(shape)
    .filter(([field]) => !(field in HEAD))
    .map(([field, schema]) => `\`${field}\`${schema instanceof z.ZodMiniNullable ? '?' : ''}`)
    .join(', ');
}

describe('documentation of the events', () => {
  const text = readRepositoryFile('docs/events.md');
  const rows = [...text.matchAll(ROW)].map(([, name = '', meaning = '', fields = '']) => ({ name, meaning, fields }));

  it('Given docs/events.md, When its table is read, Then it has every event once, in the order of the contract', () => {
    expect(rows.map(({ name }) => name)).toEqual(EVENT_NAMES);
  });

  it('Given docs/events.md, When its table is read, Then it says what each is about, and its fields are those of its schema', () => {
    const told = new Map(rows.map((row) => [row.name, row.fields]));
    const resolved = rows.map(({ name, fields, meaning }) => {
      const other = /^as `(\w+)`$/.exec(fields)?.[1];
      expect(meaning.length).toBeGreaterThan(15);
      return [name, other === undefined ? fields : told.get(other)];
    });
    expect(Object.fromEntries(resolved)).toEqual(Object.fromEntries(EVENT_NAMES.map((name) => [name, fieldsOf(name)])));
  });

  it('Given docs/events.md, Then every field that all events share is in it', () => {
    for (const field of Object.keys(HEAD)) expect(text).toContain(`\`${field}\``);
  });
});
