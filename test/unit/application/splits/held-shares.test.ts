import { describe, expect, it } from 'vitest';
import { encodeEvent } from '#application/contracts/events/encode-event.ts';
import { EVENT_SCHEMAS } from '#application/contracts/events/event-schemas.ts';
import { eventsOfMove } from '#domain/events/events-of-move.ts';
import { orderTerms } from '#domain/orders/order-terms.ts';
import { MINUTE, SECOND } from '#domain/shared/instant.ts';
import { anIntent, d, NO_LIMITS, T0 } from '../../../support/builders.ts';
import { checkMoney } from '../../../support/check-money.ts';
import { unlessDead } from '../../../support/faulty.ts';
import { aSplit, EX_DAY, MIDNIGHT, OPEN, SHARE, SplitDesk } from '../../../support/split-desk.ts';
import { noteMoves } from '../../../support/told-events.ts';

const FIRST_TICK = MIDNIGHT + 30 * SECOND;

/** What a position is, in words. */
async function summary(desk: SplitDesk) {
  const { account, cost, holding, mark, quantity, realizedPnl } = await desk.position();
  return {
    quantity: quantity.toFixed(),
    cost: cost.toFixed(),
    mark: mark?.toFixed(),
    highest: holding?.highest?.toFixed(),
    realizedPnl: realizedPnl.toFixed(),
    cash: account.cash.toFixed(),
    equity: account.equity.toFixed(),
    maxDrawdown: account.maxDrawdown.toFixed(),
    mode: account.mode,
  };
}

