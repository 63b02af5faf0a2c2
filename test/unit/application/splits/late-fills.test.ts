import { describe, expect, it } from 'vitest';
import { roundTrips } from '#domain/reporting/round-trips.ts';
import { MINUTE, SECOND } from '#domain/shared/instant.ts';
import { T0 } from '../../../support/builders.ts';
import { checkMoney } from '../../../support/check-money.ts';
import { unlessDead } from '../../../support/faulty.ts';
import { ENTRY } from '../../../support/hand-venue.ts';
import { aSplit, MIDNIGHT, OPEN, SHARE, SplitDesk } from '../../../support/split-desk.ts';

const FIRST_TICK = MIDNIGHT + 30 * SECOND;

describe('fills around a split', () => {
  it('Given a fill of before the split that is listed after it, Then it counts in new shares, and its order in old ones', async () => {
    const desk = await SplitDesk.holding(10);
    desk.source.told.push(aSplit(4, 1));
    await desk.tickAt(FIRST_TICK);
    desk.listLate('y1', 5, 100, T0 + 2 * MINUTE);
    await desk.tickAt(FIRST_TICK + MINUTE);
    const { cost, quantity } = await desk.position();
    expect([quantity.toFixed(), cost.toFixed()]).toEqual(['60', '1500']);
    expect((await desk.order(ENTRY)).filledQuantity.toFixed()).toBe('15');
    expect(desk.resting()).toEqual(['sell 60 @ 22.5']);
    await checkMoney(desk.desk.ledger);
    expect(await desk.faults()).toEqual([]);
    const [trip] = roundTrips(await desk.desk.ledger.listFills(null));
    expect([trip?.quantity.toFixed(), trip?.entryPrice.toFixed()]).toEqual(['60', '25']);
    await desk.tickAt(FIRST_TICK + 2 * MINUTE);
    expect((await desk.position()).quantity.toFixed()).toBe('60');
  });

  it('Given a fill of the day, Then it counts as it is', async () => {
    const desk = await SplitDesk.holding(10);
    desk.source.told.push(aSplit(4, 1));
    await desk.tickAt(FIRST_TICK);
    desk.listLate('y1', 40, 30, OPEN, { side: 'sell', clientOrderId: null });
    for (const minute of [1, 2]) await desk.tickAt(OPEN + minute * MINUTE);
    const { account, quantity, realizedPnl } = await desk.position();
    expect([quantity, realizedPnl, account.cash].map(String)).toEqual(['0', '200', '10200']);
    const trips = roundTrips(await desk.desk.ledger.listFills(null));
    expect(trips.map(({ pnl, quantity: sold }) => [String(sold), String(pnl)])).toEqual([['40', '200']]);
    const [trade] = await desk.desk.ledger.listClosedTrades(0);
    expect(trade?.pnl.toFixed()).toBe('200');
    expect(await desk.faults()).toEqual([]);
  });

  it('Given a fill of shares that are held on a day whose splits are not known, Then it waits, and is lost by nobody', async () => {
    const desk = await SplitDesk.holding(10);
    desk.source.isSilent = true;
    desk.source.told.push(aSplit(4, 1));
    desk.listLate('y1', 40, 30, OPEN, { side: 'sell', clientOrderId: null });
    desk.desk.now = OPEN;
    expect(await desk.desk.track()).toMatchObject({ kind: 'tracked', fills: [], fillsFault: { code: 'UNAVAILABLE' } });
    expect((await desk.position()).quantity.toFixed()).toBe('10');
    desk.source.isSilent = false;
    desk.desk.now = OPEN + MINUTE;
    await desk.desk.monitor();
    await desk.desk.track();
    expect((await desk.position()).quantity.toFixed()).toBe('0');
    await checkMoney(desk.desk.ledger);
  });

  it('Given a fill that waits, Then those of other symbols behind it do not', async () => {
    const desk = await SplitDesk.holding(10, [], { symbols: [SHARE, 'BTC/USD'] });
    desk.source.isSilent = true;
    desk.listLate('y1', 1, 25, OPEN, { clientOrderId: null });
    desk.listLate('y2', 2, 100, OPEN + 1, { clientOrderId: null, symbol: 'BTC/USD' });
    desk.listLate('y3', 1, 25, OPEN + 2, { clientOrderId: null });
    desk.desk.now = OPEN + MINUTE;
    expect(await desk.desk.track()).toMatchObject({
      fills: [{ fill: { id: 'y2' } }],
      fillsFault: { code: 'UNAVAILABLE' },
    });
    desk.source.isSilent = false;
    await desk.tickAt(OPEN + 2 * MINUTE);
    await desk.tickAt(OPEN + 3 * MINUTE);
    expect((await desk.desk.ledger.listFills(null)).map(({ id }) => id)).toEqual(['000000x1', 'y1', 'y2', 'y3']);
    await checkMoney(desk.desk.ledger);
  });

  it('Given no session any more, Then the monitor asks all the same, and the fill is booked', async () => {
    const desk = await SplitDesk.holding(10);
    const { desk: paper } = desk;
    await paper.stop();
    await paper.track();
    expect((await paper.ledger.readAccount())?.account.sessionId).toBeNull();
    desk.source.told.push(aSplit(4, 1));
    desk.listLate('y1', 40, 30, OPEN, { side: 'sell', clientOrderId: null });
    paper.now = OPEN;
    expect(await paper.track()).toMatchObject({ fillsFault: { code: 'UNAVAILABLE' } });
    expect(await paper.monitor()).toMatchObject({ kind: 'idle' });
    expect(await paper.track()).toMatchObject({ fillsFault: null });
    expect((await desk.position()).quantity.toFixed()).toBe('0');
  });

  it('Given an entry into nothing on such a day, Then it is booked at once', async () => {
    const desk = await SplitDesk.holding(0);
    desk.source.isSilent = true;
    desk.listLate('y1', 4, 30, OPEN, { clientOrderId: null });
    desk.desk.now = OPEN;
    expect(await desk.desk.track()).toMatchObject({ fillsFault: null });
    expect((await desk.position()).quantity.toFixed()).toBe('4');
  });

  it('Given a late fill and a call that dies anywhere, Then the end is the undisturbed one', async () => {
    const endOf = async (point: number | null) => {
      const desk = await SplitDesk.holding(10);
      desk.source.told.push(aSplit(4, 1));
      await desk.tickAt(FIRST_TICK);
      desk.listLate('y1', 5, 100, T0 + 2 * MINUTE);
      desk.desk.now = FIRST_TICK + MINUTE;
      desk.desk.points.arm(point);
      await unlessDead(desk.desk.track());
      const calls = desk.desk.points.calls.length;
      desk.desk.points.arm(null);
      await desk.tickAt(FIRST_TICK + 2 * MINUTE);
      const fills = (await desk.desk.ledger.listFills(null)).map(({ id }) => id);
      return { calls, end: { fills, quantity: (await desk.position()).quantity.toFixed(), resting: desk.resting() } };
    };
    const undisturbed = await endOf(null);
    for (let point = 0; point < undisturbed.calls * 2; point += 1)
      expect({ point, end: (await endOf(point)).end }).toEqual({ point, end: undisturbed.end });
  });
});
