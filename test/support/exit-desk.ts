import type { VenueFill } from '#application/ports/broker.ts';
import { generateSignals } from '#application/signals/generate-signals.ts';
import type { Bar } from '#domain/shared/bar.ts';
import { seriesOf } from '#domain/shared/bar-series.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { type Phase, phasesOf } from '#domain/simulation/phases.ts';
import { NO_EXITS } from '#domain/trading/exit-rules.ts';
import type { CancelCommand } from '#domain/trading/order-command.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { barsOf, d, SYMBOL, T0 } from './builders.ts';
import { aPlan, PaperDesk } from './paper-desk.ts';
import { type ScriptedSignal, scripted } from './scripted-strategy.ts';

export const BUY: ScriptedSignal = { action: 'BUY' };
export const SELL: ScriptedSignal = { action: 'SELL' };

/** A strategy that says so, bar by bar, and a stop loss of 10 % unless the test has other rules. */
export function aScript(
  script: readonly (ScriptedSignal | null)[],
  changes: Partial<TradingPlan> = {},
  symbols: readonly string[] = [SYMBOL],
): TradingPlan {
  const strategies = [{ name: 'script', fingerprint: 'f', symbols, running: scripted(script) }];
  return aPlan({ strategies, exits: { ...NO_EXITS, stopLossPct: d('0.1') }, ...changes });
}

/** A desk of its own bars, started before the first of them. */
export async function aStartedDesk(plan: TradingPlan, bars: readonly Bar[]): Promise<[PaperDesk, readonly Phase[]]> {
  const desk = new PaperDesk(plan, bars);
  await desk.start();
  return [desk, [...phasesOf(seriesOf(bars, MINUTE))]];
}

/** A desk that has run through the first `count` phases, two a bar, and the phases that are left. */
export async function aDeskAfter(
  count: number,
  plan: TradingPlan,
  closes: readonly number[] = [100, 101, 102, 101, 100, 99, 99, 99, 99],
): Promise<[PaperDesk, readonly Phase[]]> {
  const [desk, phases] = await aStartedDesk(plan, barsOf(closes));
  await runAll(desk, phases.slice(0, count));
  return [desk, phases.slice(count)];
}

export async function runAll(desk: PaperDesk, phases: readonly Phase[]): Promise<void> {
  for (const phase of phases) await desk.run(phase);
}

/** Runs the first of these phases, but leaves what it queues in the queue. */
export async function runUnconsumed(desk: PaperDesk, phases: readonly Phase[]): Promise<readonly Phase[]> {
  const [phase, ...rest] = phases;
  if (phase === undefined) throw new Error('no phase is left');
  const { consume } = desk;
  desk.consume = async () => {};
  await desk.run(phase);
  desk.consume = consume;
  return rest;
}

/** Delivers the first message of the queue, which is gone then. */
export async function deliverOne(desk: PaperDesk): Promise<void> {
  const [command] = desk.queue.splice(0, 1);
  if (command === undefined) throw new Error('the queue is empty');
  await desk.carryOut(command);
}

export const generate = (desk: PaperDesk) => generateSignals({ ...desk, queue: desk.orders });

/** `side quantity purpose` of every order that may still fill. */
export async function working(desk: PaperDesk): Promise<string[]> {
  const orders = await desk.ledger.listOpenOrders();
  return orders.map(({ intent }) => `${intent.side} ${intent.quantity.toFixed()} ${intent.purpose}`);
}

/** `purpose quantity state` of all orders, with the rules that refused them. */
export async function ordersOf(desk: PaperDesk): Promise<string[]> {
  const { orders } = await desk.records();
  return orders.map(({ intent, state, violations }) =>
    [intent.purpose, intent.quantity.toFixed(), state, ...violations.map(({ rule }) => rule)].join(' '),
  );
}

export async function held(desk: PaperDesk, symbol = SYMBOL): Promise<string | undefined> {
  return (await desk.ledger.readAccount())?.positions.get(symbol)?.quantity.toFixed();
}

/** A buy of the venue that no order of ours explains, unless the test says otherwise. */
export function aVenueFill(id: string, quantity: number, changes: Partial<VenueFill> = {}): VenueFill {
  return {
    id,
    sequence: id,
    clientOrderId: null,
    symbol: SYMBOL,
    side: 'buy',
    quantity: d(quantity),
    price: d(100),
    fee: d(0),
    baseFee: d(0),
    otherFees: [],
    time: T0,
    explanation: null,
    ...changes,
  };
}

/** Cancels all that works on `SYMBOL`, unless the test says otherwise. */
export function aCancel(desk: PaperDesk, changes: Partial<CancelCommand> = {}): CancelCommand {
  return {
    kind: 'cancel',
    id: 'cancel-1',
    account: 'main',
    sessionId: desk.sessionId,
    symbol: SYMBOL,
    except: 'f'.repeat(32),
    scope: 'all',
    requestedAt: T0,
    reason: 'test',
    ...changes,
  };
}
