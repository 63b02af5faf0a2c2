import { describe, expect, it } from 'vitest';
import { fitToVenue } from '#application/orders/fit-to-venue.ts';
import { notSupported } from '#application/orders/not-supported.ts';
import type { BrokerCapabilities } from '#application/ports/broker.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import {
  ORDER_TYPES,
  type OrderType,
  orderTerms,
  TIMES_IN_FORCE,
  type TimeInForce,
} from '#domain/orders/order-terms.ts';
import { EVERYTHING } from '../../support/broker-builders.ts';
import { anExit, anIntent, barsOf, d } from '../../support/builders.ts';
import { aPlan, PaperDesk } from '../../support/paper-desk.ts';

function textsOf(intent: OrderIntent, venue: Partial<BrokerCapabilities>): string[] {
  return notSupported(intent, { ...EVERYTHING, ...venue }).map(({ rule, limit, value, unit }) =>
    [rule, limit, value, unit].join(' | '),
  );
}

const combinations = ORDER_TYPES.flatMap((type) => TIMES_IN_FORCE.map((timeInForce) => [type, timeInForce] as const));

describe('notSupported', () => {
  it.each(combinations)(
    'Given a %s order, %s, Then a venue without either refuses it for exactly what it lacks',
    (type, timeInForce) => {
      const intent = anIntent({ terms: orderTerms({ type, timeInForce }) });
      const without = <Name>(names: readonly Name[], name: Name) => names.filter((one) => one !== name);
      const orderTypes: OrderType[] = without(ORDER_TYPES, type);
      const timesInForce: TimeInForce[] = without(TIMES_IN_FORCE, timeInForce);
      const noType = `not_supported | ${orderTypes.join('|')} | ${type} | order type`;
      const noTime = `not_supported | ${timesInForce.join('|')} | ${timeInForce} | time in force`;
      expect(textsOf(intent, {})).toEqual([]);
      expect(textsOf(intent, { orderTypes })).toEqual([noType]);
      expect(textsOf(intent, { timesInForce })).toEqual([noTime]);
      expect(textsOf(intent, { orderTypes, timesInForce })).toEqual([noType, noTime]);
    },
  );

  const postOnly = orderTerms({ type: 'limit', limitPrice: d(1), postOnly: true });
  const reduceOnly = orderTerms({ type: 'market', reduceOnly: true });
  const bracket = orderTerms({ type: 'stop', stopPrice: d(1), takeProfitPrice: d(2) });
  const nothing = { postOnly: false, reduceOnly: false, oco: false, fractional: false };
  it.each([
    ['nothing but a type', anIntent(), nothing, []],
    ['post_only', anIntent({ terms: postOnly }), nothing, ['not_supported | none | post_only | flag']],
    [
      'reduce_only of an entry',
      anIntent({ terms: reduceOnly }),
      nothing,
      ['not_supported | none | reduce_only | flag'],
    ],
    ['reduce_only of an exit', anExit({ terms: reduceOnly }), nothing, ['not_supported | none | reduce_only | flag']],
    [
      'a stop with its target',
      anExit({ terms: bracket }),
      nothing,
      ['not_supported | none | take_profit beside a stop | flag'],
    ],
    ['half a share', anIntent({ quantity: d('0.5') }), nothing, ['not_supported | whole numbers | 0.5 | quantity']],
    ['whole shares, with decimals', anIntent({ quantity: d('2.00') }), nothing, []],
    [
      'all flags where all are known',
      anIntent({ terms: { ...postOnly, reduceOnly: true }, quantity: d('0.5') }),
      {},
      [],
    ],
    ['no type at all', anIntent(), { orderTypes: [] }, ['not_supported | none | market | order type']],
  ] as const)('Given %s, Then the violations are as listed', (_, intent, venue, expected) => {
    expect(textsOf(intent, venue)).toEqual(expected);
  });
});

describe('fitToVenue', () => {
  const protection = orderTerms({ type: 'stop', stopPrice: d(1), reduceOnly: true });
  const [entry, exit] = [anIntent({ terms: protection }), anExit({ terms: protection })];
  it.each([
    ['an exit, the flag is not known', exit, false, { ...exit, terms: { ...protection, reduceOnly: false } }],
    ['an exit, the flag is known', exit, true, exit],
    ['an entry, the flag is not known', entry, false, entry],
    ['an exit without it', anExit(), false, anExit()],
  ])('Given %s, Then it is as listed', (_, intent, reduceOnly, expected) => {
    expect(fitToVenue(intent, { ...EVERYTHING, reduceOnly })).toEqual(expected);
  });
});

/** The desk's broker, which says of itself what the test says. */
function say(desk: PaperDesk, changes: Partial<BrokerCapabilities>): void {
  const capabilities = { ...EVERYTHING, ...changes };
  desk.broker = new Proxy(desk.broker, {
    get: (broker, name) => (name === 'capabilities' ? capabilities : Reflect.get(broker, name)),
  });
}

describe('placeOrder at a venue that lacks something', () => {
  it('Given a trailing stop and a venue without, When it is placed, Then it is denied, with every other reason, and nothing is reserved or sent', async () => {
    const desk = new PaperDesk(aPlan());
    await desk.start();
    say(desk, { orderTypes: ['market', 'limit'] });
    desk.points.arm(null);
    const terms = orderTerms({ type: 'trailing_stop', stopPrice: d(99), trailPct: d('0.01') });
    const outcome = await desk.place(anIntent({ sessionId: desk.sessionId, quantity: d(1_000), terms }));
    expect(outcome).toMatchObject({
      kind: 'denied',
      violations: [
        { rule: 'buying_power' },
        { rule: 'not_supported', limit: 'market|limit', value: 'trailing_stop', unit: 'order type' },
      ],
    });
    expect(desk.points.calls).toEqual(['query', 'write']);
    expect((await desk.ledger.readAccount())?.account.reserved.toFixed()).toBe('0');
  });

  it('Given a protective stop and a venue without reduce_only, When it is placed, Then it rests there, and the ledger has it as it was sent', async () => {
    const desk = new PaperDesk(aPlan(), barsOf([100, 100]));
    await desk.start();
    await desk.place(anIntent({ sessionId: desk.sessionId, quantity: d(4) }));
    await desk.track();
    say(desk, { reduceOnly: false });
    const terms = orderTerms({ type: 'stop', stopPrice: d(90), reduceOnly: true });
    const stop = anExit({ sessionId: desk.sessionId, purpose: 'protection', quantity: d(4), terms });
    expect(await desk.place(stop)).toMatchObject({
      kind: 'placed',
      order: { intent: { terms: { reduceOnly: false } } },
    });
    expect(await desk.ledger.readOrder(stop.clientOrderId)).toMatchObject({
      state: 'ACCEPTED',
      intent: { terms: { reduceOnly: false, type: 'stop' } },
    });
  });
});
