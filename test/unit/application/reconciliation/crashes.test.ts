import { describe, expect, it } from 'vitest';
import type { ReconciliationMode } from '#domain/reconciliation/reconciliation.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { checkMoney } from '../../../support/check-money.ts';
import { unlessDead } from '../../../support/faulty.ts';
import { OTHER, ReconcileDesk } from '../../../support/reconcile-desk.ts';
import { DRIFTS } from './drift-kinds.ts';

/** The end of a reconciliation that dies at this point and is gone on with; `null`: it does not die. */
async function endOf(kinds: readonly string[], mode: ReconciliationMode, point: number | null) {
  const desk = await ReconcileDesk.open();
  for (const kind of kinds) await DRIFTS[kind]?.(desk);
  const { id } = await desk.request(mode);
  const { points } = desk.desk;
  points.arm(point);
  let died = false;
  for (let step = 0; step < 100; step += 1) {
    const outcome = await unlessDead(desk.advance(id));
    died ||= outcome === null;
    if (outcome?.kind === 'done') break;
    desk.desk.now += Math.max((outcome?.kind === 'wait' ? outcome.seconds : 1) * SECOND, 1);
  }
  const calls = points.calls.length;
  points.arm(null);
  const { drifts, outcome } = await desk.stored(id);
  const view = await desk.ledger.readAccount();
  await checkMoney(desk.ledger);
  return {
    calls,
    died,
    end: {
      outcome,
      drifts: drifts.map(({ kind, resolution }) => `${kind} ${resolution}`),
      held: view?.positions.get(OTHER)?.quantity.toFixed(),
      cash: view?.account.cash.toFixed(),
      mode: view?.account.mode,
      fills: (await desk.ledger.listFills(null)).map(({ notional, quantity }) => `${quantity} ${notional}`),
      declared: (await desk.ledger.listCashAdjustments()).map(({ amount }) => amount.toFixed()),
      events: (await desk.ledger.listRiskEvents()).map(({ kind }) => kind).sort(),
      open: desk.twin.open.length,
    },
  };
}

describe('a reconciliation that dies', () => {
  it.each([
    ['AUTO_ADJUST', ['missed_fill', 'orphan_order', 'unknown_position', 'wrong_cash', 'fee_difference']],
    ['AUTO_ADJUST', ['late_fill', 'cancelled_elsewhere']],
    ['HALT_ON_MISMATCH', ['missed_fill', 'wrong_quantity']],
  ] as const)(
    'Given mode %s and %j, When it dies at any call and is gone on with, Then the end is the undisturbed one',
    async (mode, kinds) => {
      const undisturbed = await endOf(kinds, mode, null);
      for (let point = 0; point < undisturbed.calls * 2; point += 1) {
        const { died, end } = await endOf(kinds, mode, point);
        expect({ point, died, end }).toEqual({ point, died: true, end: undisturbed.end });
      }
    },
    120_000,
  );
});
