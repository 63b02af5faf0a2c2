import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionRecords } from '#domain/reporting/session-records.ts';
import type { Bar } from '#domain/shared/bar.ts';
import { seriesOf } from '#domain/shared/bar-series.ts';
import { barsOf, d, NO_LIMITS } from '../support/builders.ts';
import { aPlan, PaperDesk, SIZING } from '../support/paper-desk.ts';
import { replayRecords } from '../support/replay-records.ts';

const closes = fc.array(fc.integer({ min: 90, max: 110 }), { minLength: 6, maxLength: 40 });
const holes = fc.array(fc.nat({ max: 40 }), { maxLength: 8 });

/** What the files of a session are made of: all but histories and request ids, which tell who did it. */
function essence({ snapshots, fills, orders }: SessionRecords): string {
  const plain = orders.map(
    ({ intent, state, filledQuantity, filledNotional, fees, cause, violations, brokerOrderId }) => ({
      ...intent,
      state,
      filledQuantity,
      filledNotional,
      fees,
      cause,
      violations,
      brokerOrderId,
    }),
  );
  const sorted = plain.sort((a, b) => (a.clientOrderId < b.clientOrderId ? -1 : 1));
  return JSON.stringify({ snapshots, fills, orders: sorted }, keysSorted, 1);
}

function keysSorted(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Set) return [...value].sort();
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
}

function withHoles(bars: readonly Bar[], missing: readonly number[]): Bar[] {
  return bars.filter((_, index) => !missing.includes(index));
}

describe('the handlers around the ledger and the replay in memory', () => {
  const sizes = fc.constantFrom('0.95', '1');
  const exposure = fc.constantFrom(null, '0.9', '0.98');

  it('Given any bars, gaps, sizes and limits, Then they leave the same records, also when everything happens twice', async () => {
    await fc.assert(
      fc.asyncProperty(closes, holes, sizes, exposure, async (prices, missing, size, limit) => {
        const bars = withHoles(barsOf(prices), missing);
        const limits = { ...NO_LIMITS, max_portfolio_exposure: limit === null ? null : d(limit) };
        const plan = aPlan({ limits, sizing: { ...SIZING, positionSizePct: d(size) } });
        const once = new PaperDesk(plan, bars);
        const twice = new PaperDesk(plan, bars);
        const expected = essence(replayRecords({ plan, sessionId: once.sessionId }, seriesOf(bars, 60_000)));
        expect(essence(await once.runAll())).toBe(expected);
        expect(essence(await twice.runAll(2))).toBe(expected);
        expect(canonical(twice)).toBe(canonical(once));
      }),
      { numRuns: 60 },
    );
  });

  it('Given two symbols on shared cash, Then they leave the same records', async () => {
    await fc.assert(
      fc.asyncProperty(closes, closes, holes, async (first, second, missing) => {
        const bars = [...barsOf(first, 'AAA/USD'), ...withHoles(barsOf(second, 'BBB/USD'), missing)];
        const plan = aPlan({
          symbols: ['AAA/USD', 'BBB/USD'],
          sizing: { ...SIZING, positionSizePct: d('0.6') },
        });
        const desk = new PaperDesk(plan, bars);
        expect(essence(await desk.runAll())).toBe(
          essence(replayRecords({ plan, sessionId: desk.sessionId }, seriesOf(bars, 60_000))),
        );
      }),
      { numRuns: 40 },
    );
  });
});

/** The whole table, in order. Request ids are left out: a second delivery is another request. */
function canonical(desk: PaperDesk): string {
  return JSON.stringify(desk.table.dump(), (key, value: unknown) => (key === 'authorisedBy' ? undefined : value));
}
