import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { encodeEvent } from '#application/contracts/events/encode-event.ts';
import { EVENT_SCHEMAS } from '#application/contracts/events/event-schemas.ts';
import { relayMoves } from '#application/events/relay-moves.ts';
import { acceptSignal } from '#application/signals/accept-signal.ts';
import type { DomainEvent } from '#domain/events/domain-event.ts';
import type { LedgerMove } from '#domain/events/events-of-move.ts';
import { seriesOf } from '#domain/shared/bar-series.ts';
import { MINUTE, SECOND } from '#domain/shared/instant.ts';
import { phasesOf } from '#domain/simulation/phases.ts';
import { barsOf, SYMBOL } from '../../support/builders.ts';
import { aScript, BUY, SELL } from '../../support/exit-desk.ts';
import { PaperDesk } from '../../support/paper-desk.ts';
import { moveOf, noteMoves } from '../../support/told-events.ts';

/** Buys, is protected, sells, is told something by a stranger, and is stopped with all that it has. */
async function aTradingDay(times: number): Promise<{ desk: PaperDesk; moves: readonly LedgerMove[] }> {
  const bars = barsOf([100, 101, 102, 101, 100, 99, 99, 99]);
  const desk = new PaperDesk(aScript([BUY, null, null, SELL]), bars);
  const moves = noteMoves(desk.table, desk.clock.now);
  await desk.start();
  for (const phase of phasesOf(seriesOf(bars, MINUTE))) await desk.run(phase, times);
  const signal = { source: 'event', id: 'x', strategy: 'stranger', symbol: 'DOGE/USD', action: 'BUY' } as const;
  await acceptSignal({ ...desk, queue: desk.orders }, { ...signal, strength: 50, time: desk.now });
  const { id } = await desk.emergencyStop();
  desk.now += 11_000;
  for (let rounds = 0; rounds < 100; rounds += 1) {
    const outcome = await desk.advance(id);
    if (outcome.kind === 'done') break;
    desk.now += outcome.seconds * SECOND;
  }
  return { desk, moves };
}

async function tell(moves: readonly LedgerMove[]): Promise<readonly DomainEvent[]> {
  const told: DomainEvent[] = [];
  await relayMoves({ publish: async (events) => void told.push(...events) }, moves);
  return told;
}

const names = (events: readonly DomainEvent[]) => events.map(({ name }) => name);

let day: Awaited<ReturnType<typeof aTradingDay>>;
let told: readonly DomainEvent[];
beforeEach(async () => {
  day = await aTradingDay(1);
  told = await tell(day.moves);
});

describe('the events of a session', () => {
  it('Given a session that trades and is stopped, When its writes are told, Then each thing that happened is one event, in its order', () => {
    const of = (id: string | undefined) =>
      told.filter((one) => one.about === 'order' && one.order.intent.clientOrderId === id);
    const orders = [...new Set(told.flatMap((one) => (one.about === 'order' ? [one.order.intent.clientOrderId] : [])))];
    expect(orders.map((id) => names(of(id)))).toEqual([
      ['OrderSubmitted', 'OrderAccepted', 'OrderFilled'],
      ['OrderSubmitted', 'OrderAccepted', 'OrderCancelled'],
      ['OrderSubmitted', 'OrderAccepted', 'OrderFilled'],
    ]);
    expect(names(told.filter(({ about }) => about !== 'order'))).toEqual([
      'SessionStateChanged',
      'SessionStateChanged',
      'SignalGenerated',
      'PositionOpened',
      'SignalGenerated',
      'PositionClosed',
      'SignalDenied',
      'EmergencyStopRequested',
      'ReconciliationCompleted',
      'SessionStateChanged',
      'SessionStateChanged',
      'EmergencyStopCompleted',
    ]);
    const statuses = told.flatMap((one) => (one.about === 'session' ? [`${one.from} ${one.session.status}`] : []));
    expect(statuses).toEqual(['null STARTING', 'STARTING RUNNING', 'RUNNING STOPPING', 'STOPPING STOPPED']);
  });

  it('Given a session, When it is told, Then every event is what its schema says, and the trade has its P&L', async () => {
    const details = told.map((event) => encodeEvent(event, 'test'));
    for (const { name, detail } of details) EVENT_SCHEMAS[name].parse(JSON.parse(JSON.stringify(detail)));
    const closed = details.find(({ name }) => name === 'PositionClosed')?.detail;
    const [trade] = await day.desk.ledger.listClosedTrades(0);
    expect(trade?.pnl.toFixed()).toMatch(/^\d/);
    expect(closed).toMatchObject({
      version: 1,
      environment: 'test',
      symbol: SYMBOL,
      quantity: '0',
      exitReason: 'strategy_exit',
      pnl: trade?.pnl.toFixed(),
    });
  });

  it('Given a session, When its writes are told again, in part and in any order, Then no event has an id that is new', async () => {
    const ids = new Set(told.map(({ id }) => id));
    expect(ids.size).toBe(told.length);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...day.moves]), async (some) => {
        for (const { id } of await tell(some)) expect(ids).toContain(id);
      }),
      { numRuns: 50 },
    );
  });

  it('Given every tick and message twice, When the writes are told, Then the events are the same', async () => {
    const twice = await aTradingDay(2);
    const trading = (events: readonly DomainEvent[]) =>
      events.flatMap(({ about, id }) => (about === 'order' || about === 'position' || about === 'signal' ? [id] : []));
    expect(trading(await tell(twice.moves))).toEqual(trading(told));
  });

  it('Given records as they stand, When somebody tells of them once more, Then they are no events', async () => {
    const still = day.desk.table.dump().flatMap((item) => {
      const move = moveOf({ pk: item.pk, sk: item.sk }, item, item, day.desk.now);
      return move === null ? [] : [move];
    });
    expect(still.length).toBeGreaterThan(8);
    expect(await tell(still)).toEqual([]);
  });

  it('Given an order of which the writes before were lost, When its last one is told, Then so is all that it remembers, under the same ids', async () => {
    const filled = day.moves.findLast(({ change }) => change.kind === 'order' && change.order.state === 'FILLED');
    if (filled === undefined) throw new Error('expected a filled order');
    const events = await tell([{ ...filled, before: null }]);
    expect(names(events)).toEqual(['OrderSubmitted', 'OrderAccepted', 'OrderFilled']);
    const ids = told.map(({ id }) => id);
    for (const { id } of events) expect(ids).toContain(id);
  });

  it('Given no event, When writes are told, Then the bus is not called', async () => {
    const refuse = async () => Promise.reject(new Error('called'));
    expect(await relayMoves({ publish: refuse }, [])).toBe(0);
    await expect(relayMoves({ publish: refuse }, day.moves)).rejects.toThrow('called');
  });
});
