import { describe, expect, it } from 'vitest';
import type { Position } from '#domain/accounts/position.ts';
import type { Order } from '#domain/orders/order.ts';
import { orderTerms } from '#domain/orders/order-terms.ts';
import type { MarginRules } from '#domain/simulation/venue-rules.ts';
import { decideExits, decideProtection, type ProtectionContext } from '#domain/trading/decide-exits.ts';
import { type ExitRules, NO_EXITS } from '#domain/trading/exit-rules.ts';
import type { OrderCommand } from '#domain/trading/order-command.ts';
import { anExit, aPosition, d, SESSION, SYMBOL, T0 } from '../../support/builders.ts';
import { aPlan, VENUE } from '../../support/paper-desk.ts';
import { anOrder } from '../../support/session-builders.ts';

const CLOSE = T0 + 60_000;
const STOP_LOSS: ExitRules = { ...NO_EXITS, stopLossPct: d('0.02') };

/** Ten units at 100, marked at `mark`, held for `barsHeld` bars. */
function held(changes: Partial<Position> = {}, barsHeld = 1, mark = 100): Position {
  return aPosition({
    quantity: d(10),
    cost: d(1000),
    mark: d(mark),
    markTime: CLOSE,
    holding: {
      openedAt: T0,
      entryNotional: d(1000),
      netPnl: d(0),
      attached: { stopLoss: null, takeProfit: null },
      barsHeld,
      highest: null,
      lowest: null,
    },
    ...changes,
  });
}

function working(
  id: string,
  changes: Partial<Order> = {},
  purpose: 'protection' | 'strategy_exit' = 'protection',
): Order {
  const terms = orderTerms({ type: 'stop', stopPrice: d(98), reduceOnly: true });
  const intent = anExit({ clientOrderId: id, purpose, terms, quantity: d(10) });
  return anOrder({ intent, state: 'ACCEPTED', attempt: 1, ...changes });
}

function part(id: string, quantity: number, purpose: 'protection' | 'manual' = 'manual'): Order {
  const terms = orderTerms({ type: 'limit', limitPrice: d(120) });
  return anOrder({
    intent: anExit({ clientOrderId: id, purpose, terms, quantity: d(quantity) }),
    state: 'ACCEPTED',
    attempt: 1,
  });
}

interface Given {
  readonly exits?: ExitRules;
  readonly positions?: readonly Position[];
  readonly orders?: readonly Order[];
  readonly forcedOut?: readonly string[];
  readonly lot?: string;
  readonly minNotional?: string;
  readonly margin?: MarginRules;
}

const SHORTS: MarginRules = { maxLeverage: d(2), maintenanceRate: d('0.05'), fundingRate: d(0), allowShort: true };

function decide({ forcedOut = [], ...given }: Given) {
  return decideExits({
    ...contextOf(given),
    forcedOut: new Map(forcedOut.map((symbol) => [symbol, 'margin_exit'])),
  });
}

function contextOf({
  exits = STOP_LOSS,
  positions = [held()],
  orders = [],
  lot = '0.0001',
  minNotional,
  margin,
}: Given): ProtectionContext {
  const least = minNotional === undefined ? null : d(minNotional);
  const venue = { ...VENUE, lot: d(lot), minNotional: least, margin: margin ?? null };
  return {
    plan: aPlan({ exits, venue }),
    sessionId: SESSION,
    positions: new Map(positions.map((position) => [position.symbol, position])),
    closeTime: CLOSE,
    exitOrders: new Map(orders.map((order) => [order.intent.clientOrderId, order])),
  };
}

function describeCommand(command: OrderCommand): string {
  if (command.kind === 'cancel') return `cancel ${command.scope} of ${command.symbol}`;
  const { side, quantity, purpose, terms, symbol } = command.intent;
  return `${side} ${quantity.toFixed()} ${symbol} ${purpose} ${terms.type}`;
}

