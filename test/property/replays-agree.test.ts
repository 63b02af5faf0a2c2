import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionRecords } from '#domain/reporting/session-records.ts';
import type { Bar } from '#domain/shared/bar.ts';
import { replay } from '#domain/simulation/replay.ts';
import { barsOf, d, NO_LIMITS } from '../support/builders.ts';
import { aPlan, PaperDesk } from '../support/paper-desk.ts';

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
        const plan = aPlan({ limits, sizing: { positionSizePct: d(size), lot: d('0.0001') } });
        const once = new PaperDesk(plan, bars);
        const twice = new PaperDesk(plan, bars);
        const expected = essence(replay({ plan, sessionId: once.sessionId }, bars));
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
          sizing: { positionSizePct: d('0.6'), lot: d('0.0001') },
        });
        const desk = new PaperDesk(plan, bars);
        expect(essence(await desk.runAll())).toBe(essence(replay({ plan, sessionId: desk.sessionId }, bars)));
      }),
      { numRuns: 40 },
    );
  });
});

/** The whole table, in order. Request ids are left out: a second delivery is another request. */
function canonical(desk: PaperDesk): string {
  return JSON.stringify(desk.table.dump(), (key, value: unknown) => (key === 'authorisedBy' ? undefined : value));
}
