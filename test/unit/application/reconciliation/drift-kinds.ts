import { venueOrder } from '../../../support/broker-twin.ts';
import { d, SYMBOL } from '../../../support/builders.ts';
import { aVenueFill } from '../../../support/exit-desk.ts';
import type { ReconcileDesk } from '../../../support/reconcile-desk.ts';
import { OTHER } from '../../../support/reconcile-desk.ts';

/** What has happened at the broker, and the ledger does not know. */
export const DRIFTS: Readonly<Record<string, (desk: ReconcileDesk) => Promise<void>>> = {
  async missed_fill({ limitId, twin }) {
    const { open } = twin;
    const index = open.findIndex(({ clientOrderId }) => clientOrderId === limitId);
    const order = open[index];
    if (order === undefined) throw new Error('the limit order does not work');
    open[index] = { ...order, filledQuantity: d(4) };
    twin.trade(aVenueFill('m1', 4, { clientOrderId: limitId, symbol: OTHER, price: d(90), fee: d('0.36') }));
  },

  async orphan_order({ twin }) {
    const order = { brokerOrderId: 'strange', clientOrderId: 'hand', symbol: OTHER, side: 'buy' } as const;
    twin.open.push({ ...order, quantity: d(3), status: 'working', filledQuantity: d(0), cause: null });
  },

  async unknown_position({ twin }) {
    twin.hold(OTHER, d(5));
  },

  async wrong_quantity({ twin }) {
    twin.hold(SYMBOL, d(-2));
    twin.cash = twin.cash.plus(198);
  },

  async wrong_cash({ twin }) {
    twin.cash = twin.cash.plus(250);
  },

  async cancelled_elsewhere({ ledger, limitId, twin }) {
    const order = await ledger.readOrder(limitId);
    if (order === null) throw new Error('there is no limit order');
    twin.open.splice(
      twin.open.findIndex(({ clientOrderId }) => clientOrderId === limitId),
      1,
    );
    twin.ended.set(limitId, { ...venueOrder(order), status: 'cancelled', cause: 'by hand' });
  },

  async fee_difference({ ledger, twin }) {
    const [known] = await ledger.listFills(null);
    if (known === undefined) throw new Error('there is no fill');
    const { clientOrderId, id, price, quantity, sequence, side, symbol, time } = known;
    const told = { clientOrderId, sequence, side, symbol, price, time, fee: known.fee.plus(1) };
    twin.fills.push({ ...aVenueFill(id, 0, told), quantity });
    twin.cash = twin.cash.minus(1);
  },

  async late_fill(desk) {
    await DRIFTS.unknown_fill?.(desk);
    await desk.reconcile('AUTO_ADJUST');
    const { twin } = desk;
    // The broker has counted it all along; only its list was late.
    twin.fills.push(
      aVenueFill('late', 5, { symbol: OTHER, price: d(99), fee: d('0.5'), time: desk.desk.now - 60_000 }),
    );
  },

  /** A trade that the broker counts and does not list. */
  async unknown_fill({ twin }) {
    twin.hold(OTHER, d(5));
    twin.cash = twin.cash.minus('495.5');
  },

  async unanswered({ twin }) {
    twin.held.clear();
    twin.silent.add('listPositions');
  },
};
