import { describe, expect, it } from 'vitest';
import { InvalidMessageError } from '#application/contracts/invalid-message-error.ts';
import { decodeOrderMessage, encodeOrderMessage } from '#application/contracts/order-message.ts';
import { parseSignalDetail } from '#application/contracts/signal-event.ts';
import { cancelAll } from '#domain/trading/intent-factory.ts';
import { anExit, anIntent, d, SYMBOL, T0 } from '../../support/builders.ts';

describe('order message', () => {
  it.each([[anIntent({ quantity: d('0.00004') })], [anExit()]])(
    'Given an intent, When encoded and decoded, Then it is the same',
    (intent) => {
      const decoded = decodeOrderMessage(encodeOrderMessage({ kind: 'place', intent }));
      expect(decoded).toEqual({ kind: 'place', intent });
    },
  );

  it('Given a cancel, When encoded and decoded, Then it is the same', () => {
    const cancel = cancelAll(anExit(), anExit().clientOrderId);
    expect(decodeOrderMessage(encodeOrderMessage(cancel))).toEqual(cancel);
  });

  const plain = JSON.parse(encodeOrderMessage({ kind: 'place', intent: anIntent() }));
  const sent = (changes: object) => JSON.stringify({ ...plain, intent: { ...plain.intent, ...changes } });
  it.each([
    ['no JSON', '{', 'order message: expected JSON, received "{"'],
    ['another version', JSON.stringify({ ...plain, version: 1 }), 'order message version:'],
    ['a number for money', sent({ quantity: 10 }), 'order message intent.quantity: received 10'],
    ['an exponent', sent({ quantity: '1e3' }), 'a decimal in plain notation'],
    ['zero', sent({ quantity: '0' }), 'a decimal above 0'],
    ['a local time', sent({ signalTime: '2026-01-05T14:30:00' }), 'ISO-8601 time with an offset'],
    ['an unknown field', sent({ leverage: 10 }), 'order message intent.leverage: unknown key'],
    [
      'terms that contradict each other',
      sent({ terms: { ...plain.intent.terms, type: 'limit' } }),
      'terms that go together',
    ],
    ['a foreign id', sent({ clientOrderId: 'x' }), '32 lower-case hex digits'],
  ])('Given %s, Then it is refused with what was received and expected', (_, body, expected) => {
    expect(() => decodeOrderMessage(body)).toThrow(InvalidMessageError);
    expect(() => decodeOrderMessage(body)).toThrow(expected);
  });
});

describe('SignalReceived', () => {
  const detail = {
    strategy: 'tv',
    symbol: 'SYN-USD',
    signal: 'BUY',
    time: '2026-01-05T15:30:00+01:00',
    id: '1',
    note: 'ignored',
  };

  it('Given a detail, Then symbol and time are canonical and the strength has a default', () => {
    expect(parseSignalDetail(detail)).toEqual({
      source: 'event',
      strategy: 'tv',
      symbol: SYMBOL,
      action: 'BUY',
      strength: 50,
      time: T0,
      id: '1',
    });
  });

  it.each([
    ['no detail', null],
    ['an unknown signal', { ...detail, signal: 'ALL_IN' }],
    ['a strength above 100', { ...detail, strength: 101 }],
    ['no id', { ...detail, id: undefined }],
    ['a bad symbol', { ...detail, symbol: '' }],
    ['no time', { ...detail, time: 'now' }],
  ])('Given %s, Then it is refused', (_, bad) => {
    expect(() => parseSignalDetail(bad)).toThrow(InvalidMessageError);
  });
});
