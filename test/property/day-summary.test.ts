import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDay } from '#application/reads/read-day.ts';
import { quotePaid } from '#domain/orders/fill-amounts.ts';
import { declareCash } from '#domain/reconciliation/declare.ts';
import type { DaySummary } from '#domain/reporting/day-summary.ts';
import { seriesOf } from '#domain/shared/bar-series.ts';
import { type Decimal, toPlain, ZERO } from '#domain/shared/decimal.ts';
import { fixedToDecimal } from '#domain/shared/fixed.ts';
import { DAY } from '#domain/shared/instant.ts';
import { phasesOf } from '#domain/simulation/phases.ts';
import { type ArbitrarySession, someSession } from '../support/arbitrary-sessions.ts';
import { d } from '../support/builders.ts';
import { PaperDesk } from '../support/paper-desk.ts';

interface Moved {
  readonly amount: Decimal;
  readonly kind: 'transfer' | 'result';
  /** Before which part of the session. */
  readonly when: number;
}

const someMoved: fc.Arbitrary<Moved | null> = fc.option(
  fc.record({
    amount: fc.integer({ min: -500, max: 5_000 }).map((cents) => d(cents).div(100)),
    kind: fc.constantFrom('transfer', 'result'),
    when: fc.double({ min: 0, max: 0.8, noNaN: true }),
  }),
);

/** Plays a session in which cash comes or goes once. */
async function play({ bars, plan }: ArbitrarySession, moved: Moved | null): Promise<PaperDesk> {
  const desk = new PaperDesk(plan, bars);
  const phases = [...phasesOf(seriesOf(bars, plan.timeframe))];
  await desk.start(phases.at(-1)?.instant);
  for (const [index, phase] of phases.entries()) {
    if (moved !== null && index === Math.floor(moved.when * phases.length)) await move(desk, moved);
    await desk.run(phase);
  }
  await desk.stop();
  return desk;
}

async function move(desk: PaperDesk, { amount, kind }: Moved): Promise<void> {
  const view = await desk.ledger.readAccount();
  if (view === null) throw new Error('the account has no row');
  const { account: before } = view;
  const movement = { kind, what: 'moved' };
  const adjustment = {
    id: 'moved',
    account: before.account,
    currency: before.currency,
    amount,
    at: desk.now,
    movement,
  };
  expect(await desk.ledger.declareCash(adjustment, { before, after: declareCash(before, amount, kind) })).toBe(
    'applied',
  );
}

function sum(amounts: readonly (Decimal | null)[]): string {
  return toPlain(amounts.reduce<Decimal>((total, one) => total.plus(one ?? ZERO), ZERO));
}

async function daysOf(desk: PaperDesk, first: number): Promise<readonly DaySummary[]> {
  const start = first - (first % DAY);
  const reports = await Promise.all([start, start + DAY].map((day) => readDay(desk.ledger, day)));
  return reports.flatMap((report) => (report === null ? [] : [report.summary]));
}

describe('the days of a session', () => {
  it(
    'Given any session over midnight, with any deposit or dividend, Then its days come to what its fills, fees, trades and bars come to',
    { timeout: 120_000 },
    () =>
      fc.assert(
        fc.asyncProperty(someSession(['SYN/USD']), someMoved, async (session, moved) => {
          const desk = await play(session, moved);
          const { fills, orders, snapshots } = await desk.records();
          const view = await desk.ledger.readAccount();
          const last = snapshots.at(-1);
          if (view === null || last === undefined) throw new Error('nothing was marked');
          const days = await daysOf(desk, session.bars[0]?.openTime ?? 0);
          const trades = await desk.ledger.listClosedTrades(0);

          const paid = fills.reduce<Decimal>((total, fill) => total.plus(quotePaid(fill)), ZERO);
          const result = moved?.kind === 'result' ? moved.amount : ZERO;
          const earned = fixedToDecimal(last.positionValue).minus(paid).plus(result);
          expect(sum(days.map(({ pnl }) => pnl))).toBe(toPlain(earned));
          expect(sum(days.map(({ transfers }) => transfers))).toBe(
            toPlain(moved?.kind === 'transfer' ? moved.amount : ZERO),
          );
          expect(sum(days.map(({ realized }) => realized))).toBe(toPlain(fixedToDecimal(last.realizedPnl)));
          expect(sum(days.map(({ fees }) => fees))).toBe(toPlain(view.account.fees));
          expect(days.reduce((total, one) => total + one.fills, 0)).toBe(
            fills.filter(({ quantity }) => !quantity.isZero()).length,
          );
          expect(days.reduce((total, one) => total + one.closedTrades, 0)).toBe(trades.length);
          expect(days.reduce((total, one) => total + one.wins, 0)).toBe(trades.filter(({ pnl }) => pnl.gt(0)).length);
          expect(days.flatMap((one) => [...one.orders.values()]).reduce((total, one) => total + one, 0)).toBe(
            orders.length,
          );
          const known = days.filter(({ endEquity }) => endEquity !== null);
          expect(sum([known[0]?.startEquity ?? null])).toBe(sum([session.plan.initialBalance]));
          expect(sum([known.at(-1)?.endEquity ?? null])).toBe(toPlain(fixedToDecimal(last.equity)));
          for (const [index, day] of known.entries()) {
            expect(sum([day.startEquity, day.pnl, day.transfers])).toBe(sum([day.endEquity]));
            if (index > 0) expect(sum([day.startEquity])).toBe(sum([known[index - 1]?.endEquity ?? null]));
          }
        }),
        { numRuns: 120 },
      ),
  );
});
