import { describe, expect, it } from 'vitest';
import { exitReasonOf } from '#domain/orders/exit-reason.ts';
import type { ExitReason, FillTrigger } from '#domain/orders/fill.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { type OrderTerms, orderTerms } from '#domain/orders/order-terms.ts';
import { anExit, anIntent, d } from '../../support/builders.ts';

/** A protective order of a position whose strategy asked for a stop loss at `stopLoss`. */
function protection(terms: OrderTerms, stopLoss: number | null = null): OrderIntent {
  const attached = { stopLoss: stopLoss === null ? null : d(stopLoss), takeProfit: null };
  return anExit({ purpose: 'protection', terms, attached });
}

const stop = orderTerms({ type: 'stop', stopPrice: d(90) });
const trailing = (stopPrice: number | null) =>
  orderTerms({ type: 'trailing_stop', stopPrice: stopPrice === null ? null : d(stopPrice), trailPct: d('0.1') });

describe('exitReasonOf', () => {
  const table: [string, OrderIntent | null, FillTrigger | null, ExitReason | null][] = [
    ['no order of ours', null, 'liquidation', 'liquidation'],
    ['no order of ours and no trigger told', null, null, null],
    ['an entry', anIntent(), 'market', null],
    ['an entry that rebalances', anIntent({ purpose: 'rebalance' }), 'market', null],
    ['an exit that is made for an entry', anExit({ purpose: 'entry' }), 'market', null],
    ['an exit that rebalances', anExit({ purpose: 'rebalance' }), 'market', 'rebalance'],
    ['a strategy’s exit by a limit', anExit(), 'limit', 'strategy_exit'],
    ['an exit for its age', anExit({ purpose: 'time_exit' }), null, 'time_exit'],
    ['the target of a protection', protection(stop, 90), 'limit', 'take_profit'],
    ['the stop of a protection', protection(stop), 'stop', 'stop_loss'],
    ['a protection, no trigger told', protection(stop), null, 'stop_loss'],
    ['a protection whose position was liquidated', protection(stop), 'liquidation', 'liquidation'],
    ['a trail where it began, at the stop loss', protection(trailing(90), 90), 'stop', 'stop_loss'],
    ['a trail that began nearer than the stop loss', protection(trailing(95), 90), 'stop', 'trailing_stop'],
    ['a trail without a stop loss', protection(trailing(95)), null, 'trailing_stop'],
    ['a trail whose level is not known', protection(trailing(null), 90), 'stop', 'trailing_stop'],
    ['a trail that has moved', protection(trailing(90), 90), 'trailing_stop', 'trailing_stop'],
  ];
  it.each(table)(
    'Given a fill of %s, Then the position was left for the reason listed',
    (_, intent, trigger, reason) => {
      expect(exitReasonOf(intent, trigger)).toBe(reason);
    },
  );
});
