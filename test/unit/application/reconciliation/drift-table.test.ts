import { describe, expect, it } from 'vitest';
import { RECONCILIATION_MODES, type Reconciliation } from '#domain/reconciliation/reconciliation.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import { SYMBOL } from '../../../support/builders.ts';
import { checkMoney } from '../../../support/check-money.ts';
import { OTHER, ReconcileDesk } from '../../../support/reconcile-desk.ts';
import { DRIFTS } from './drift-kinds.ts';
import { DRIFT_TABLE } from './drift-table.fixture.ts';

const cells = Object.entries(DRIFT_TABLE).flatMap(([kind, row]) =>
  RECONCILIATION_MODES.map((mode) => ({ kind, mode, cell: row[mode] })),
);

describe('the drift table', () => {
  it('Given its fixture, Then it has nine kinds', () => {
    expect(Object.keys(DRIFT_TABLE)).toHaveLength(9);
  });

  it.each(cells)(
    'Given $kind in mode $mode, When it is reconciled once and twice, Then the ledger is as told',
    async ({ kind, mode, cell }) => {
      const { twice, ...once } = cell;
      const desk = await ReconcileDesk.open();
      const cash = (await desk.ledger.readAccount())?.account.cash;
      if (cash === undefined) throw new Error('there is no account');
      await DRIFTS[kind]?.(desk);
      expect(await ledgerAfter(desk, await desk.reconcile(mode), cash)).toEqual(once);
      await checkMoney(desk.ledger);
      const before = await entries(desk);
      expect(await ledgerAfter(desk, await desk.reconcile(mode), cash)).toEqual({ ...once, ...twice });
      expect(await entries(desk)).toEqual(before);
    },
  );
});

async function ledgerAfter(desk: ReconcileDesk, done: Reconciliation, cash: Decimal) {
  const view = await desk.ledger.readAccount();
  if (view === null) throw new Error('there is no account');
  const quantity = (symbol: string): string => view.positions.get(symbol)?.quantity.toFixed() ?? '0';
  return {
    outcome: done.outcome,
    drifts: done.drifts.map(
      ({ kind, quantity: size, resolution, value }) =>
        `${kind} ${size?.toFixed() ?? 'none'} ${value?.toFixed() ?? 'unknown'} ${resolution}`,
    ),
    held: [quantity(SYMBOL), quantity(OTHER)],
    cash: view.account.cash.minus(cash).toFixed(),
    mode: view.account.mode,
    working: [(await desk.ledger.listOpenOrders()).length, desk.twin.open.length],
  };
}

/** Everything that fills and declarations have left. */
async function entries({ ledger }: ReconcileDesk) {
  return [await ledger.listFills(null), await ledger.listCashAdjustments()];
}
