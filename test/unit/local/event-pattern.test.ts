import { describe, expect, it } from 'vitest';
import { UnsupportedTemplateError } from '#local/errors.ts';
import { matchesPattern, readPattern } from '#local/events/event-pattern.ts';
import type { JsonObject } from '#local/template/json.ts';

const event = {
  source: 'desk',
  'detail-type': 'SignalReceived',
  resources: ['a', 'b'],
  detail: { symbol: 'BTC/USD', strength: 50, test: false },
};

describe('matchesPattern', () => {
  it.each<[JsonObject, boolean]>([
    [{ 'detail-type': ['SignalReceived'] }, true],
    [{ 'detail-type': ['Other', 'SignalReceived'] }, true],
    [{ 'detail-type': ['Other'] }, false],
    [{ 'detail-type': ['SignalReceived'], source: ['someone'] }, false],
    [{ detail: { symbol: ['BTC/USD'], strength: [50] } }, true],
    [{ detail: { strength: ['50'] } }, false],
    [{ detail: { test: [false] } }, true],
    [{ detail: { symbol: [{ prefix: 'BTC' }] } }, true],
    [{ detail: { symbol: [{ prefix: 'ETH' }] } }, false],
    [{ detail: { symbol: [{ 'anything-but': ['ETH/USD'] }] } }, true],
    [{ detail: { symbol: [{ 'anything-but': 'BTC/USD' }] } }, false],
    [{ detail: { missing: [{ exists: false }] } }, true],
    [{ detail: { symbol: [{ exists: true }] } }, true],
    [{ detail: { missing: ['x'] } }, false],
    [{ missing: { symbol: ['x'] } }, false],
    [{ resources: ['b'] }, true],
    [{}, true],
  ])('Given the pattern %j, Then the event matches: %s', (pattern, expected) => {
    expect(matchesPattern(readPattern(pattern, 'rule'), event)).toBe(expected);
  });

  it.each<JsonObject>([
    { source: 'desk' },
    { source: [{ wildcard: '*' }] },
    { detail: { n: [{ numeric: ['>', 1] }] } },
    { source: [['a']] },
  ])('Given the pattern %j, Then it is refused', (pattern) => {
    expect(() => readPattern(pattern, 'rule')).toThrow(UnsupportedTemplateError);
  });
});
