import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { d, SYMBOL } from '../support/builders.ts';
import { checkMoney } from '../support/check-money.ts';
import { aVenueFill } from '../support/exit-desk.ts';
import { OTHER, ReconcileDesk } from '../support/reconcile-desk.ts';

/** Something that happens at the broker. */
const happening = fc.oneof(
  fc.record({ kind: fc.constant('cash' as const), amount: fc.integer({ min: -500, max: 500 }) }),
  fc.record({
    kind: fc.constant('held' as const),
    symbol: fc.constantFrom(SYMBOL, OTHER),
    amount: fc.integer({ min: -40, max: 40 }),
  }),
  fc.record({
    kind: fc.constant('trade' as const),
    symbol: fc.constantFrom(SYMBOL, OTHER),
    amount: fc.integer({ min: 1, max: 20 }),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    price: fc.integer({ min: 60, max: 140 }),
    isListed: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('orphan' as const), amount: fc.integer({ min: 1, max: 9 }) }),
);
type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never;

function happen({ twin, desk }: ReconcileDesk, one: Happening, number: number): void {
  const { held } = twin;
  if (one.kind === 'cash') twin.cash = twin.cash.plus(one.amount);
  if (one.kind === 'held') twin.hold(one.symbol, d(one.amount));
  if (one.kind === 'orphan') {
    const order = { brokerOrderId: `o${number}`, clientOrderId: null, symbol: OTHER, side: 'buy' } as const;
    twin.open.push({ ...order, quantity: d(one.amount), status: 'working', filledQuantity: d(0), cause: null });
  }
  if (one.kind !== 'trade') return;
  const { amount, price, side, symbol } = one;
  twin.trade(aVenueFill(`t${number}`, amount, { symbol, side, price: d(price), time: desk.now }));
  if (!one.isListed) twin.fills.pop();
  for (const [name, quantity] of held) if (quantity.isZero()) held.delete(name);
}

/** All of the ledger that is not a report. */
async function ledgerOf({ ledger }: ReconcileDesk): Promise<string> {
  return JSON.stringify(
    [
      (await ledger.readAccount())?.account,
      [...((await ledger.readAccount())?.positions.values() ?? [])],
      await ledger.listFills(null),
      await ledger.listCashAdjustments(),
      (await ledger.listOrders(null)).map(({ intent, state }) => [intent.clientOrderId, state]),
    ],
    (_, value) => (value instanceof Set ? [...value] : value),
  );
}

describe('reconciliation', () => {
  it('Given any drifts, When it is made once, Then ledger and broker agree to the last digit; when twice, Then nothing moves', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 5 }), async (happenings) => {
        const desk = await ReconcileDesk.open();
        for (const [number, one] of happenings.entries()) happen(desk, one, number);
        const first = await desk.reconcile('AUTO_ADJUST');
        expect(['agreed', 'resolved']).toContain(first.outcome);
        await checkMoney(desk.ledger);
        const view = await desk.ledger.readAccount();
        expect(view?.account.cash.toFixed()).toBe(desk.twin.cash.toFixed());
        for (const symbol of [SYMBOL, OTHER])
          expect(view?.positions.get(symbol)?.quantity.toFixed() ?? '0').toBe(
            (desk.twin.held.get(symbol) ?? d(0)).toFixed(),
          );
        const once = await ledgerOf(desk);
        expect(await desk.reconcile('AUTO_ADJUST')).toMatchObject({ outcome: 'agreed' });
        expect(await ledgerOf(desk)).toBe(once);
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
