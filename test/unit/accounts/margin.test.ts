import { describe, expect, it } from 'vitest';
import { liquidationPrice } from '#domain/accounts/margin.ts';
import { d } from '../../support/builders.ts';

/** Quantity, other equity, other exposure. */
function priceOf([quantity, otherEquity, otherExposure]: readonly number[], rate: string): string | null {
  const position = {
    quantity: d(quantity ?? 0),
    otherEquity: d(otherEquity ?? 0),
    otherExposure: d(otherExposure ?? 0),
  };
  return liquidationPrice(position, { maintenanceRate: d(rate) })?.toFixed() ?? null;
}

describe('liquidationPrice', () => {
  it.each([
    ['a long, where equity is gone', [10, -900, 0], '0', '90'],
    ['a long, where a tenth of the value is left', [10, -900, 0], '0.1', '100'],
    ['a long without credit', [10, 0, 0], '0.1', null],
    ['a short, where equity is gone', [-10, 1100, 0], '0', '110'],
    ['a short, where a tenth of the value is left', [-10, 1100, 0], '0.1', '100'],
    ['a short whose account is used up by what else it holds', [-10, 100, 1000], '0.1', '0'],
  ])('Given %s, Then the price is the formula’s', (_, position, rate, price) => {
    expect(priceOf(position, rate)).toBe(price);
  });

  it.each(['-0.1', '1', '1.5'])('Given a maintenance rate of %s, Then it throws what was expected', (rate) => {
    expect(() => priceOf([10, 0, 0], rate)).toThrow(
      new RangeError(`maintenance rate: received ${rate}, expected 0 to below 1`),
    );
  });

  it('Given no position, Then it throws what was expected', () => {
    expect(() => priceOf([0, 0, 0], '0.1')).toThrow(new RangeError('quantity: received 0, expected a position'));
  });
});