const exitOrders = (...ids: string[]) => ({ exitOrders: new Set(ids), exitReserved: d(10) });
const PROTECT = 'sell 10 SYN/USD protection stop';
const leave = (purpose: string) => ['cancel all of SYN/USD', `sell 10 SYN/USD ${purpose} market`];

describe('decideExits', () => {
  it.each<[given: string, input: Given, expected: readonly string[]]>([
    ['an unprotected position', {}, [PROTECT]],
    ['no rule', { exits: NO_EXITS }, []],
    ['a protective order for all of it', { positions: [held(exitOrders('p'))], orders: [working('p')] }, []],
    [
      'a protective order for less',
      { positions: [held({ quantity: d(15), cost: d(1500), ...exitOrders('p') })], orders: [working('p')] },
      ['cancel protection of SYN/USD', 'sell 15 SYN/USD protection stop'],
    ],
    [
      'a protective order in part filled, for what is left',
      {
        positions: [held({ quantity: d(6), cost: d(600), ...exitOrders('p') })],
        orders: [working('p', { state: 'PARTIAL_FILL', filledQuantity: d(4) })],
      },
      [],
    ],
    [
      'a protective order that has ended',
      { positions: [held(exitOrders('p'))], orders: [working('p', { state: 'CANCELLED' })] },
      [PROTECT],
    ],
    [
      'an exit of the strategy at work',
      {
        exits: { ...STOP_LOSS, timeExitBars: 1 },
        positions: [held(exitOrders('x'))],
        orders: [working('x', {}, 'strategy_exit')],
      },
      [],
    ],
    [
      'an order by hand for a part of it',
      { positions: [held(exitOrders('m'))], orders: [part('m', 3)] },
      ['sell 7 SYN/USD protection stop'],
    ],
    [
      'an order by hand for a part of it, and protection for the rest',
      { positions: [held(exitOrders('m', 'p'))], orders: [part('m', 3), part('p', 7, 'protection')] },
      [],
    ],
    [
      'an order by hand for a part of it, and protection for less than the rest',
      { positions: [held(exitOrders('m', 'p'))], orders: [part('m', 3), part('p', 5, 'protection')] },
      ['cancel protection of SYN/USD', 'sell 7 SYN/USD protection stop'],
    ],
    [
      'an order by hand for a part of it, and the time over',
      {
        exits: { ...STOP_LOSS, timeExitBars: 3 },
        positions: [held(exitOrders('m', 'p'), 3)],
        orders: [part('m', 3), part('p', 7, 'protection')],
      },
      ['cancel protection of SYN/USD', 'sell 7 SYN/USD time_exit market'],
    ],
    [
      'orders by hand for all of it but less than a lot',
      {
        lot: '1',
        positions: [held({ quantity: d('10.5'), cost: d(1050), ...exitOrders('m') })],
        orders: [part('m', 10)],
      },
      [],
    ],
    ['the time over', { exits: { ...STOP_LOSS, timeExitBars: 3 }, positions: [held({}, 3)] }, leave('time_exit')],
    ['a bar before that', { exits: { ...STOP_LOSS, timeExitBars: 3 }, positions: [held({}, 2)] }, [PROTECT]],
    [
      'the profit made',
      { exits: { ...NO_EXITS, profitExitAmount: d(50) }, positions: [held({}, 1, 105)] },
      leave('profit_exit'),
    ],
    ['a cent less', { exits: { ...NO_EXITS, profitExitAmount: d('50.01') }, positions: [held({}, 1, 105)] }, []],
    [
      'the loss made',
      { exits: { ...NO_EXITS, lossExitAmount: d(50) }, positions: [held({}, 1, 95)] },
      leave('loss_exit'),
    ],
    ['a cent less lost', { exits: { ...NO_EXITS, lossExitAmount: d('50.01') }, positions: [held({}, 1, 95)] }, []],
    [
      'a margin that forces it out, with everything else due as well',
      {
        exits: { ...NO_EXITS, timeExitBars: 1, lossExitAmount: d(1) },
        positions: [held({}, 1, 95)],
        forcedOut: [SYMBOL],
      },
      leave('margin_exit'),
    ],
    [
      'time and loss at once: the time',
      { exits: { ...NO_EXITS, timeExitBars: 1, lossExitAmount: d(1) }, positions: [held({}, 1, 95)] },
      leave('time_exit'),
    ],
    ['less than a lot', { positions: [held({ quantity: d('0.5'), cost: d(50) })], lot: '1' }, []],
    [
      'a remainder beside whole lots',
      { positions: [held({ quantity: d('7.5'), cost: d(750) })], lot: '1' },
      ['sell 7 SYN/USD protection stop'],
    ],
    ['a stop worth the least notional', { minNotional: '980' }, [PROTECT]],
    ['a stop worth less, which the venue would refuse', { minNotional: '980.01' }, []],
    [
      'a target worth less, which the venue would refuse',
      { exits: { ...NO_EXITS, takeProfitPct: d('0.02') }, minNotional: '1020.01' },
      [],
    ],
    [
      'a short',
      { margin: SHORTS, positions: [held({ quantity: d(-10), cost: d(-1000) })] },
      ['buy 10 SYN/USD protection stop'],
    ],
    [
      'a short where there are none: fills out of order',
      { positions: [held({ quantity: d(-10), cost: d(-1000) })] },
      [],
    ],
    [
      'a short whose loss is made',
      {
        margin: SHORTS,
        exits: { ...NO_EXITS, lossExitAmount: d(50) },
        positions: [held({ quantity: d(-10), cost: d(-1000) }, 1, 105)],
      },
      ['cancel all of SYN/USD', 'buy 10 SYN/USD loss_exit market'],
    ],
  ])('Given %s, Then the commands are those', (_, input, expected) => {
    expect(decide(input).map(describeCommand)).toEqual(expected);
  });

  it('Given two positions, Then their exits come by symbol', () => {
    const other = held({ symbol: 'AAA/USD' });
    const commands = decide({ positions: [held(), other] });
    expect(commands.map(describeCommand)).toEqual(['sell 10 AAA/USD protection stop', PROTECT]);
  });

  it('Given the same rows again, Then the ids are the same, and the cancel spares the exit that it makes room for', () => {
    const input = { exits: { ...STOP_LOSS, timeExitBars: 1 } };
    expect(decide(input)).toEqual(decide(input));
    const [cancel, place] = decide(input);
    if (cancel?.kind !== 'cancel' || place?.kind !== 'place') throw new Error('expected a cancel and an exit');
    expect(cancel.except).toBe(place.intent.clientOrderId);
    expect([place.intent.expiresAt, place.intent.signalTime, place.intent.kind]).toEqual([null, CLOSE, 'exit']);
  });
});

