import { describe, expect, it } from 'vitest';
import { quantile, tailLoss } from '#domain/reporting/statistics/tail-loss.ts';
import { d } from '../../support/builders.ts';

const list = (...values: readonly (number | string)[]) => values.map(d);

describe('tailLoss', () => {
  it('Given +3 %, +1 %, −1 %, Then the 5 % quantile lies a tenth of the way from the worst to the next', () => {
    const tail = tailLoss(list('0.03', '0.01', '-0.01'));
    expect(tail?.valueAtRisk).toBeCloseTo(0.008, 15);
    expect(tail?.conditional).toBeCloseTo(0.01, 15);
  });

  it('Given 21 returns, Then the second worst is the value at risk, and the mean of the two worst the conditional one', () => {
    const returns = list('-0.05', '-0.02', ...Array.from({ length: 19 }, (_, index) => index / 100));
    expect(tailLoss(returns)).toEqual({ valueAtRisk: 0.02, conditional: 0.035 });
  });

  it('Given gains only, Then both are negative; given zeros, Then both are 0', () => {
    expect(tailLoss(list('0.01', '0.01'))).toEqual({ valueAtRisk: -0.01, conditional: -0.01 });
    expect(tailLoss(list(0, 0))).toEqual({ valueAtRisk: 0, conditional: 0 });
  });

  it('Given fewer than two returns, Then it is undefined', () => {
    expect(tailLoss(list('0.01'))).toBeNull();
    expect(tailLoss([])).toBeNull();
  });

  it('Given the thirty ordered returns of an FRM exercise at 90 %, Then the three worst are the tail', () => {
    // −16, −14, −10, −7 … 23 %: its answer takes the third worst, 10, for the value at risk. Type 7 goes on to 9/10 of the way from there
    // to the fourth: 7.3; the tail is the same three, whose mean with the third is 40 ÷ 3.
    const worst = [-16, -14, -10, -7, -7, -5, -4, -4, -4, -3, -1, -1, 0, 0, 0];
    const rest = [1, 2, 2, 4, 6, 7, 8, 9, 11, 12, 12, 14, 18, 21, 23];
    const tail = tailLoss(
      [...worst, ...rest].map((value) => d(value).div(100)),
      '0.1',
    );
    expect(tail?.valueAtRisk).toBeCloseTo(0.073, 15);
    expect(tail?.conditional).toBeCloseTo(0.4 / 3, 15);
  });
});

describe('quantile', () => {
  it.each([
    ['0', '1'],
    ['0.3', '1.3'],
    ['1', '2'],
  ])('Given 1, 2 and a share of %s, Then it is %s (empyrical, tests of value_at_risk)', (share, expected) => {
    expect(quantile(list(1, 2), d(share)).toFixed()).toBe(expected);
  });

  it.each([
    ['0.1', '41'],
    ['0.2', '81'],
    ['0.3', '81.5'],
  ])('Given 1, 81, 82, 83, 84, 85 and a share of %s, Then it is %s (the same)', (share, expected) => {
    expect(quantile(list(1, 81, 82, 83, 84, 85), d(share)).toFixed()).toBe(expected);
  });

  it.each([
    ['0', '47.4'],
    ['0.25', '57.85'],
    ['0.5', '63.5'],
    ['0.75', '66.75'],
    ['1', '75'],
  ])(
    'Given fifteen weights and a share of %s, Then it is %s (R, quantile of type 7; Stack Overflow 15329408)',
    (share, expected) => {
      const weights = [47.4, 50, 56.9, 57, 58.7, 62.2, 62.2, 63.5, 64, 64, 66.6, 66.9, 69, 72, 75];
      expect(quantile(list(...weights), d(share)).toFixed()).toBe(expected);
    },
  );
});
