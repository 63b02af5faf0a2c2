import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account } from '#domain/accounts/account.ts';
import type { Position } from '#domain/accounts/position.ts';
import type { Fill } from '#domain/orders/fill.ts';
import type { SessionRecords } from '#domain/reporting/session-records.ts';
import { seriesOf } from '#domain/shared/bar-series.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { type ArbitrarySession, someSession } from '../support/arbitrary-sessions.ts';
import { PaperDesk } from '../support/paper-desk.ts';
import { replayWatched } from '../support/replay-records.ts';

/** Everything that the ledger and the replay in memory have in common. */
interface Left extends SessionRecords {
  readonly account: Account;
  readonly positions: ReadonlyMap<string, Position>;
}

/** Histories, versions and request ids tell who did it, not what was done. */
function essence({ snapshots, fills, orders, events, account, positions }: Left): string {
  const plain = orders.map(
    ({ intent, state, filledQuantity, filledNotional, fees, cause, violations, brokerOrderId, attempt }) => ({
      ...intent,
      state,
      filledQuantity,
      filledNotional,
      fees,
      cause,
      violations,
      brokerOrderId,
      attempt,
    }),
  );
  const sorted = plain.sort((a, b) => (a.clientOrderId < b.clientOrderId ? -1 : 1));
  const told = events.map(({ id, kind, severity, at, detail }) => ({ id, kind, severity, at, detail }));
  const { sessionStatus: _, sessionId: __, fillCursor: ___, dryRun: ____, ...row } = account;
  const rows = [...positions.values()].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  const left = { snapshots, fills, orders: sorted, events: told.sort(byId), account: row, positions: rows };
  return JSON.stringify(left, keysSorted, 1);
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}

function keysSorted(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Set) return [...value].map(String).sort();
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
}

function inMemory({ plan, bars }: ArbitrarySession, sessionId: string): string {
  return essence(replayWatched({ plan, sessionId }, seriesOf(bars, plan.timeframe)));
}

/** What is left in the ledger when every tick and message is delivered `times` times. */
async function aroundTheLedger({ plan, bars }: ArbitrarySession, times: number): Promise<readonly [string, string]> {
  const desk = new PaperDesk(plan, bars);
  const records = await desk.runAll(times);
  const view = await desk.ledger.readAccount();
  if (view === null) throw new Error('the account has no row');
  const told = await desk.ledger.listRiskEvents();
  const events = told.filter(({ kind }) => kind !== 'ExternalFill');
  expect(told.length - events.length).toBe(records.fills.filter(isVenuesOwn).length);
  return [essence({ ...records, events, account: view.account, positions: view.positions }), canonical(desk)];
}

/** A liquidation: the ledger finds it as a fill that no order of ours explains. */
function isVenuesOwn({ clientOrderId, explanation }: Fill): boolean {
  return clientOrderId === null && explanation?.trigger === 'liquidation';
}

/** The whole table, in order. Request ids are left out: a second delivery is another request. */
function canonical(desk: PaperDesk): string {
  return JSON.stringify(desk.table.dump(), (key, value: unknown) => (key === 'authorisedBy' ? undefined : value));
}

describe('the handlers around the ledger and the replay in memory', () => {
  it.each([
    { what: 'one symbol', symbols: ['SYN/USD'], numRuns: 150 },
    { what: 'two symbols on shared cash', symbols: ['AAA/USD', 'BBB/USD'], numRuns: 100 },
  ])(
    'Given any bars and rules of $what, Then they leave the same records, rows and events, also when everything happens twice',
    async ({ symbols, numRuns }) => {
      await fc.assert(
        fc.asyncProperty(someSession(symbols), async (session) => {
          const { sessionId } = new PaperDesk(session.plan);
          const expected = inMemory(session, sessionId);
          const [once, table] = await aroundTheLedger(session, 1);
          expect(once).toBe(expected);
          const [twice, doubled] = await aroundTheLedger(session, 2);
          expect(twice).toBe(expected);
          expect(doubled).toBe(table);
        }),
        { numRuns },
      );
    },
    120_000,
  );

  it('Given entries that go as limits, Then they leave the same, and no entry pays more than its limit', async () => {
    const tolerances = fc.constantFrom('0', '0.0005', '0.01').map((value) => new Decimal(value));
    await fc.assert(
      fc.asyncProperty(someSession(['SYN/USD']), tolerances, async ({ bars, plan }, limitTolerance) => {
        const session = { bars, plan: { ...plan, execution: { ...plan.execution, limitTolerance } } };
        const { sessionId } = new PaperDesk(session.plan);
        expect((await aroundTheLedger(session, 2))[0]).toBe(inMemory(session, sessionId));
        const setup = { plan: session.plan, sessionId };
        const { orders } = replayWatched(setup, seriesOf(bars, plan.timeframe));
        for (const { filledNotional, filledQuantity, intent } of orders) {
          if (intent.kind === 'exit') continue;
          const { limitPrice } = intent.terms;
          if (limitPrice === null) throw new Error('an entry without a limit');
          const most = filledQuantity.times(limitPrice);
          expect(intent.side === 'buy' ? filledNotional.lte(most) : filledNotional.gte(most)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('Given a dry run, Then they leave the same, too, and nothing was placed, reserved or filled', async () => {
    await fc.assert(
      fc.asyncProperty(someSession(['SYN/USD']), async ({ bars, plan }) => {
        const session = { bars, plan: { ...plan, dryRun: true } };
        const { sessionId } = new PaperDesk(session.plan);
        const expected = inMemory(session, sessionId);
        expect((await aroundTheLedger(session, 2))[0]).toBe(expected);
        const { account, fills, orders } = replayWatched(
          { plan: session.plan, sessionId },
          seriesOf(bars, plan.timeframe),
        );
        expect(fills).toEqual([]);
        expect(account.cash.eq(plan.initialBalance) && account.reserved.isZero()).toBe(true);
        for (const { attempt, state, violations } of orders) {
          expect([attempt, state]).toEqual([0, 'REJECTED']);
          expect(violations.map(({ rule }) => rule)).toContain('dry_run');
        }
      }),
      { numRuns: 50 },
    );
  });
});
