import { describe, expect, it } from 'vitest';
import { acceptSignal } from '#application/signals/accept-signal.ts';
import type { ExternalSignal } from '#application/signals/external-signal.ts';
import { generateSignals } from '#application/signals/generate-signals.ts';
import { seriesOf } from '#domain/shared/bar-series.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { signalOutcome } from '#domain/signals/signal-outcome.ts';
import { phasesOf } from '#domain/simulation/phases.ts';
import { barsOf, d, NO_LIMITS, SYMBOL, T0 } from '../../support/builders.ts';
import { aScript, BUY, SELL } from '../../support/exit-desk.ts';
import { Crash } from '../../support/faulty.ts';
import { aPlan, PaperDesk, SIZING } from '../../support/paper-desk.ts';

/** Crosses upwards (fast 2, slow 4) at the close of the sixth bar, downwards at that of the seventh. */
const UP_AND_DOWN = [100, 99, 98, 97, 96, 104, 60, 50];

async function aDeskAt(minutes: number, plan = aPlan(), closes = UP_AND_DOWN): Promise<PaperDesk> {
  const desk = new PaperDesk(plan, barsOf(closes));
  desk.now = T0 + minutes * MINUTE;
  await desk.start();
  return desk;
}

const generate = (desk: PaperDesk) => generateSignals({ ...desk, queue: desk.orders });

function aSignal(desk: PaperDesk, changes: Partial<ExternalSignal> = {}): ExternalSignal {
  const said = { id: 'tv-1', strategy: 'tradingview', symbol: SYMBOL, action: 'BUY', strength: 80 } as const;
  return { source: 'webhook', ...said, time: desk.now, ...changes };
}

const accept = (desk: PaperDesk, signal: ExternalSignal) => acceptSignal({ ...desk, queue: desk.orders }, signal);

/** Each signal as operators are told of it, the latest first. */
async function toldOf(desk: PaperDesk): Promise<readonly string[]> {
  const orders = new Map((await desk.ledger.listOrders(null)).map((order) => [order.intent.clientOrderId, order]));
  return (await desk.ledger.listSignals()).map((signal) => {
    const { decision, source, strategy, action } = signal;
    const order = decision.kind === 'ordered' ? (orders.get(decision.clientOrderId) ?? null) : null;
    const { status, cause } = signalOutcome(signal, order, desk.now);
    return `${source} ${strategy} ${action} ${status}${cause === null ? '' : ` ${cause}`}`;
  });
}

