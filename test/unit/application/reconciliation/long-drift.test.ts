import { describe, expect, it } from 'vitest';
import type { Broker } from '#application/ports/broker.ts';
import { applyVenueFill } from '#application/tracking/apply-venue-fill.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { d } from '../../../support/builders.ts';
import { aVenueFill } from '../../../support/exit-desk.ts';
import { OTHER, ReconcileDesk } from '../../../support/reconcile-desk.ts';
import { DRIFTS } from './drift-kinds.ts';

/** Counts the fills that each list holds. */
function countFills({ desk }: ReconcileDesk): number[] {
  const counts: number[] = [];
  const { broker } = desk;
  const listFills: Broker['listFills'] = async (...asked) => {
    const page = await broker.listFills(...asked);
    counts.push(page.fills.length);
    return page;
  };
  desk.broker = new Proxy(broker, {
    get: (target, name) => (name === 'listFills' ? listFills : Reflect.get(target, name)),
  });
  return counts;
}

/** A fill an hour that both know, and a reconciliation that only warns. */
async function live(desk: ReconcileDesk, hours: number) {
  for (let hour = 0; hour < hours; hour += 1) {
    desk.desk.now += 60 * MINUTE;
    const terms = { symbol: OTHER, side: hour % 2 === 0 ? 'buy' : 'sell', price: d(100) } as const;
    const fill = aVenueFill(`at ${desk.desk.now}`, 1, terms);
    desk.twin.trade(fill);
    await applyVenueFill(desk.deps, fill);
    await desk.reconcile('WARN_ONLY');
  }
  const [last] = await desk.ledger.listReconciliations(0);
  return last;
}

describe('a difference that stands for days', () => {
  it('Given fills that the ledger has, Then those of the last half day are read again, not all', async () => {
    const desk = await ReconcileDesk.open();
    await DRIFTS['wrong_cash']?.(desk);
    const counts = countFills(desk);
    const last = await live(desk, 40);
    expect(last?.drifts.map(({ kind, resolution }) => [kind, resolution])).toEqual([['wrong_cash', 'open']]);
    expect(Math.max(...counts)).toBeGreaterThanOrEqual(12);
    expect(Math.max(...counts)).toBeLessThanOrEqual(14);
  });

  it('Given a fill that is listed hours late, Then it is found, and explains the difference', async () => {
    const desk = await ReconcileDesk.open();
    const fill = aVenueFill('late', 3, { symbol: OTHER, price: d(100) });
    desk.twin.trade(fill);
    desk.twin.fills.pop();
    await live(desk, 20);
    desk.twin.fills.splice(-5, 0, fill);
    const last = await live(desk, 1);
    expect(last?.drifts.map(({ kind, resolution }) => [kind, resolution])).toContainEqual(['missed_fill', 'open']);
    expect(last?.drifts.map(({ kind }) => kind)).not.toContain('wrong_cash');
  });

  it('Given a fee that differs, Then it is not forgotten: everything is read again', async () => {
    const desk = await ReconcileDesk.open();
    await DRIFTS['fee_difference']?.(desk);
    const counts = countFills(desk);
    const last = await live(desk, 30);
    expect(last?.drifts.map(({ kind }) => kind)).toEqual(['fee_difference']);
    expect(Math.max(...counts)).toBe(31);
  });

  it('Given agreement in between, Then it is read from there', async () => {
    const desk = await ReconcileDesk.open();
    await live(desk, 20);
    await DRIFTS['wrong_cash']?.(desk);
    const counts = countFills(desk);
    await live(desk, 3);
    expect(Math.max(...counts)).toBe(3);
  });
});
