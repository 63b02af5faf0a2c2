import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTimestamp } from '#cli/bars/parse-timestamp.ts';

describe('parseTimestamp', () => {
  it.each([
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['2024-01-15T12:34:56.789Z', Date.UTC(2024, 0, 15, 12, 34, 56, 789)],
    ['2024-01-31T09:00:00+09:00', Date.UTC(2024, 0, 31)],
    ['2024-01-15T00:00:00-05:00', Date.UTC(2024, 0, 15, 5)],
    ['2024-01-15 00:00:00+00:00', Date.UTC(2024, 0, 15)],
    ['2024-01-15T00:00:00+0530', Date.UTC(2024, 0, 14, 18, 30)],
    ['2024-01-15T00:00', Date.UTC(2024, 0, 15)],
    ['2024-01-15', Date.UTC(2024, 0, 15)],
    ['2024-01-15 07:08:09', Date.UTC(2024, 0, 15, 7, 8, 9)],
    ['2024-01-15T00:00:00.123456789Z', Date.UTC(2024, 0, 15, 0, 0, 0, 123)],
    ['1705276800', Date.UTC(2024, 0, 15)],
    ['1705276800.0', Date.UTC(2024, 0, 15)],
    ['1705276800000', Date.UTC(2024, 0, 15)],
    ['0', 0],
    ['2024-01-15t00:00:00z', Date.UTC(2024, 0, 15)],
    ['123456789', 123_456_789_000],
  ])('Given %s, Then it is read, whatever the time zone of the machine', (text, instant) => {
    expect(parseTimestamp(text)).toBe(instant);
  });

  it.each([
    '',
    'yesterday',
    '2023-02-29',
    '2024-02-31T00:00:00Z',
    '2024-13-01',
    '2024-00-10',
    '2024-01-00',
    '2024-01-15T24:00:00Z',
    '2024-01-30T24:00:00Z',
    '2024-01-15T12:60:00Z',
    '2024-01-15T12:00:00+25:00',
    '-5',
    '1e9',
    '999999999999999',
    '15/01/2024',
    '20240101',
    '20240101.0',
  ])('Given %j, Then it is no timestamp', (text) => {
    expect(parseTimestamp(text)).toBeNull();
  });

  it('Given any instant, When it is written as ISO, Then it is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2999, 0) }), (instant) => {
        expect(parseTimestamp(new Date(instant).toISOString())).toBe(instant);
      }),
    );
  });
});