describe('records of what strategies raise', () => {
  it('Given a cross, Then its signal is pending, and acted once its order is placed', async () => {
    const desk = await aDeskAt(5);
    desk.now = T0 + 6 * MINUTE;
    await generate(desk);
    expect(await toldOf(desk)).toEqual(['strategy sma BUY pending']);
    await desk.consume();
    expect(await toldOf(desk)).toEqual(['strategy sma BUY acted']);
    const [signal] = await desk.ledger.listSignals();
    const [order] = await desk.ledger.listOrders(null);
    expect(signal).toMatchObject({
      symbol: SYMBOL,
      time: T0 + 6 * MINUTE,
      receivedAt: desk.now,
      sessionId: desk.sessionId,
    });
    expect(signal?.decision).toMatchObject({ clientOrderId: order?.intent.clientOrderId });
  });

  it('Given an exit while its entry still works, Then it has cancelled; once the entry has filled it is the exit', async () => {
    const desk = await aDeskAt(5);
    desk.now = T0 + 6 * MINUTE;
    await generate(desk);
    await desk.consume();
    desk.now = T0 + 7 * MINUTE;
    await generate(desk);
    expect((await desk.ledger.listSignals()).map(({ decision }) => decision.kind)).toEqual(['cancelled', 'ordered']);
    await desk.run({ instant: T0 + 7 * MINUTE, kind: 'OPEN', bars: [], isLast: false });
    await generate(desk);
    expect(await toldOf(desk)).toEqual(['strategy sma SELL pending', 'strategy sma BUY acted']);
    await desk.consume();
    expect(await toldOf(desk)).toEqual(['strategy sma SELL acted', 'strategy sma BUY acted']);
  });

  it.each([
    ['a limit', aPlan({ limits: { ...NO_LIMITS, max_order_value: d(10) } }), 'risk'],
    ['the least ranking', aPlan({ sizing: { ...SIZING, minRanking: 101 } }), 'ranking'],
    ['the size', aPlan({ sizing: { ...SIZING, minAmount: d(1_000_000) } }), 'size'],
  ])('Given what %s refuses, Then the record says so', async (_, plan, cause) => {
    const desk = await aDeskAt(5, plan);
    desk.now = T0 + 6 * MINUTE;
    await generate(desk);
    expect(await toldOf(desk)).toEqual([`strategy sma BUY denied ${cause}`]);
    expect(desk.queue).toEqual([]);
  });

  it('Given missed ticks, Then the overtaken signal and the one that is late are both told', async () => {
    const desk = await aDeskAt(5);
    desk.now = T0 + 8 * MINUTE;
    await generate(desk);
    expect(await toldOf(desk)).toEqual(['strategy sma SELL denied no_change', 'strategy sma BUY denied overtaken']);
  });

  it('Given an entry that nobody has carried out, When its time is over, Then it is told as expired', async () => {
    const desk = await aDeskAt(5);
    desk.now = T0 + 6 * MINUTE;
    await generate(desk);
    desk.now += 2 * MINUTE;
    expect(await toldOf(desk)).toEqual(['strategy sma BUY pending']);
    desk.now += 1;
    expect(await toldOf(desk)).toEqual(['strategy sma BUY denied expired']);
  });

  it('Given bars that raise nothing, Then no write is made for a signal', async () => {
    const desk = await aDeskAt(4);
    desk.now = T0 + 5 * MINUTE;
    await generate(desk);
    expect(await desk.ledger.listSignals()).toEqual([]);
  });

  it('Given every tick and message three times, Then the records are those of once', async () => {
    const tell = async (times: number) => {
      const desk = new PaperDesk(
        aScript([BUY, BUY, SELL, SELL, BUY, { action: 'CLOSE' }]),
        barsOf([100, 101, 102, 103, 104, 105, 106]),
      );
      const phases = [...phasesOf(seriesOf(barsOf([100, 101, 102, 103, 104, 105, 106]), MINUTE))];
      await desk.start();
      for (const phase of phases) await desk.run(phase, times);
      return [await toldOf(desk), await desk.ledger.listSignals()];
    };
    const once = await tell(1);
    expect(once[0]).toEqual([
      'strategy script CLOSE acted',
      'strategy script BUY acted',
      'strategy script SELL denied no_change',
      'strategy script SELL acted',
      'strategy script BUY denied no_change',
      'strategy script BUY acted',
    ]);
    expect(await tell(3)).toEqual(once);
  });
});

