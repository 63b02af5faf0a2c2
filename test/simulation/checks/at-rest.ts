import type { Account } from '#domain/accounts/account.ts';
import type { Position } from '#domain/accounts/position.ts';
import { type EmergencyStop, mustGo } from '#domain/emergency/emergency-stop.ts';
import type { Order } from '#domain/orders/order.ts';
import { isTerminal } from '#domain/orders/order-state-machine.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import type { Functions } from '../functions.ts';
import { type BookedOrder, tell } from '../model/venue-order.ts';
import type { World } from '../world.ts';
import type { Findings } from './findings.ts';

/** What must hold once the faults have stopped and everything has had its time: ledger and venue tell the same. */
export function checkAtRest(world: World, functions: Functions, findings: Findings): void {
  const { money, venue, watch } = world;
  money.checkComplete(findings);
  findings.expect(functions.queue.length === 0, 'G7', () => `${functions.queue.length} messages are left in the queue`);
  findings.expect(watch.account !== null, 'G7', () => 'the session never started');
  const isHalted = watch.account?.mode === 'HALTED';
  findings.expect(!watch.isKilled || isHalted, 'G8', () => `killed, and in mode ${watch.account?.mode}`);
  for (const stop of watch.stops.values()) checkStop(world, stop, findings);
  if (isHalted && watch.account?.modeCause === 'max_drawdown') checkLimitStop(world, watch.account, findings);
  for (const order of watch.orders.values()) checkOrder(world, order, findings);
  for (const booked of venue.orders) checkBooked(world, booked, findings);
  for (const { fill } of venue.executions) {
    const isAlarmed = watch.alarms.has(`ExternalFill#${fill.symbol}#${fill.id}`);
    findings.expect(fill.clientOrderId !== null || isAlarmed, 'G2', () => `external fill ${fill.id} raised no alarm`);
  }
  checkHoldings(world, findings);
  const repaired = [...watch.alarms].filter((alarm) => alarm.startsWith('ReservationRepaired#'));
  findings.expect(repaired.length === 0, 'G6', () => `what the rows promised was repaired: ${repaired.join(', ')}`);
  const status = watch.account?.sessionStatus ?? null;
  const isStuck = status === 'STOPPING' && !hasWork(world);
  findings.expect(!isStuck, 'G7', () => 'the session is still STOPPING though nothing works');
}

/** A limit that halts the account makes one stop for that halt. */
function checkLimitStop({ watch }: World, { haltEpoch }: Account, findings: Findings): void {
  const stops = [...watch.stops.values()].filter((stop) => stop.haltEpoch === haltEpoch);
  const isOne = stops.length === 1 && stops[0]?.trigger === 'risk_limit';
  findings.expect(isOne, 'G8', () => `${stops.length} stops of the halt ${haltEpoch} by a limit`);
}

const LATER = ['external_fill', 'overfill', 'fill_after_cancel'] as const;

/** A stop comes to its end, and what it reports as verified is so: nothing that had to go works, and what was to be flat is. */
function checkStop({ engine, plan, venue, watch }: World, stop: EmergencyStop, findings: Findings): void {
  const { cancelledAt, flatten, phase, reconciliation, troubles } = stop;
  findings.expect(phase === 'done', 'G7', () => `emergency stop is still ${phase}`);
  if (phase !== 'done') return;
  const isListedLate = (engine.faults.hits.get('fill_late') ?? 0) > 0;
  findings.expect(
    reconciliation?.outcome !== 'drift' || isListedLate,
    'G4',
    () => `a stop reports drift: ${reconciliation?.drifts.map(({ kind, subject }) => `${kind} ${subject}`).join()}`,
  );
  if (cancelledAt !== null) {
    const isKept = ({ request }: BookedOrder) => {
      const order = watch.orders.get(request.clientOrderId);
      return order !== undefined && !mustGo(order, stop);
    };
    const left = venue.orders.filter((booked) => booked.status === 'working' && !isKept(booked));
    findings.expect(left.length === 0, 'G8', () => `${left.length} orders work after a stop that found none`);
  }
  const isGivenUp = troubles.some(
    (trouble) => trouble.startsWith('positions: not flat') || trouble.includes('have not filled'),
  );
  // What trades without us, or after it was said to be over, may do so after the stop.
  const isTraded = LATER.some((fault) => (engine.faults.hits.get(fault) ?? 0) > 0);
  if (!flatten || isGivenUp || isTraded) return;
  for (const [symbol, held] of venue.held)
    findings.expect(
      held.abs().lt(plan.venue.lot),
      'G8',
      () => `${held} ${symbol} are held after a stop that left everything`,
    );
}

