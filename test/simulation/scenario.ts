import { isWorking } from '#domain/orders/reservation.ts';
import { MINUTE, SECOND, toIso } from '#domain/shared/instant.ts';
import { d, T0 } from '../support/builders.ts';
import type { Functions } from './functions.ts';
import { SYMBOLS } from './simulated-plan.ts';
import type { World } from './world.ts';

/** A tick comes up to so late after its minute. */
const JITTER = 3 * SECOND;
const AGAIN = 4 * SECOND;

/** Puts everything into the calendar that comes from outside: ticks, operators, senders of signals, and those who trade past us. */
export function schedule(world: World, functions: Functions): void {
  const { engine, options } = world;
  start(world, functions);
  for (let at = 0; T0 + at <= world.end; at += MINUTE) {
    for (const tick of [() => functions.track(), () => functions.monitor(), () => functions.generate()]) {
      engine.time.schedule(at, () => tickAt(world, tick));
    }
  }
  const active = options.minutes * MINUTE;
  for (let count = engine.pick(6 * options.minutes); count > 0; count -= 1) {
    engine.time.schedule(engine.pick(active), () => sendSignal(world, functions, count));
  }
  for (let count = engine.pick(3 * options.minutes); count > 0; count -= 1) {
    engine.time.schedule(engine.pick(active), () => actByHand(world, functions, `h${count}`));
  }
  for (let at = 0; at < active; at += 10 * SECOND) engine.time.schedule(at, () => tradeElsewhere(world));
  engine.time.schedule(active, () => {
    engine.faults.isOver = true;
  });
  endOfSession(world, functions, active);
}

function tickAt({ engine }: World, tick: () => void): void {
  if (engine.faults.strikes('tick_lost')) return;
  engine.time.schedule(engine.pick(JITTER), tick);
  if (engine.faults.strikes('tick_doubled')) engine.time.schedule(engine.pick(JITTER), tick);
}

/** An operator repeats what failed; sometimes two do the same at once. */
function start(world: World, functions: Functions): void {
  const attempt = () => functions.startSession((isDone) => retry(world, isDone, attempt));
  world.engine.time.schedule(0, attempt);
  if (world.engine.pick(4) === 0) world.engine.time.schedule(world.engine.pick(300), attempt);
}

function retry({ engine }: World, isDone: boolean, attempt: () => void): void {
  if (!isDone) engine.time.schedule(AGAIN, attempt);
}

/** The moments at which a kill or a stop hurts most: something has been read, or sent, and what follows from it has not been written. */
const MOMENTS = [
  'place-order › ledger.readAccount.query',
  'place-order › broker.placeOrder',
  'track-orders › broker.getOrder',
  'generate-signals › queue.send',
];

function endOfSession(world: World, functions: Functions, active: number): void {
  const { engine } = world;
  const bare = () => functions.kill((isDone) => retry(world, isDone, bare));
  const wish = { reason: 'simulated', flatten: engine.pick(2) === 0, cancelAll: engine.pick(2) === 0 };
  const whole = () => functions.emergencyStop(wish, (isDone) => retry(world, isDone, whole));
  const kill = engine.pick(4) === 0 ? bare : whole;
  const stop = () => functions.stopSession((isDone) => retry(world, isDone || engine.faults.isOver, stop));
  const end = engine.pick(10);
  const at = Math.floor(active / 3) + engine.pick(Math.floor(active / 2));
  const acts = [...(end < 4 ? [kill] : []), ...(end >= 3 && end < 6 ? [stop] : [])];
  for (const act of acts) engine.time.schedule(at, () => atTheMoment(world, act));
}

/** From now on, as soon as the moment comes. */
function atTheMoment({ engine }: World, act: () => void): void {
  const moment = MOMENTS[engine.pick(MOMENTS.length)];
  let isDone = false;
  const go = () => {
    if (!isDone) engine.time.schedule(0, act);
    isDone = true;
  };
  const next = engine.onEffect;
  engine.onEffect = (port) => {
    next?.(port);
    if (port === moment) go();
  };
  engine.time.schedule(MINUTE, go);
}

function sendSignal({ engine, plan }: World, functions: Functions, count: number): void {
  const strategy = plan.strategies[0]?.name ?? '';
  const symbol = SYMBOLS[engine.pick(SYMBOLS.length)] ?? '';
  const signal = (['BUY', 'BUY', 'SELL', 'CLOSE'] as const)[engine.pick(4)];
  const detail = {
    strategy,
    symbol,
    signal,
    strength: engine.pick(100),
    time: toIso(engine.time.now),
    id: `e${count}`,
  };
  functions.signal(detail);
}

/** An operator places, changes or cancels an order, or leaves a position; who hears no answer asks once more with the same key. */
function actByHand({ engine, watch }: World, functions: Functions, key: string): void {
  const symbol = SYMBOLS[engine.pick(SYMBOLS.length)] ?? '';
  const known = [...watch.orders.values()].filter(isWorking);
  const id = known[engine.pick(Math.max(known.length, 1))]?.intent.clientOrderId ?? 'f'.repeat(32);
  const side = engine.pick(3) === 0 ? 'sell' : 'buy';
  const limitPrice = String(95 + engine.pick(10));
  const quantity = String(1 + engine.pick(4));
  const isMarket = engine.pick(3) === 0;
  const order = { symbol, side, quantity, ...(isMarket ? { type: 'market' } : { type: 'limit', limitPrice }) };
  const acts: readonly ((done: (isTaken: boolean) => void) => void)[] = [
    (done) => functions.placeByHand(order, key, done),
    (done) => functions.placeByHand(order, key, done),
    (done) => functions.changeOrder(id, { limitPrice, quantity }, key, done),
    (done) => functions.cancelOrder(id, done),
    (done) => functions.closePosition(symbol, key, done),
  ];
  const act = acts[engine.pick(acts.length)];
  act?.((isTaken) => {
    if (!isTaken) engine.time.schedule(AGAIN, () => act(() => {}));
  });
}

/** Not before there is an account: a new one refuses to begin with positions. */
function tradeElsewhere({ engine, venue, watch, options }: World): void {
  if (watch.account === null || options.crashAt !== null || !engine.faults.strikes('external_fill')) return;
  const symbol = SYMBOLS[engine.pick(SYMBOLS.length)] ?? '';
  venue.tradeElsewhere(symbol, engine.pick(2) === 0 ? 'buy' : 'sell', d('0.5'));
}
