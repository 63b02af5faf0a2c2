import { describe, expect, it } from 'vitest';
import { MARKET } from '#domain/orders/order-terms.ts';
import { IsoTimes } from '#domain/reporting/iso-times.ts';
import type { EquitySnapshot } from '#domain/reporting/session-records.ts';
import { type SessionOutcome, SessionReport } from '#domain/reporting/session-report.ts';
import { DAY, toIso } from '#domain/shared/instant.ts';
import { aFill, anIntent, d, T0 } from '../../support/builders.ts';
import { anOrder, aRun, aSnapshot, fixed } from '../../support/session-builders.ts';

const NOTHING: SessionOutcome = { fills: [], orders: [], events: [], prices: [] };

function reportOn(snapshots: Iterable<EquitySnapshot>, outcome = NOTHING) {
  const chunks: string[] = [];
  const report = new SessionReport(aRun(), (bytes) => chunks.push(new TextDecoder().decode(bytes)));
  for (const snapshot of snapshots) report.add(snapshot);
  return { chunks, ...report.finish(outcome) };
}

/** A bar a minute: equity goes up and down by hundreds, with one low and one high in between. */
function* manyBars(count: number) {
  for (let index = 0; index < count; index += 1) {
    const special = index === 4_321 ? 1 : index === 6_789 ? 9_999 : 1_000 + (index % 100);
    yield aSnapshot({ barTime: T0 + index * 60_000, equity: fixed(special) });
  }
}

describe('SessionReport', () => {
  it('Given many bars, Then pnl.csv comes in pieces of about 64 KB that make it whole', () => {
    const { chunks } = reportOn(manyBars(5_000));
    expect(chunks.length).toBeGreaterThan(3);
    expect(chunks.slice(0, -1).every(({ length }) => length >= 65_536 && length < 66_000)).toBe(true);
    const lines = chunks.join('').split('\n');
    expect(lines).toHaveLength(5_002);
    expect(lines[5_000]).toBe(`${toIso(T0 + 4_999 * 60_000)},1099,1000,0,0,0,0,0`);
  });

  it('Given up to 2,000 bars, Then the curve has every one', () => {
    expect(reportOn(manyBars(2_000)).data.equity).toHaveLength(2_000);
  });

  it('Given more, Then it has at most 4,000, ascending, with the first, the last, the lowest and the highest', () => {
    const { equity } = reportOn(manyBars(50_001)).data;
    const values = equity.map((point) => point.equity);
    expect(equity.length).toBeLessThanOrEqual(4_000);
    expect(equity.length).toBeGreaterThan(1_000);
    expect([equity[0]?.time, equity.at(-1)?.time]).toEqual([T0, T0 + 50_000 * 60_000]);
    expect([Math.min(...values), Math.max(...values)]).toEqual([1, 9_999]);
    expect(equity.every(({ time }, index) => time > (equity[index - 1]?.time ?? 0))).toBe(true);
  });

  it('Given bars of three UTC days, one of them missing between, Then the last equity of each day counts', () => {
    const at = (iso: string, equity: number) => aSnapshot({ barTime: Date.parse(iso), equity: fixed(equity) });
    const { data } = reportOn([
      at('2024-01-01T22:00:00Z', 99),
      at('2024-01-01T23:59:00Z', 100),
      at('2024-01-02T00:00:00Z', 110),
      at('2024-01-04T12:00:00Z', 99),
    ]);
    expect(data.dailyReturns).toEqual([0.1, -0.1]);
  });

  it('Given bars of November and February, Then there are four months, the idle ones with 0', () => {
    const at = (iso: string, equity: number) => aSnapshot({ barTime: Date.parse(iso), equity: fixed(equity) });
    const { data } = reportOn([at('2023-11-30T12:00:00Z', 1_100), at('2024-02-01T00:00:00Z', 1_210)]);
    expect(data.months).toEqual([
      { month: '2023-11', value: 0.1 },
      { month: '2023-12', value: 0 },
      { month: '2024-01', value: 0 },
      { month: '2024-02', value: 0.1 },
    ]);
  });

  it('Given a month that began with nothing, Then it has no return', () => {
    const at = (iso: string, equity: number) => aSnapshot({ barTime: Date.parse(iso), equity: fixed(equity) });
    const { data } = reportOn([at('2023-11-30T12:00:00Z', 0), at('2023-12-01T00:00:00Z', 10)]);
    expect(data.months.map(({ value }) => value)).toEqual([-1, null]);
    expect(data.dailyReturns).toEqual([]);
  });

  it('Given charts, orders and fills, Then the symbols are those of the charts first', () => {
    const { data } = reportOn([], {
      fills: [aFill({ symbol: 'A/USD' })],
      orders: [anOrder({ intent: anIntent({ symbol: 'M/USD', terms: MARKET }) })],
      events: [],
      prices: [{ symbol: 'Z/USD', candles: [], bars: 0 }],
    });
    expect(data.symbols).toEqual(['Z/USD', 'A/USD', 'M/USD']);
    expect(data.trips).toMatchObject([{ symbol: 'A/USD', pnl: null }]);
  });

  it('Given figures that are undefined or huge, Then no file has NaN or Infinity', () => {
    const huge = aSnapshot({ equity: fixed('1e40'), barTime: T0 });
    const later = aSnapshot({ equity: fixed('1e-18'), barTime: T0 + DAY });
    for (const snapshots of [[], [huge], [huge, later], [later, { ...huge, barTime: T0 + 2 * DAY }]])
      expect(reportOn(snapshots)['summary.json']).not.toMatch(/NaN|Infinity/);
  });
});

describe('IsoTimes', () => {
  it.each([
    ['a full minute', T0],
    ['milliseconds', T0 + 7],
    ['the last one of a day', Math.floor(T0 / DAY) * DAY - 1],
    ['midnight', Math.floor(T0 / DAY) * DAY],
    ['a day before 1970', -1],
    ['a year with five digits', Date.parse('+010000-01-01T00:00:01Z')],
  ])('Given %s after another day, Then the text is that of toIso', (_, instant) => {
    const times = new IsoTimes();
    times.text(T0 + 5 * DAY);
    expect(times.text(instant)).toBe(toIso(instant));
    expect(times.text(instant)).toBe(toIso(instant));
  });

  it('Given fills after the last snapshot, When it is summed up, Then the final balance is the account’s', () => {
    const summaryOf = (outcome: SessionOutcome): unknown =>
      JSON.parse(reportOn([aSnapshot({ cash: fixed(5) })], outcome)['summary.json']);
    expect(summaryOf(NOTHING)).toMatchObject({ final_balance_usd: '5' });
    expect(summaryOf({ ...NOTHING, finalCash: d('7.25') })).toMatchObject({ final_balance_usd: '7.25' });
  });
});
