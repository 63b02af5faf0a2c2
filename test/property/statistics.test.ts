import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EquitySnapshot } from '#domain/accounts/equity-snapshot.ts';
import { SessionReport } from '#domain/reporting/session-report.ts';
import { DrawdownTrack } from '#domain/reporting/statistics/drawdown.ts';
import { tailLoss } from '#domain/reporting/statistics/tail-loss.ts';
import { Decimal, toPlain, ZERO } from '#domain/shared/decimal.ts';
import { FIXED_ONE, fixedToDecimal } from '#domain/shared/fixed.ts';
import { DAY, toIso } from '#domain/shared/instant.ts';
import { d, T0 } from '../support/builders.ts';
import { aRun, aSnapshot, fixed } from '../support/session-builders.ts';

const INITIAL = d(1_000);

const amount = fc.bigInt({ min: -5n * FIXED_ONE, max: 5_000n * FIXED_ONE });

/** Bars with gaps of up to a day, some at a full second only; amounts often repeat. */
const snapshots: fc.Arbitrary<readonly EquitySnapshot[]> = fc
  .array(
    fc.record({
      gap: fc.oneof(fc.constant(60_000), fc.integer({ min: 1, max: DAY })),
      equity: fc.oneof(amount, fc.constantFrom(fixed(1_000), fixed(990), fixed(1_010))),
      cash: fc.constantFrom(0n, fixed('0.000000000000000001'), fixed(1_000)),
      positionValue: fc.constantFrom(0n, fixed(-7), fixed('12.5')),
      positionQuantity: fc.constantFrom(null, ZERO, d('-1.50'), d('1e-8')),
    }),
    { maxLength: 60 },
  )
  .map((rows) => {
    let barTime = T0;
    return rows.map(({ gap, ...changes }) => {
      barTime += gap;
      return aSnapshot({ ...changes, barTime });
    });
  });

function report(all: readonly EquitySnapshot[]) {
  let pnl = '';
  const session = new SessionReport(aRun(), (bytes) => {
    pnl += new TextDecoder().decode(bytes);
  });
  for (const snapshot of all) session.add(snapshot);
  const { data } = session.finish({ fills: [], orders: [], events: [], prices: [] });
  return { pnl, data };
}

function drawdownOf(all: readonly EquitySnapshot[]) {
  const track = new DrawdownTrack(fixed(1_000), T0);
  for (const { barTime, equity } of all) track.add(barTime, equity);
  return track.result();
}

/** The plain computation: every bar against the highest of all before it. */
function plainDrawdown(all: readonly EquitySnapshot[]) {
  const curve = [{ time: T0, equity: INITIAL }].concat(
    all.map(({ barTime, equity }) => ({ time: barTime, equity: fixedToDecimal(equity) })),
  );
  const falls = curve.map(({ equity }, index) => {
    const peak = Decimal.max(...curve.slice(0, index + 1).map((point) => point.equity));
    const since = curve.slice(0, index + 1).findLast((point) => point.equity.eq(peak))?.time ?? T0;
    return { amount: peak.minus(equity), fraction: peak.minus(equity).div(peak), since };
  });
  const durations = falls.map(({ amount: fall }, index) => {
    const before = falls[index - 1];
    const isBelow = fall.gt(0) || before?.amount.gt(0);
    const since = fall.gt(0) ? falls[index]?.since : before?.since;
    return isBelow ? (curve[index]?.time ?? 0) - (since ?? 0) : 0;
  });
  return {
    fraction: Decimal.max(...falls.map(({ fraction }) => fraction)).toFixed(),
    amount: Decimal.max(...falls.map((fall) => fall.amount)).toFixed(),
    durationMinutes: Math.max(...durations) / 60_000,
  };
}

function plainPnl(all: readonly EquitySnapshot[]): string {
  const rows = all.map((one) => {
    const amounts = [one.positionValue, one.realizedPnl, one.unrealizedPnl, one.drawdown];
    const text = [one.equity, one.cash].map((value) => toPlain(fixedToDecimal(value)));
    const quantity = one.positionQuantity === null ? '' : toPlain(one.positionQuantity);
    return [toIso(one.barTime), ...text, quantity, ...amounts.map((value) => toPlain(fixedToDecimal(value)))].join(',');
  });
  const header = 'timestamp,equity,cash,position_qty,position_value,realized_pnl,unrealized_pnl,drawdown';
  return `${[header, ...rows].join('\n')}\n`;
}

function plainDaily(all: readonly EquitySnapshot[]): readonly Decimal[] {
  const days = new Map(all.map(({ barTime, equity }) => [Math.floor(barTime / DAY), fixedToDecimal(equity)]));
  return [...days.values()];
}

describe('statistics', () => {
  it('Given a curve that is appended to, Then no drawdown figure ever falls', () => {
    fc.assert(
      fc.property(snapshots, (all) => {
        const steps = all.map((_, index) => drawdownOf(all.slice(0, index + 1)));
        steps.slice(1).forEach((now, index) => {
          const before = steps[index] ?? now;
          expect(now.amount.gte(before.amount)).toBe(true);
          expect(now.fraction.gte(before.fraction)).toBe(true);
          expect(now.durationMinutes).toBeGreaterThanOrEqual(before.durationMinutes);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('Given any curve, Then its drawdown is that of the plain computation', () => {
    fc.assert(
      fc.property(snapshots, (all) => {
        const { fraction, amount: money, durationMinutes } = drawdownOf(all);
        expect({ fraction: fraction.toFixed(), amount: money.toFixed(), durationMinutes }).toEqual(plainDrawdown(all));
      }),
      { numRuns: 300 },
    );
  });

  it('Given any returns and any share, Then the conditional value at risk is at least the value at risk', () => {
    const returns = fc.array(
      fc.integer({ min: -9_999, max: 20_000 }).map((points) => d(points).div(10_000)),
      { minLength: 2, maxLength: 80 },
    );
    fc.assert(
      fc.property(returns, fc.constantFrom('0.01', '0.05', '0.1', '0.5'), (values, share) => {
        const tail = tailLoss(values, share);
        expect(tail).not.toBeNull();
        expect(tail?.conditional).toBeGreaterThanOrEqual(tail?.valueAtRisk ?? Number.POSITIVE_INFINITY);
      }),
      { numRuns: 300 },
    );
  });

  it('Given any snapshots, Then what is streamed is what a plain list gives', () => {
    fc.assert(
      fc.property(snapshots, (all) => {
        const { pnl, data } = report(all);
        const daily = plainDaily(all);
        const last = all.at(-1);
        expect(pnl).toBe(plainPnl(all));
        expect(data.equity).toHaveLength(all.length);
        const isDefined = daily.every((value) => value.gt(0));
        expect(data.dailyReturns).toHaveLength(isDefined ? Math.max(0, daily.length - 1) : 0);
        expect(data.summary).toMatchObject({
          final_equity: last === undefined ? '1000' : toPlain(fixedToDecimal(last.equity)),
          max_drawdown_abs: plainDrawdown(all).amount,
          exposure_time:
            all.length === 0 ? null : all.filter(({ positionValue }) => positionValue !== 0n).length / all.length,
        });
        const months = data.months.map(({ month }) => month);
        expect(months).toEqual([...new Set(months)].sort());
        expect(JSON.stringify(data.summary)).not.toMatch(/NaN|Infinity/);
      }),
      { numRuns: 200 },
    );
  });
});
