import { describe, expect, it } from 'vitest';
import { renderFigures, renderParameters } from '#cli/report/figure-tables.ts';
import { renderMonthlyTable } from '#cli/report/monthly-table.ts';
import { figuresOf } from '#cli/report/summary-figures.ts';
import { renderTripsTable } from '#cli/report/trips-table.ts';
import { d } from '../../../support/builders.ts';
import { aSummary, aTrip } from '../../../support/report-builders.ts';

/** Texts of each row's cells, markup removed. */
function rowsOf(markup: string): string[][] {
  return [...markup.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => cell.replace(/<[^>]*>/g, '')),
  );
}

describe('monthly returns', () => {
  it('Given months over two years, When they are tabled, Then each is in its column and the totals compound', () => {
    const { markup } = renderMonthlyTable([
      { month: '2023-12', value: 0.1 },
      { month: '2024-01', value: -0.1 },
      { month: '2024-02', value: 0.5 },
    ]);

    expect(rowsOf(markup)).toEqual([
      ['Year', 'Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec', 'Total'],
      ['2023', ...Array.from({ length: 11 }, () => ''), '+10.00', '+10.00'],
      ['2024', '−10.00', '+50.00', ...Array.from({ length: 10 }, () => ''), '+35.00'],
      ['All', ...Array.from({ length: 12 }, () => ''), '+48.50'],
    ]);
  });

  it('Given a month without a return, When it is tabled, Then it and its totals are n/a', () => {
    const [, year] = rowsOf(
      renderMonthlyTable([
        { month: '2024-01', value: null },
        { month: '2024-02', value: 0 },
      ]).markup,
    );

    expect([year?.[1], year?.[2], year?.[13]]).toEqual(['n/a', '0.00', 'n/a']);
  });
});

describe('round trips', () => {
  it('Given a closed and an open trip, When they are tabled, Then the open one has no exit and no result', () => {
    const open = aTrip({ exitTime: null, exitPrice: null, exitFee: null, pnl: null, exitReason: null });
    const [, closed, last] = rowsOf(renderTripsTable([aTrip(), open]).markup);

    expect(closed?.slice(2)).toEqual([
      'long',
      '0.5',
      '2023-11-06 00:00',
      '100',
      '2023-11-06 01:00',
      '120',
      '1.50',
      '+8.50',
      '+17.00\u00a0%',
      'strategy exit',
    ]);
    expect(last?.slice(6)).toEqual(['open', 'n/a', '0.70', 'n/a', 'n/a', '']);
  });

  it('Given 500 trips, When they are tabled, Then all are there', () => {
    expect(rowsOf(renderTripsTable(Array.from({ length: 500 }, () => aTrip())).markup)).toHaveLength(501);
  });

  it('Given 501 trips, When they are tabled, Then the first and the last 250 are there and one is said to be left out', () => {
    const { markup } = renderTripsTable(Array.from({ length: 501 }, () => aTrip()));
    const numbers = rowsOf(markup).flatMap(([first]) => (first === '#' ? [] : Number(first)));

    expect([numbers.length, numbers[249], numbers[250], numbers.at(-1)]).toEqual([500, 250, 252, 501]);
    expect(markup).toContain('1 round trip left out');
  });

  it('Given a quantity with 34 digits and a price of 4e-5, When they are tabled, Then they are plain and short', () => {
    const trip = aTrip({ quantity: d(1).div(3), entryPrice: d('0.00004123456789') });
    const [, row] = rowsOf(renderTripsTable([trip]).markup);

    expect([row?.[3], row?.[5]]).toEqual(['0.33333333', '0.000041234568']);
  });
});

describe('figures', () => {
  it('Given a summary, When its figures are tabled, Then every key but the settings is in one of the two tables, once', () => {
    const { settings: _, ...summary } = aSummary({
      something_new: 0.25,
      nested: { deep: { er: '1' } },
      final_positions: {},
    });
    const page = renderFigures(summary).markup + renderParameters(summary).markup;
    const keys = [...page.matchAll(/<code>(.*?)<\/code>/g)].map(([, key]) => key);

    expect(keys).toHaveLength(figuresOf(summary).length);
    expect(new Set(keys)).toEqual(new Set(figuresOf(summary).map(({ key }) => key)));
    for (const key of Object.keys(summary)) {
      expect(keys.some((shown) => shown === key || shown?.startsWith(`${key}.`))).toBe(true);
    }
  });

  it('Given sections of a summary, When they are shown, Then each figure is described by its own key', () => {
    const summary = {
      by_symbol: { 'BTC/USD': { pnl: '12.5', wins: 3 } },
      freqtrade: { sharpe: 1.5, winrate: 0.5 },
      orders_by_state: { FILLED: 2 },
    };

    expect(figuresOf(summary).map((figure) => Object.values(figure))).toEqual([
      ['by_symbol.BTC/USD.pnl', 'BTC/USD: Profit or loss', 'By symbol', '12.50'],
      ['by_symbol.BTC/USD.wins', 'BTC/USD: Won', 'By symbol', '3'],
      ['freqtrade.sharpe', 'Sharpe ratio', 'As freqtrade defines them', '1.5'],
      ['freqtrade.winrate', 'Win rate', 'As freqtrade defines them', '50.00\u00a0%'],
      ['orders_by_state.FILLED', 'Orders: FILLED', 'Orders and fills', '2'],
    ]);
  });

  it.each([
    ['total_pnl', '3120.123456789012345678', 'Profit or loss', '3,120.12'],
    ['total_pnl', '-0.000041239', 'Profit or loss', '−0.00004124'],
    ['max_drawdown', 0.0823, 'Largest drawdown', '8.23\u00a0%'],
    ['sharpe', null, 'Sharpe ratio', 'n/a'],
    ['final_balance_jpy', '1234567', 'Final balance, JPY', '1,234,567.00'],
    ['omega_ratio', 1.23456789, 'Omega ratio', '1.23457'],
    ['bars', 120_000, 'Bars', '120,000'],
    ['data_sha256', '00112233', 'SHA-256 of the data', '00112233'],
    ['unknown', [1, 'a'], 'Unknown', '[1,"a"]'],
    ['final_positions', {}, 'Final position', 'none'],
  ])('Given %s %j, When it is shown, Then it is called %s and reads %s', (key, value, label, text) => {
    expect(figuresOf({ [key]: value })).toEqual([expect.objectContaining({ key, label, value: text })]);
  });
});