function checkOrder({ venue, watch }: World, order: Order, findings: Findings): void {
  const { clientOrderId } = order.intent;
  const id = clientOrderId.slice(0, 8);
  if (order.attempt === 0) return;
  const booked = venue.orders.find(({ brokerOrderId }) => brokerOrderId === order.brokerOrderId);
  if (order.outcomeUnknown) {
    const isAlarmed = watch.alarms.has(`OrderOutcomeUnknown#${clientOrderId}#${order.attempt}`);
    findings.expect(isAlarmed, 'G7', () => `order ${id} is unknown and nobody was told`);
  } else if (order.state === 'FAILED' || order.cause === 'GONE_AT_VENUE') {
    const isAlarmed = [...watch.alarms].some((alarm) => alarm.startsWith(`OrderAbsentAtVenue#${clientOrderId}#`));
    findings.expect(isAlarmed, 'G7', () => `order ${id} is ${order.state} and nobody was told`);
  } else if (!isTerminal(order.state)) {
    findings.expect(
      booked?.status === 'working',
      'G7',
      () => `order ${id} is ${order.state}, at the venue ${booked?.status ?? 'absent'}`,
    );
  }
}

function checkBooked({ watch }: World, booked: BookedOrder, findings: Findings): void {
  const { clientOrderId } = booked.request;
  const order = watch.orders.get(clientOrderId);
  const id = `${clientOrderId.slice(0, 8)} (${booked.brokerOrderId})`;
  findings.expect(order !== undefined && order.attempt > 0, 'G2', () => `venue order ${id} has no order in the ledger`);
  if (order === undefined) return;
  const { status, filledQuantity } = tell(booked);
  findings.expect(
    filledQuantity.eq(order.filledQuantity),
    'G3',
    () => `venue order ${id} filled ${filledQuantity}, ledger ${order.filledQuantity}`,
  );
  const isOver = status !== 'working';
  findings.expect(
    isOver === isTerminal(order.state),
    'G7',
    () => `venue order ${id} is ${status}, in the ledger ${order.state}`,
  );
}

function checkHoldings(world: World, findings: Findings): void {
  const { engine, plan, venue, watch } = world;
  for (const [symbol, position] of watch.positions) {
    const held = venue.held.get(symbol);
    const isSame = held === undefined ? position.quantity.isZero() : held.eq(position.quantity);
    findings.expect(isSame, 'G4', () => `${symbol}: ${position.quantity} in the ledger, ${held} at the venue`);
    const isHeld = position.quantity.abs().gte(plan.venue.lot);
    const isWatched = watch.account?.sessionId != null;
    const age = engine.time.now - (position.markTime ?? 0);
    findings.expect(
      !isHeld || !isWatched || age <= 4 * MINUTE,
      'G9',
      () => `${symbol} is held and its mark is ${age} ms old`,
    );
    if (isHeld) checkProtection(world, position, findings);
  }
}

/** Where a session decides, and has rules for it, exits that work cover all that is held. */
function checkProtection({ plan, watch }: World, position: Position, findings: Findings): void {
  const { mode, sessionStatus } = watch.account ?? {};
  const { stopLossPct, takeProfitPct, trailingStopPct } = plan.exits;
  const isRuled = [stopLossPct, takeProfitPct, trailingStopPct].some((rule) => rule !== null);
  if (!isRuled || mode === 'HALTED' || sessionStatus !== 'RUNNING' || position.quantity.isNegative()) return;
  const { exitReserved, quantity, symbol } = position;
  findings.expect(
    quantity.minus(exitReserved).lt(plan.venue.lot),
    'G7',
    () => `${quantity} ${symbol} are held, and exits cover ${exitReserved}`,
  );
}

function hasWork({ watch }: World): boolean {
  return [...watch.orders.values()].some(
    (order) => order.attempt > 0 && (order.outcomeUnknown || !isTerminal(order.state)),
  );
}