describe('decideProtection', () => {
  it.each<[given: string, input: Given]>([
    ['an unprotected position', {}],
    ['no rule', { exits: NO_EXITS }],
    ['a protective order for all of it', { positions: [held(exitOrders('p'))], orders: [working('p')] }],
    [
      'a protective order for less',
      { positions: [held({ quantity: d(15), cost: d(1500), ...exitOrders('p') })], orders: [working('p')] },
    ],
    ['an exit at work', { positions: [held(exitOrders('x'))], orders: [working('x', {}, 'strategy_exit')] }],
    ['less than a lot', { positions: [held({ quantity: d('0.5'), cost: d(50) })], lot: '1' }],
    ['a short where there are none', { positions: [held({ quantity: d(-10), cost: d(-1000) })] }],
  ])('Given %s, Then the commands are those of a close, under the same ids', (_, input) => {
    expect(decideProtection(contextOf(input))).toEqual(decide(input));
  });

  it('Given an exit that is due by time or by amount, Then it is left to the close, and the position is protected', () => {
    const exits = { ...STOP_LOSS, timeExitBars: 1, lossExitAmount: d(1) };
    const input = { exits, positions: [held({}, 1, 95)] };
    expect(decide(input).map(describeCommand)).toEqual(leave('time_exit'));
    expect(decideProtection(contextOf(input)).map(describeCommand)).toEqual([PROTECT]);
  });
});