describe('shares that are held when they are split', () => {
  it.each([
    ['a forward split', aSplit(4, 1), 10, { quantity: '40', mark: '25', highest: '25.5' }, 'sell 40 @ 22.5'],
    ['a forward split of three for two', aSplit(3, 2), 10, { quantity: '15' }, 'sell 15 @ 60'],
    ['a reverse split', aSplit(1, 10), 20, { quantity: '2', mark: '1000', highest: '1020' }, 'sell 2 @ 900'],
    ['a reverse split that leaves a fraction', aSplit(1, 10), 25, { quantity: '2.5' }, 'sell 2.5 @ 900'],
  ])(
    'Given %s, When the day begins, Then shares, prices and the stop are new, and money is what it was',
    async (_name, split, held, expected, stop) => {
      const desk = await SplitDesk.holding(held);
      const before = await summary(desk);
      desk.source.told.push(split);
      await desk.tickAt(FIRST_TICK);
      const { cash, cost, equity, maxDrawdown, mode, realizedPnl } = before;
      expect(await summary(desk)).toMatchObject({ cash, cost, equity, maxDrawdown, mode, realizedPnl, ...expected });
      expect(desk.resting()).toEqual([stop]);
      expect(await desk.events()).toEqual(['SplitApplied']);
      await checkMoney(desk.desk.ledger);
    },
  );

  it('Given a split, When the stream tells of it, Then it is a change of the position, and the audit finds nothing', async () => {
    const desk = await SplitDesk.holding(10);
    desk.source.told.push(aSplit(4, 1));
    const moves = noteMoves(desk.desk.table, desk.desk.clock.now);
    await desk.tickAt(FIRST_TICK);
    const told = moves.flatMap(eventsOfMove).filter(({ about }) => about === 'position');
    expect(told.map(({ name }) => name)).toEqual(['PositionChanged']);
    const [event] = told;
    if (event === undefined) throw new Error('nothing was told');
    const { detail } = encodeEvent(event, 'test');
    expect(EVENT_SCHEMAS.PositionChanged.safeParse(detail).success).toBe(true);
    expect(JSON.stringify(detail)).toContain('"quantityBefore":"10","quantity":"40","fillId":"split#2026-01-06"');
    expect(await desk.faults()).toEqual([]);
  });

  it('Given the first price of the new shares, When the account is marked, Then there is no loss and nothing is left', async () => {
    const desk = await SplitDesk.holding(10, [], {});
    desk.source.told.push(aSplit(4, 1));
    desk.addBar(OPEN, 25.5);
    await desk.tickAt(OPEN + MINUTE);
    expect(await summary(desk)).toMatchObject({ quantity: '40', mark: '25.5', equity: '10020', maxDrawdown: '0' });
    expect(desk.resting()).toEqual(['sell 40 @ 22.5']);
  });

  it('Given the ledger without the split, Then the same price would have looked like a loss', async () => {
    const desk = await SplitDesk.holding(10);
    desk.addBar(OPEN, 25.5);
    await desk.tickAt(OPEN + MINUTE);
    expect(Number((await summary(desk)).maxDrawdown)).toBeGreaterThan(0.05);
  });

  it('Given every function at every minute, Then the split is applied once, and asked for twice a day', async () => {
    const desk = await SplitDesk.holding(10);
    desk.source.told.push(aSplit(4, 1));
    desk.source.asked.length = 0;
    for (const now of [FIRST_TICK, FIRST_TICK + MINUTE, OPEN - 31 * MINUTE, OPEN - 30 * MINUTE, OPEN, OPEN + MINUTE])
      await desk.tickAt(now);
    expect(desk.source.asked).toEqual([`${SHARE} -1..0`, `${SHARE} -1..0`]);
    expect(await summary(desk)).toMatchObject({ quantity: '40' });
    expect((await desk.desk.ledger.listFills(null)).map(({ id }) => id)).toEqual(['000000x1', 'split#2026-01-06']);
  });

  it('Given a service that does not answer, Then no price of the day is looked at, and the session is in ERROR after ten minutes', async () => {
    const desk = await SplitDesk.holding(10);
    const before = await summary(desk);
    desk.source.isSilent = true;
    desk.addBar(OPEN, 25);
    for (let minute = 1; minute <= 12; minute += 1) {
      desk.desk.now = OPEN + minute * MINUTE;
      await expect(desk.desk.monitor()).rejects.toThrow(`${SHARE} are not known for today: the service is down`);
    }
    expect(await summary(desk)).toEqual(before);
    expect(desk.desk.queue).toEqual([]);
    const session = (await desk.desk.ledger.readAccount())?.session;
    expect([session?.status, session?.fault]).toEqual(['ERROR', 'market_data']);
    desk.source.isSilent = false;
    desk.source.told.push(aSplit(4, 1));
    await desk.tickAt(OPEN + 13 * MINUTE);
    expect(await summary(desk)).toMatchObject({ quantity: '40', mark: '25', equity: '10000' });
  });

  it('Given a system that was off for days, Then it finds the split when it comes back', async () => {
    const desk = await SplitDesk.holding(10);
    desk.source.told.push(aSplit(4, 1));
    await desk.tickAt(MIDNIGHT + 12 * 24 * 60 * MINUTE);
    expect(desk.source.asked.at(-1)).toBe(`${SHARE} -1..12`);
    expect(await summary(desk)).toMatchObject({ quantity: '40' });
  });

  it('Given a split of before the first question, Then it is none of ours', async () => {
    const desk = await SplitDesk.holding(10);
    desk.source.told.push(aSplit(4, 1, { exDay: EX_DAY - 2 }));
    await desk.tickAt(FIRST_TICK);
    expect(await summary(desk)).toMatchObject({ quantity: '10' });
    expect(await desk.events()).toEqual([]);
  });

  it('Given shares bought on the day of the split, Then they are new ones already', async () => {
    const desk = await SplitDesk.holding(10);
    desk.source.told.push(aSplit(4, 1, { exDay: EX_DAY - 1 }));
    await desk.tickAt(FIRST_TICK);
    expect(await summary(desk)).toMatchObject({ quantity: '10', mode: 'NORMAL' });
    expect(await desk.events()).toEqual(['SplitApplied']);
  });

  it('Given a split that is not told in time, When the first bar of the day jumps, Then it is asked for once more before that marks or limits anything', async () => {
    const limits = { ...NO_LIMITS, max_drawdown: d('0.05') };
    const desk = await SplitDesk.holding(10, [], { limits });
    const { cash } = await summary(desk);
    await desk.tickAt(FIRST_TICK);
    desk.source.told.push(aSplit(4, 1));
    const early = OPEN - 300 * MINUTE;
    desk.addBar(early, 25);
    await desk.tickAt(early + MINUTE);
    expect(await summary(desk)).toMatchObject({ quantity: '40', mark: '25', cash, maxDrawdown: '0', mode: 'NORMAL' });
    expect(await desk.events()).toEqual(['SplitApplied']);
    await checkMoney(desk.desk.ledger);
  });

  it.each([
    ['falls by half, and no split is behind it', 50, 1],
    ['falls by a fifth', 80, 0],
  ])('Given a share that %s, Then it is marked there', async (_move, price, more) => {
    const desk = await SplitDesk.holding(10);
    await desk.tickAt(FIRST_TICK);
    desk.addBar(OPEN, price);
    desk.desk.now = OPEN + MINUTE;
    const asked = desk.source.asked.length;
    await desk.desk.monitor();
    expect(await summary(desk)).toMatchObject({ quantity: '10', mark: String(price) });
    // The round of nine o'clock, and one for the jump.
    expect(desk.source.asked.length - asked).toBe(1 + more);
    await desk.desk.monitor();
    expect(desk.source.asked.length - asked).toBe(1 + more);
  });

  it('Given shares traded since a split that becomes known late, Then nothing is guessed: the account is restricted and says why', async () => {
    const desk = await SplitDesk.holding(10);
    await desk.tickAt(FIRST_TICK);
    desk.listLate('y1', 3, 25, MIDNIGHT + 5 * 60 * MINUTE, { clientOrderId: null });
    await desk.tickAt(MIDNIGHT + 5 * 60 * MINUTE);
    desk.source.told.push(aSplit(4, 1));
    await desk.tickAt(OPEN);
    const [event] = (await desk.desk.ledger.listRiskEvents()).filter(({ kind }) => kind === 'SplitNotApplied');
    expect(event).toMatchObject({ severity: 'critical', detail: { ratio: '4:1', quantityBefore: '13' } });
    expect(await summary(desk)).toMatchObject({ quantity: '13', mode: 'REDUCE_ONLY' });
    await checkMoney(desk.desk.ledger);
  });

  it.each([
    ['a forward split', aSplit(4, 1), 10, 25, { quantity: '40', mark: '25', highest: '25' }],
    ['a reverse split', aSplit(1, 10), 20, 1_000, { quantity: '2', mark: '1000', highest: '1000' }],
  ])(
    'Given %s that becomes known after a price of new shares has marked the position, Then that price is of new shares already',
    async (_name, split, held, price, expected) => {
      const desk = await SplitDesk.holding(held);
      await desk.tickAt(FIRST_TICK);
      desk.addBar(OPEN - 60 * MINUTE, price);
      await desk.tickAt(OPEN - 59 * MINUTE);
      desk.source.told.push(split);
      await desk.tickAt(OPEN - 30 * MINUTE);
      expect(await summary(desk)).toMatchObject(expected);
      await checkMoney(desk.desk.ledger);
    },
  );

  it('Given no session, and a stop of old shares that rests, Then the split is applied, and a person is told of the stop', async () => {
    const desk = await SplitDesk.holding(10);
    await desk.desk.stop();
    await desk.desk.track();
    desk.source.told.push(aSplit(4, 1));
    desk.desk.now = FIRST_TICK;
    await desk.desk.monitor();
    const [event] = await desk.desk.ledger.listRiskEvents();
    expect([(await desk.position()).quantity.toFixed(), desk.resting()]).toEqual(['40', ['sell 10 @ 90']]);
    expect(event).toMatchObject({
      kind: 'SplitApplied',
      severity: 'critical',
      detail: { resting: 'no session ends the orders of old shares: cancel them, or start one' },
    });
  });

  it('Given a short, Then its shares are new ones, and its cost is what it was', async () => {
    const desk = await SplitDesk.holding(10);
    desk.listLate('y1', 30, 100, T0 + 2 * MINUTE, { side: 'sell', clientOrderId: null });
    await desk.tickAt(T0 + 3 * MINUTE);
    desk.source.told.push(aSplit(4, 1));
    await desk.tickAt(FIRST_TICK);
    const { cost, quantity } = await desk.position();
    expect([quantity.toFixed(), cost.toFixed()]).toEqual(['-80', '-2000']);
    await checkMoney(desk.desk.ledger);
  });

  it('Given orders of before the split that work, Then they end: their quantities and prices are of old shares; one of after it stays', async () => {
    const desk = await SplitDesk.holding(10);
    const limit = { symbol: SHARE, quantity: d(5), terms: orderTerms({ type: 'limit', limitPrice: d(85) }) };
    const { now, sessionId } = desk.desk;
    const ofThis = {
      purpose: 'manual' as const,
      sessionId,
      ...limit,
      expiresAt: null,
      referenceTime: now,
      signalTime: now,
    };
    await desk.desk.place(anIntent({ clientOrderId: 'c'.repeat(32), ...ofThis }));
    expect(desk.resting()).toEqual(['buy 5 @ 85', 'sell 10 @ 90']);
    desk.source.told.push(aSplit(4, 1));
    await desk.tickAt(FIRST_TICK);
    expect(desk.resting()).toEqual(['sell 40 @ 22.5']);
    desk.addBar(OPEN, 25);
    await desk.tickAt(OPEN + MINUTE);
    const at = { referenceTime: OPEN + MINUTE, referencePrice: d(25), signalTime: OPEN + MINUTE };
    const later = { ...ofThis, ...at, terms: orderTerms({ type: 'limit', limitPrice: d(21) }) };
    await desk.desk.place(anIntent({ clientOrderId: 'e'.repeat(32), ...later }));
    await desk.tickAt(OPEN + 2 * MINUTE);
    expect(desk.resting()).toEqual(['buy 5 @ 21', 'sell 40 @ 22.5']);
  });

  it('Given a stop and a target that were asked for, Then they are those of new shares', async () => {
    const attached = { stopLoss: d(80), takeProfit: d(140) };
    const desk = await SplitDesk.holding(10, [], {}, { attached });
    desk.source.told.push(aSplit(4, 1));
    await desk.tickAt(FIRST_TICK);
    const { holding } = await desk.position();
    expect([holding?.attached.stopLoss?.toFixed(), holding?.attached.takeProfit?.toFixed()]).toEqual(['20', '35']);
    expect(desk.resting()).toEqual(['sell 40 @ 20']);
  });

  it.each([
    ['a forward split', aSplit(4, 1), 10, 'sell 40 @ null'],
    ['a reverse split', aSplit(1, 10), 20, 'sell 2 @ null'],
  ])(
    "Given %s, and a strategy's exit that waits for the opening, Then it comes again for the new shares, once",
    async (_name, split, held, exit) => {
      const desk = await SplitDesk.holding(held, [null, { action: 'SELL' }]);
      expect(desk.resting()).toEqual([`sell ${held} @ null`]);
      desk.source.told.push(split);
      for (const minute of [0, 1, 2]) await desk.tickAt(FIRST_TICK + minute * MINUTE);
      expect(desk.resting()).toEqual([exit]);
      const [again] = desk.venue.working('sell');
      if (again === undefined) throw new Error('nothing works');
      await desk.tickAt(OPEN - MINUTE);
      desk.venue.time = OPEN;
      desk.venue.fill(again.request.clientOrderId, again.request.quantity.toFixed(), 1_000 / 40);
      await desk.tickAt(OPEN + MINUTE);
      expect(await summary(desk)).toMatchObject({ quantity: '0' });
      expect(desk.desk.queue).toEqual([]);
      await checkMoney(desk.desk.ledger);
    },
  );

  it('Given an entry that was decided by a price of before the split, When it comes after it, Then it is refused', async () => {
    const desk = await SplitDesk.holding(0);
    const { sessionId } = desk.desk;
    desk.source.told.push(aSplit(1, 10));
    await desk.tickAt(FIRST_TICK);
    const entry = { sessionId, symbol: SHARE, quantity: d(50), referencePrice: d(100), expiresAt: null };
    const old = await desk.desk.place(anIntent({ ...entry, referenceTime: MIDNIGHT - SECOND, signalTime: FIRST_TICK }));
    expect(old).toMatchObject({
      kind: 'denied',
      violations: expect.arrayContaining([expect.objectContaining({ rule: 'old_shares' })]),
    });
    const id = 'c'.repeat(32);
    const now = { referenceTime: MIDNIGHT, signalTime: FIRST_TICK };
    const told = await desk.desk.place(anIntent({ ...entry, ...now, clientOrderId: id, quantity: d(5) }));
    expect(JSON.stringify(told)).not.toContain('old_shares');
  });

  it('Given a halted account, Then the stop of old shares goes all the same, and the new one comes', async () => {
    const desk = await SplitDesk.holding(20);
    const account = (await desk.position()).account;
    await desk.desk.ledger.moveMode(account, { mode: 'HALTED', modeCause: 'reconciliation' });
    desk.source.told.push(aSplit(1, 10));
    for (const minute of [0, 1]) await desk.tickAt(FIRST_TICK + minute * MINUTE);
    expect(desk.resting()).toEqual(['sell 2 @ 900']);
  });

  it('Given a call that dies anywhere, When the next one goes on, Then the end is the undisturbed one', async () => {
    const endOf = async (point: number | null) => {
      const desk = await SplitDesk.holding(20);
      desk.source.told.push(aSplit(1, 10));
      const { points } = desk.desk;
      points.arm(point);
      await unlessDead(desk.tickAt(FIRST_TICK));
      const calls = points.calls.length;
      points.arm(null);
      for (const minute of [1, 2]) await desk.tickAt(FIRST_TICK + minute * MINUTE);
      await checkMoney(desk.desk.ledger);
      const fills = (await desk.desk.ledger.listFills(null)).map(({ id }) => id);
      return {
        calls,
        end: { ...(await summary(desk)), fills, resting: desk.resting(), events: await desk.events() },
      };
    };
    const undisturbed = await endOf(null);
    for (let point = 0; point < undisturbed.calls * 2; point += 1) {
      const { end } = await endOf(point);
      expect({ point, end }).toEqual({ point, end: undisturbed.end });
    }
  });
});
