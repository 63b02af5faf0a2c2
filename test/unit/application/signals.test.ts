import { describe, expect, it } from 'vitest';
import { acceptSignal, type ExternalSignal } from '#application/accept-signal.ts';
import { generateSignals } from '#application/generate-signals.ts';
import { startSession } from '#application/start-session.ts';
import { phasesOf } from '#domain/simulation/phases.ts';
import { MINUTE, SECOND } from '#domain/trading/instant.ts';
import { barsOf, d, NO_LIMITS, SYMBOL, T0 } from '../../support/builders.ts';
import { aPlan, PaperDesk } from '../../support/paper-desk.ts';

/** Crosses upwards (fast 2, slow 4) at the close of the sixth bar. */
const RISING = [100, 99, 98, 97, 96, 104, 105, 106];

async function aDeskAt(minutes: number, plan = aPlan(), closes = RISING): Promise<PaperDesk> {
  const desk = new PaperDesk(plan, barsOf(closes));
  desk.now = T0 + minutes * MINUTE;
  await desk.start();
  return desk;
}

const generate = (desk: PaperDesk) => generateSignals({ ...desk, queue: desk.orders });

function aSignal(desk: PaperDesk, changes: Partial<ExternalSignal> = {}): ExternalSignal {
  return {
    id: 'tv-1',
    strategy: 'tradingview',
    symbol: SYMBOL,
    action: 'BUY',
    strength: 80,
    time: desk.now,
    ...changes,
  };
}

const accept = (desk: PaperDesk, signal: ExternalSignal) => acceptSignal({ ...desk, queue: desk.orders }, signal);

describe('generateSignals', () => {
  it('Given a session that starts in mid-day, Then older bars warm it up and only later ones raise orders', async () => {
    const early = await aDeskAt(5);
    early.now = T0 + 6 * MINUTE;
    expect(await generate(early)).toMatchObject({
      kind: 'stepped',
      queued: [{ side: 'buy', signalTime: T0 + 6 * MINUTE }],
    });
    const late = await aDeskAt(6);
    expect(await generate(late)).toMatchObject({ kind: 'stepped', queued: [] });
  });

  it('Given missed ticks, Then the entry of an overtaken bar has expired and is denied, and the state is up to date', async () => {
    const desk = await aDeskAt(5);
    desk.now = T0 + 8 * MINUTE;
    expect(await generate(desk)).toMatchObject({ queued: [], denied: [{ side: 'buy', signalTime: T0 + 6 * MINUTE }] });
    expect((await desk.records()).orders).toMatchObject([
      { state: 'REJECTED', violations: [{ rule: 'expired' }, { rule: 'stale_price' }] },
    ]);
    expect(await generate(desk)).toMatchObject({ kind: 'idle', reason: 'no new bar' });
  });

  it('Given a limit that the order would pass, Then it is denied before the queue, with its reason on record', async () => {
    const desk = await aDeskAt(5, aPlan({ limits: { ...NO_LIMITS, max_order_value: d(10) } }));
    desk.now = T0 + 6 * MINUTE;
    await generate(desk);
    expect(desk.queue).toEqual([]);
    expect((await desk.records()).orders).toMatchObject([
      { state: 'REJECTED', attempt: 0, violations: [{ rule: 'max_order_value' }] },
    ]);
  });

  it('Given no session, or a stopped one, Then a tick does nothing', async () => {
    const desk = new PaperDesk(aPlan(), barsOf(RISING));
    expect(await generate(desk)).toMatchObject({ kind: 'idle' });
    await desk.start();
    await desk.stop();
    desk.now = T0 + 6 * MINUTE;
    expect(await generate(desk)).toMatchObject({ kind: 'idle' });
  });
});

describe('acceptSignal', () => {
  it('Given the same event three times, Then the venue has one order', async () => {
    const desk = await aDeskAt(3);
    for (let n = 0; n < 3; n++) await accept(desk, aSignal(desk));
    for (const intent of desk.queue.splice(0)) await desk.place(intent);
    const { orders } = await desk.records();
    expect(orders).toMatchObject([
      { state: 'ACCEPTED', intent: { strategy: 'tradingview', ranking: 80, reason: 'signal tv-1' } },
    ]);
  });

  it.each([
    ['older than a minute', { time: T0 + 3 * MINUTE - 60_001 }, 'its time'],
    ['from the future', { time: T0 + 3 * MINUTE + 6 * SECOND }, 'its time'],
    ['for another symbol', { symbol: 'BTC/USD' }, 'BTC/USD is not of this session'],
  ])('Given a signal %s, Then it is refused and recorded once', async (_, changes, reason) => {
    const desk = await aDeskAt(3);
    for (let n = 0; n < 2; n++) expect(await accept(desk, aSignal(desk, changes))).toMatchObject({ kind: 'refused' });
    const events = await desk.ledger.listRiskEvents();
    expect(events).toHaveLength(1);
    expect(events[0]?.detail.reason).toContain(reason);
    expect(desk.queue).toEqual([]);
  });

  it('Given a signal without a session, or one that changes nothing, Then nothing is queued', async () => {
    const desk = await aDeskAt(3);
    expect(await accept(desk, aSignal(desk, { action: 'SELL' }))).toMatchObject({ kind: 'ignored' });
    expect(await accept(desk, aSignal(desk, { action: 'HOLD' }))).toMatchObject({ kind: 'ignored' });
    await desk.stop();
    expect(await accept(desk, aSignal(desk))).toMatchObject({ kind: 'refused', reason: 'no running session' });
  });
});

describe('sessions', () => {
  it('Given the same key, Then the same session; given another while it runs, Then a conflict', async () => {
    const desk = await aDeskAt(0);
    expect(await desk.start()).toMatchObject({
      kind: 'started',
      session: { id: desk.sessionId, status: 'RUNNING', startedAt: T0 },
    });
    const other = await startSession({ ...desk, config: '{}' }, { idempotencyKey: 'other' });
    expect(other).toMatchObject({ kind: 'conflict' });
    await desk.stop();
    expect(await startSession({ ...desk, config: '{}' }, { idempotencyKey: 'other' })).toMatchObject({
      kind: 'started',
    });
  });

  it('Given strategies or symbols that the environment does not have, Then the request is invalid and names them', async () => {
    const desk = new PaperDesk(aPlan(), []);
    const start = (request: object) => startSession({ ...desk, config: '{}' }, { idempotencyKey: 'k', ...request });
    expect(await start({ strategies: ['rsi'] })).toMatchObject({
      kind: 'invalid',
      reason: 'strategies: received rsi, expected some of sma',
    });
    expect(await start({ symbols: ['X'] })).toMatchObject({
      kind: 'invalid',
      reason: `symbols: received X, expected some of ${SYMBOL}`,
    });
  });

  it('Given a session that was stopped, When it is stopped again or is unknown, Then it is refused', async () => {
    const desk = await aDeskAt(0);
    expect(await desk.stop()).toMatchObject({
      kind: 'stopping',
      session: { status: 'STOPPED', stopReason: 'operator' },
    });
    expect(await desk.stop()).toMatchObject({ kind: 'conflict' });
  });

  it('Given a whole run, Then the totals of the session are those of its fills', async () => {
    const desk = new PaperDesk(aPlan(), barsOf([...RISING, 90, 80, 70, 60]));
    await desk.runAll();
    expect(phasesOf(barsOf(RISING))).toHaveLength(16);
    expect(await desk.ledger.readSession(desk.sessionId)).toMatchObject({
      status: 'STOPPED',
      totalTrades: 1,
      losingTrades: 1,
    });
  });
});
