import { describe, expect, it } from 'vitest';
import { MINUTE } from '#domain/shared/instant.ts';
import { NO_EXITS } from '#domain/trading/exit-rules.ts';
import type { CancelCommand } from '#domain/trading/order-command.ts';
import { anIntent, barsOf, d, NO_LIMITS, SYMBOL } from '../../support/builders.ts';
import { aCancel, aDeskAfter, aScript, BUY, SELL, working } from '../../support/exit-desk.ts';
import { Crash, withPost } from '../../support/faulty.ts';
import { aPlan, PaperDesk, VENUE } from '../../support/paper-desk.ts';

describe('monitorRisk', () => {
  it('Given a position without protection, Then one protective order is queued, and none by a second tick', async () => {
    const [desk, phases] = await aDeskAfter(3, aScript([BUY]));
    desk.now = phases[0]?.instant ?? 0;
    await desk.track();
    expect(await desk.monitor()).toMatchObject({ kind: 'watched', queued: [{ purpose: 'protection', side: 'sell' }] });
    await desk.consume();
    expect(await desk.monitor()).toMatchObject({ snapshot: null, queued: [] });
    expect(await working(desk)).toEqual(['sell 95 protection']);
  });

  it('Given a crash at every point of a close with a time exit, When everything comes again, Then the end is the undisturbed one', async () => {
    const plan = aScript([BUY], { exits: { ...NO_EXITS, stopLossPct: d('0.1'), timeExitBars: 2 } });
    const [undisturbed, phases] = await aDeskAfter(5, plan);
    const close = phases[0];
    if (close === undefined) throw new Error('no third close');
    undisturbed.points.arm(null);
    await undisturbed.run(close);
    const expected = whatIsLeft(undisturbed);
    expect(expected).toContain('time_exit');
    const points = undisturbed.points.calls.length * 2;
    expect(points).toBeGreaterThan(20);
    for (let point = 0; point < points; point += 1) {
      const [desk] = await aDeskAfter(5, plan);
      desk.points.arm(point);
      await expect(desk.run(close), `point ${point}`).rejects.toThrow(Crash);
      desk.points.arm(null);
      await desk.run(close);
      expect(whatIsLeft(desk), `point ${point}`).toBe(expected);
    }
  }, 120_000);

  it('Given a loss beyond every rung, Then the account is HALTED, its events are told once, and exits are left to the operator', async () => {
    const limits = { ...NO_LIMITS, max_drawdown: d('0.01') };
    const [desk, phases] = await aDeskAfter(7, aScript([BUY], { limits }), [100, 100, 100, 95, 94, 93]);
    await desk.run(phases[0] ?? { instant: 0, kind: 'CLOSE', bars: [], isLast: false }, 2);
    expect((await desk.ledger.readAccount())?.account.mode).toBe('HALTED');
    const events = await desk.ledger.listRiskEvents();
    expect(events.map(({ kind, detail }) => [kind, detail['rung']])).toEqual([['RiskLimitExceeded', 'emergency_stop']]);
    const at = events[0]?.at;
    await desk.run(phases[1] ?? { instant: 0, kind: 'OPEN', bars: [], isLast: false });
    await desk.run(phases[2] ?? { instant: 0, kind: 'CLOSE', bars: [], isLast: false });
    expect((await desk.ledger.listRiskEvents()).map((event) => event.at)).toEqual([at]);
    expect(await working(desk)).toEqual(['sell 95 protection']);
  });
});

describe('generateSignals and orders at work', () => {
  const shorts = { maxLeverage: d(2), maintenanceRate: d('0.1'), fundingRate: d(0), allowShort: true };

  it('Given SELL while only an entry works, When the step is taken again, Then it does not open a short', async () => {
    const venue = { ...VENUE, margin: shorts, latency: 5 * MINUTE };
    const [desk, phases] = await aDeskAfter(3, aScript([BUY, SELL], { venue }));
    expect(await working(desk)).toEqual(['buy 95 entry']);
    for (const phase of phases.slice(0, 4)) await desk.run(phase);
    expect(await working(desk)).toEqual([]);
    const { orders } = await desk.records();
    expect(orders.map(({ intent, state }) => `${intent.side} ${state}`)).toEqual(['buy CANCELLED']);
  });
});

describe('cancelOrders', () => {
  async function aDeskWithEntry(): Promise<PaperDesk> {
    const desk = new PaperDesk(aPlan(), barsOf([100, 101]));
    await desk.start();
    await desk.place(anIntent({ sessionId: desk.sessionId }));
    return desk;
  }

  it('Given a working entry, Then it is cancelled with its reservation, and again changes nothing', async () => {
    const desk = await aDeskWithEntry();
    expect(await desk.cancel(aCancel(desk))).toMatchObject({ kind: 'cancelled', orders: [{ state: 'CANCELLED' }] });
    const view = await desk.ledger.readAccount();
    expect([view?.account.reserved.toFixed(), view?.positions.get(SYMBOL)?.entryOrders.size]).toEqual(['0', 0]);
    expect(await desk.cancel(aCancel(desk))).toEqual({ kind: 'cancelled', orders: [] });
  });

  it.each<[given: string, changes: Partial<CancelCommand>]>([
    ['protection only', { scope: 'protection' }],
    ['all but this one', { except: anIntent().clientOrderId }],
    ['another symbol', { symbol: 'BTC/USD' }],
  ])('Given a cancel of %s, Then the entry goes on working', async (_, changes) => {
    const desk = await aDeskWithEntry();
    expect(await desk.cancel(aCancel(desk, changes))).toEqual({ kind: 'cancelled', orders: [] });
    expect(await working(desk)).toEqual(['buy 10 entry']);
  });

  it('Given a halted account, Then what works is left to the emergency stop', async () => {
    const desk = await aDeskWithEntry();
    await desk.ledger.kill();
    expect(await desk.cancel(aCancel(desk))).toEqual({ kind: 'ignored', orders: [] });
    expect(await working(desk)).toEqual(['buy 10 entry']);
  });

  it('Given a venue that does not say that the order is over, Then the message fails, to come again', async () => {
    const desk = await aDeskWithEntry();
    const venue = withPost(desk.venue, (request) => desk.venue.placeOrder(request));
    desk.broker = { ...venue, cancelOrder: async () => ({ kind: 'unknown', cause: 'timeout' }) };
    await expect(desk.cancel(aCancel(desk))).rejects.toThrow(
      'cancel unknown, the venue says working, 0 filled: it may still work',
    );
    expect(await working(desk)).toEqual(['buy 10 entry']);
  });
});

const ATTEMPTS: readonly string[] = ['authorisedBy', 'attempt', 'version', 'history'];

/** The table, but for what tells how many attempts it took. */
function whatIsLeft(desk: PaperDesk): string {
  return JSON.stringify(desk.table.dump(), (key, value: unknown) => (ATTEMPTS.includes(key) ? undefined : value), 1);
}
