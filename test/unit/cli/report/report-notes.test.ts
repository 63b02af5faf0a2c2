import { describe, expect, it } from 'vitest';
import { renderKeyFigures } from '#cli/report/key-figures.ts';
import { renderCurves, renderPrices } from '#cli/report/report-charts.ts';
import { renderRisk } from '#cli/report/risk-section.ts';
import { renderSettings, settingsLine } from '#cli/report/settings-section.ts';
import type { ReportData } from '#domain/reporting/report-data.ts';
import { anEmptyReport, aReport, aSummary, aTrip } from '../../../support/report-builders.ts';

const riskText = (data: ReportData): string => textOf(renderRisk(data)?.markup ?? '');

function textOf(markup: string): string {
  return markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

describe('denials and restrictions', () => {
  it('Given neither, Then there is nothing to tell', () => {
    expect(renderRisk(anEmptyReport())).toBeNull();
  });

  it('Given denied orders, Then rules are told with limits, the most frequent first', () => {
    const text = riskText(aReport({ riskEvents: [] }));

    expect(text).toContain('3 orders were denied before');
    expect(text).toMatch(/max_position_pct 10\s% 3 max_daily_loss_pct 1 /);
    expect(text).not.toContain('restricted');
  });

  it('Given restrictions, Then modes, times, values and limits are told', () => {
    const text = riskText(aReport({ deniedOrders: 0 }));

    expect(text).toContain('The account was restricted: REDUCE_ONLY.');
    expect(text).toContain('2023-12-06 00:00 limit reached max_daily_loss_pct 0.02123 0.02 of the day’s');
    expect(text).not.toContain('denied before');
  });

  it('Given more than 50 events, Then the first 50 are shown and the rest is told', () => {
    const [event] = aReport().riskEvents;
    const text = riskText(anEmptyReport({ riskEvents: Array.from({ length: 60 }, () => event ?? { at: 0 }) }));

    expect(text.match(/limit reached/g)).toHaveLength(50);
    expect(text).toContain('The first 50 of 60 events.');
  });
});

describe('settings', () => {
  it('Given settings, Then what is on is tabled with units under its key, and what is off is named', () => {
    const { markup } = renderSettings(aSummary());
    const text = textOf(markup);

    expect(text).toContain('Stop loss, from the entry exits.stop_loss_pct 2\u00a0%'.replace('\u00a0', ' '));
    expect(text).toContain('Symbols denied risk.universe.deny ETH/USD');
    expect(text).toContain('Strategy cross strategies.0 sma_fast_slow, fast 10, slow 50');
    expect(text).toContain('Off: largest order; trading hours only; symbols allowed.');
    expect(markup).not.toContain('max_order_value');
  });

  it('Given settings, Then a line at the top has those that matter most; without any it is empty', () => {
    expect(settingsLine(aSummary()).replaceAll('\u00a0', ' ')).toBe(
      '1m bars · 95 % of equity an entry · stop loss 2 %, take profit off · risk profile balanced · 10 bps commission, 0 bps slippage',
    );
    expect(settingsLine({})).toBe('');
  });
});

describe('notes', () => {
  it.each([
    [0, false],
    [1, true],
    [29, true],
    [30, false],
  ])('Given bars of %i days, Then it is said that they are too few for annualised figures: %s', (days, isSaid) => {
    expect(renderKeyFigures(aReport({ days })).markup.includes('annualised')).toBe(isSaid);
  });

  it('Given a curve and candles that were thinned, Then both charts say so', () => {
    expect(textOf(renderCurves(aReport()).markup)).toContain('Of 360,000 bars 4,000 points are drawn');
    expect(textOf(renderPrices(aReport()).markup)).toContain('Up to 200 neighbouring bars are drawn as one.');
  });

  it('Given every bar drawn, Then no chart says otherwise', () => {
    const data = aReport({ equityBars: 4_000, prices: aReport().prices.map((one) => ({ ...one, bars: 1_800 })) });

    expect(renderCurves(data).markup + renderPrices(data).markup).not.toMatch(/points are drawn|neighbouring/);
  });

  it.each([
    ['short', true],
    ['long', false],
  ] as const)('Given a %s trade, Then the legend has shorts: %s', (side, isThere) => {
    const data = aReport({ trips: [aTrip({ side })] });
    expect(renderPrices(data).markup.includes('short entry')).toBe(isThere);
  });
});
