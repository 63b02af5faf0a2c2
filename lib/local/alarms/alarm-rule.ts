import { UnsupportedTemplateError } from '../errors.ts';
import type { AlarmRule } from './alarm-spec.ts';

const TOKEN = /\s*(\(|\)|"[^"]*"|[A-Za-z_]+)/y;

/**
 * Reads the rule of a composite alarm: `ALARM`, `OK` and `INSUFFICIENT_DATA` of an alarm by its name or ARN, `TRUE`, `FALSE`, `NOT`, `AND` (which binds closer), `OR`, brackets.
 *
 * @throws {UnsupportedTemplateError} for anything else, `AT_LEAST` among it.
 */
export function readAlarmRule(text: string, origin: string): AlarmRule {
  const tokens = tokensOf(text, origin);
  const rule = readAny(tokens, origin);
  if (tokens.length > 0) throw unknown(tokens[0], origin);
  return rule;
}

function tokensOf(text: string, origin: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw unknown(text.slice(at), origin);
    tokens.push(token);
  }
  return tokens;
}

function readAny(tokens: string[], origin: string): AlarmRule {
  const parts = [readAll(tokens, origin)];
  while (take(tokens, 'OR')) parts.push(readAll(tokens, origin));
  return (stateOf) => parts.some((part) => part(stateOf));
}

function readAll(tokens: string[], origin: string): AlarmRule {
  const parts = [readOne(tokens, origin)];
  while (take(tokens, 'AND')) parts.push(readOne(tokens, origin));
  return (stateOf) => parts.every((part) => part(stateOf));
}

function readOne(tokens: string[], origin: string): AlarmRule {
  if (take(tokens, 'NOT')) {
    const negated = readOne(tokens, origin);
    return (stateOf) => !negated(stateOf);
  }
  const token = tokens.shift();
  if (token === 'TRUE' || token === 'FALSE') return () => token === 'TRUE';
  if (token === '(') {
    const inner = readAny(tokens, origin);
    expectToken(tokens, ')', origin);
    return inner;
  }
  if (token !== 'ALARM' && token !== 'OK' && token !== 'INSUFFICIENT_DATA') throw unknown(token, origin);
  expectToken(tokens, '(', origin);
  const name = (tokens.shift() ?? '').replaceAll('"', '');
  expectToken(tokens, ')', origin);
  return (stateOf) => stateOf(name) === token;
}

function take(tokens: string[], wanted: string): boolean {
  if (tokens[0] !== wanted) return false;
  tokens.shift();
  return true;
}

function expectToken(tokens: string[], wanted: string, origin: string): void {
  if (!take(tokens, wanted)) throw unknown(tokens[0], origin);
}

function unknown(token: string | undefined, origin: string): UnsupportedTemplateError {
  return new UnsupportedTemplateError(
    `${JSON.stringify(token ?? 'the end')} in the rule of ${origin}`,
    'not expected here',
  );
}
