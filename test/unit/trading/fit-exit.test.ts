import { describe, expect, it } from 'vitest';
import type { Position } from '#domain/accounts/position.ts';
import type { OrderIntent, OrderPurpose } from '#domain/orders/order-intent.ts';
import { fitExit } from '#domain/trading/fit-exit.ts';
import { anExit, anIntent, aPosition, d } from '../../support/builders.ts';

const ID = anExit().clientOrderId;
const exit = (purpose: OrderPurpose, quantity = '10', changes: Partial<OrderIntent> = {}) =>
  anExit({ purpose, quantity: d(quantity), ...changes });
const held = (quantity: string, reserved = '0', ids: readonly string[] = reserved === '0' ? [] : ['other']): Position =>
  aPosition({ quantity: d(quantity), exitReserved: d(reserved), exitOrders: new Set(ids) });

/** The quantity that the exit is carried out with, `busy` where it must come again. */
function fitted(intent: OrderIntent, position: Position, lot = '0.5'): string {
  const fit = fitExit(intent, position, d(lot));
  return fit.kind === 'busy' ? 'busy' : fit.intent.quantity.toFixed();
}

describe('fitExit', () => {
  it.each<[given: string, intent: OrderIntent, position: Position, expected: string]>([
    ['a position as planned', exit('strategy_exit'), held('10'), '10'],
    ['less than planned', exit('strategy_exit'), held('6'), '6'],
    ['more than planned', exit('strategy_exit'), held('12'), '12'],
    ['a remainder below a lot', exit('strategy_exit'), held('10.7'), '10.5'],
    ['a part that another exit holds', exit('strategy_exit'), held('10', '4'), '6'],
    ['all of it held by another exit', exit('strategy_exit'), held('10', '10'), 'busy'],
    ['all but less than a lot held by another exit', exit('strategy_exit'), held('10', '9.6'), 'busy'],
    ['more than all of it held by others', exit('strategy_exit'), held('10', '12'), 'busy'],
    ['all of it held by this exit', exit('strategy_exit'), held('10', '10', [ID]), '10'],
    ['less, held by this exit', exit('strategy_exit'), held('6', '10', [ID]), '10'],
    ['protection of less', exit('protection'), held('12'), '12'],
    ['protection beside an exit of all: for the rules to refuse', exit('protection'), held('10', '10'), '10'],
    ['a trim', exit('rebalance', '4'), held('10'), '4'],
    ['a trim of more than is held', exit('rebalance', '4'), held('3'), '3'],
    ['a trim of more than is free', exit('rebalance', '4'), held('10', '8'), '2'],
    ['a trim of what is not free: for the rules to refuse', exit('rebalance', '4'), held('10', '10'), '4'],
    ['a short', exit('strategy_exit', '10', { side: 'buy' }), held('-6'), '6'],
    ['a short that is busy', exit('strategy_exit', '10', { side: 'buy' }), held('-6', '6'), 'busy'],
    ['a position that has turned', exit('strategy_exit'), held('-6'), '10'],
    ['a short that has turned', exit('strategy_exit', '10', { side: 'buy' }), held('6'), '10'],
    ['nothing', exit('strategy_exit'), held('0'), '10'],
    ['less than a lot', exit('strategy_exit'), held('0.4'), '10'],
    ['an entry on the other side', anIntent({ side: 'sell', quantity: d(10) }), held('6'), '10'],
  ])('Given %s, Then the exit has the quantity that fits', (_, intent, position, expected) => {
    expect(fitted(intent, position)).toBe(expected);
  });

  it.each<[OrderPurpose]>([['strategy_exit'], ['time_exit'], ['profit_exit'], ['loss_exit'], ['margin_exit']])(
    'Given %s, Then it leaves all that is held, or comes again',
    (purpose) => {
      expect([held('12'), held('6'), held('6', '6')].map((position) => fitted(exit(purpose), position))).toEqual([
        '12',
        '6',
        'busy',
      ]);
    },
  );

  it('Given an exit that fits, Then it is the same intent; else only its quantity is another', () => {
    const intent = exit('strategy_exit');
    const same = fitExit(intent, held('10'), d(1));
    expect(same.kind === 'fits' && same.intent === intent).toBe(true);
    expect(fitExit(intent, held('6'), d(1))).toEqual({ kind: 'fits', intent: { ...intent, quantity: d(6) } });
  });
});
