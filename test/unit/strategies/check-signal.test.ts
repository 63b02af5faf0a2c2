import { describe, expect, it } from 'vitest';
import { checkSignal } from '#domain/strategies/check-signal.ts';
import { barsOf } from '../../support/builders.ts';

const [bar] = barsOf([100]);

function check(signal: object): string | null {
  if (bar === undefined) throw new Error('no bar');
  return checkSignal(JSON.parse(JSON.stringify({ action: 'BUY', ranking: 50, reason: 'r', ...signal })), bar);
}

describe('checkSignal', () => {
  it.each([
    [{}],
    [{ ranking: 0 }],
    [{ ranking: 100 }],
    [{ stop: 99, target: 101, limit: 100.5 }],
    [{ stop: '99.99999999999999999999', target: '100.00000000000000000001' }],
    [{ limit: 4e-5 }],
    [{ action: 'SELL', stop: 101, target: 99 }],
    [{ action: 'CLOSE' }],
    [{ action: 'CLOSE', limit: 99 }],
    [{ action: 'HOLD' }],
    [{ targetWeight: 0 }],
    [{ targetWeight: 1, band: 0.05 }],
  ])('Given %j on a close of 100, When it is checked, Then it is sound', (signal) => {
    expect(check(signal)).toBeNull();
  });

  it.each([
    [{ action: 'BYU' }, 'received the action BYU, expected one of BUY, SELL, HOLD, CLOSE'],
    [{ action: null }, 'received the action null'],
    [{ action: 'buy' }, 'received the action buy, expected one of BUY'],
    [{ action: ['BUY'] }, 'received the action a list, expected one of'],
    [{ stopLoss: 95 }, 'received the unknown key stopLoss, expected only action, ranking, reason, stop, target'],
    [{ ranking: null }, 'received the ranking null, expected a number of 0–100'],
    [{ ranking: '50' }, 'received the ranking 50'],
    [{ ranking: 101 }, 'received the ranking 101'],
    [{ ranking: -1 }, 'received the ranking -1'],
    [{ reason: 7 }, 'received the reason 7, expected a text'],
    [{ stop: 0 }, 'received the stop 0, expected a price above 0'],
    [{ stop: '0.000' }, 'received the stop 0.000'],
    [{ stop: 'low' }, 'received the stop low'],
    [{ target: -5 }, 'received the target -5'],
    [{ limit: '' }, 'expected a price above 0'],
    [{ stop: 100 }, 'received the stop 100, expected one below 100'],
    [{ stop: 101 }, 'received the stop 101, expected one below 100'],
    [{ stop: 99, limit: 98 }, 'received the stop 99, expected one below 98'],
    [{ target: 100 }, 'received the target 100, expected one above 100'],
    [{ target: 101, limit: 102 }, 'received the target 101, expected one above 102'],
    [{ action: 'SELL', stop: 99 }, 'received the stop 99, expected one above 100'],
    [{ action: 'SELL', target: 101 }, 'received the target 101, expected one below 100'],
    [{ action: 'CLOSE', stop: 99 }, 'received a stop on CLOSE 99, expected one on BUY or SELL only'],
    [{ action: 'HOLD', limit: 99 }, 'received a limit on HOLD 99'],
    [{ targetWeight: 1.01 }, 'received the targetWeight 1.01, expected a fraction 0–1'],
    [{ action: 'SELL', targetWeight: 0.5 }, 'received a targetWeight on SELL 0.5, expected one on BUY only'],
    [{ band: 0.05 }, 'received a band 0.05, expected one with a targetWeight only'],
    [{ targetWeight: 0.5, band: 5 }, 'received the band 5, expected a fraction 0–1'],
  ])('Given %j on a close of 100, When it is checked, Then the fault is told', (signal, fault) => {
    expect(check(signal)).toContain(fault);
  });

  it.each([[{ ranking: Number.NaN }], [{ stop: Number.POSITIVE_INFINITY }], [{ targetWeight: Number.NaN }]])(
    'Given the number %j that JSON cannot carry, When it is checked, Then it is refused',
    (change) => {
      if (bar === undefined) throw new Error('no bar');
      expect(checkSignal({ action: 'BUY', ranking: 50, reason: '', ...change }, bar)).toContain('received the');
    },
  );

  it('Given no signal at all, When it is checked, Then it is refused', () => {
    if (bar === undefined) throw new Error('no bar');
    expect(checkSignal(JSON.parse('null'), bar)).toBe('received a signal null, expected an object');
  });
});