describe('records of signals from outside', () => {
  it.each([
    ['of another symbol', { symbol: 'BTC/USD' }, 'unknown_symbol'],
    ['that changes nothing', { action: 'CLOSE' }, 'no_change'],
    ['of an old event', { source: 'event', time: T0 + 3 * MINUTE - 60_001 }, 'stale'],
  ] as const)('Given one %s, Then why nothing was done is on record', async (_, changes, cause) => {
    const desk = await aDeskAt(3);
    const signal = aSignal(desk, changes);
    for (let n = 0; n < 2; n++) await accept(desk, signal);
    expect(await toldOf(desk)).toEqual([`${signal.source} tradingview ${signal.action} denied ${cause}`]);
    expect(desk.queue).toEqual([]);
  });

  it('Given no session, Then it is refused; the same one later, with a session, stays so', async () => {
    const desk = new PaperDesk(aPlan(), barsOf(UP_AND_DOWN));
    await accept(desk, aSignal(desk));
    await desk.start();
    expect(await accept(desk, aSignal(desk))).toEqual({ kind: 'duplicate' });
    expect(await toldOf(desk)).toEqual(['webhook tradingview BUY denied session']);
  });

  it('Given no price, Then it is refused as such', async () => {
    const desk = await aDeskAt(3);
    desk.marketData = { ...desk.marketData, getLatestPrice: async () => null };
    await accept(desk, aSignal(desk));
    expect(await toldOf(desk)).toEqual(['webhook tradingview BUY denied no_price']);
  });

  it('Given the same id with another symbol, time or action, Then it is the first one again, and nothing is done', async () => {
    const desk = await aDeskAt(3);
    await accept(desk, aSignal(desk));
    const changes = [{ time: desk.now + 1000 }, { action: 'CLOSE' }, { symbol: 'BTC/USD' }] as const;
    for (const change of changes) expect(await accept(desk, aSignal(desk, change))).toEqual({ kind: 'duplicate' });
    expect(desk.queue).toHaveLength(1);
    expect(await desk.ledger.listRiskEvents()).toEqual([]);
    expect(await toldOf(desk)).toEqual(['webhook tradingview BUY pending']);
  });

  it('Given a CLOSE that has been carried out, When it comes again beside a new entry, Then that entry stays', async () => {
    const desk = await aDeskAt(3);
    const fill = async () => {
      await desk.consume();
      await desk.run({ instant: desk.now, kind: 'OPEN', bars: [], isLast: false });
    };
    await accept(desk, aSignal(desk));
    await fill();
    const close = aSignal(desk, { id: 'tv-2', action: 'CLOSE' });
    await accept(desk, close);
    await fill();
    await accept(desk, aSignal(desk, { id: 'tv-3' }));
    await fill();
    expect(await accept(desk, close)).toEqual({ kind: 'duplicate' });
    expect(desk.queue).toEqual([]);
    expect((await desk.records()).fills.map(({ side }) => side)).toEqual(['buy', 'sell', 'buy']);
  });

  it('Given a crash at every call, When the signal is sent again, Then there is one record and at most one order', async () => {
    for (const changes of [{}, { symbol: 'BTC/USD' }]) {
      const calls = await callsOf(changes);
      expect(calls).toBeGreaterThan(1);
      for (let point = 0; point < 2 * calls; point++) {
        const desk = await aDeskAt(3);
        desk.points.arm(point);
        await expect(accept(desk, aSignal(desk, changes))).rejects.toThrow(Crash);
        desk.points.arm(null);
        await accept(desk, aSignal(desk, changes));
        await desk.consume(2);
        const isRefused = 'symbol' in changes;
        expect(await desk.ledger.listSignals()).toHaveLength(1);
        expect(await desk.ledger.listRiskEvents()).toHaveLength(isRefused ? 1 : 0);
        expect((await desk.records()).orders).toHaveLength(isRefused ? 0 : 1);
      }
    }
  });

  it('Given a queue that does not answer, When the signal is sent again, Then its order is queued', async () => {
    const desk = await aDeskAt(3);
    const lost = { send: async () => Promise.reject(new Error('queue')) };
    await expect(acceptSignal({ ...desk, queue: lost }, aSignal(desk))).rejects.toThrow('queue');
    expect(await accept(desk, aSignal(desk))).toMatchObject({ kind: 'queued' });
    await desk.consume();
    expect(await toldOf(desk)).toEqual(['webhook tradingview BUY acted']);
  });
});

/** How many calls of the ledger an undisturbed signal makes. */
async function callsOf(changes: Partial<ExternalSignal>): Promise<number> {
  const desk = await aDeskAt(3);
  desk.points.arm(null);
  await accept(desk, aSignal(desk, changes));
  return desk.points.calls.length;
}
