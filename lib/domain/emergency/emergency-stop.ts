import type { Position } from '../accounts/position.ts';
import type { Order } from '../orders/order.ts';
import { isWorking } from '../orders/reservation.ts';
import type { Decimal } from '../shared/decimal.ts';
import { type Instant, MINUTE, SECOND } from '../shared/instant.ts';
import type { StopReconciliation, StopSnapshot } from './stop-report.ts';

/** `cancelling`: orders are ended and looked for at the broker; `flattening`: positions are left; `reconciling`: ledger and broker are compared; `done`: the report is final. */
export const STOP_PHASES = ['cancelling', 'flattening', 'reconciling', 'done'] as const;
export type StopPhase = (typeof STOP_PHASES)[number];

/** `request`: somebody asks for it; `risk_limit`: the account was halted by its limits, and nobody may be looking. */
export const STOP_TRIGGERS = ['request', 'risk_limit'] as const;
export type StopTrigger = (typeof STOP_TRIGGERS)[number];

/** What is known of one order that the stop had to do with. */
export interface StoppedOrder {
  /** `null`: of no order of ours. */
  readonly clientOrderId: string | null;
  readonly brokerOrderId: string | null;
  readonly symbol: string;
  /** `cancelled`, `filled` … by the ledger; `absent`: the broker answered that it has no such order; `unverified`: nobody knows. */
  readonly evidence: string;
}

/** A position that nothing, or not enough, protects when the stop is over. */
export interface UnprotectedPosition {
  readonly symbol: string;
  readonly quantity: Decimal;
  readonly protectedQuantity: Decimal;
}

/** One emergency stop, from the call to its final report: the ledger's record of it. */
export interface EmergencyStop {
  readonly id: string;
  readonly account: string;
  readonly version: number;
  readonly trigger: StopTrigger;
  readonly requestedAt: Instant;
  /** Who or what asked for it, and why. */
  readonly requestedBy: string;
  readonly reason: string;
  /** Leave all positions, too. */
  readonly flatten: boolean;
  /** Cancel protective orders, too, and leave positions without. */
  readonly cancelAll: boolean;
  readonly haltEpoch: number;
  readonly phase: StopPhase;
  /** When somebody went on with it last. */
  readonly advancedAt: Instant;
  /** When the present phase began; the first one with the first look at it. */
  readonly phaseSince: Instant;
  /** When the broker had shown, after the last POST could have arrived, that no order is left; `null`: it has not. */
  readonly cancelledAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly orders: readonly StoppedOrder[];
  readonly unprotected: readonly UnprotectedPosition[];
  /** `null`: it has not come to that. */
  readonly reconciliation: StopReconciliation | null;
  /** Of the end; `null`: it is not over, or there was no account. */
  readonly snapshot: StopSnapshot | null;
  /** What could not be done, in the order in which it was found; each once. */
  readonly troubles: readonly string[];
}

/** What a stop is asked for with. */
export type StopWish = Pick<
  EmergencyStop,
  'id' | 'account' | 'trigger' | 'requestedAt' | 'requestedBy' | 'reason' | 'flatten' | 'cancelAll' | 'haltEpoch'
>;

/** A stop that nobody has begun with. */
export function newStop(wish: StopWish): EmergencyStop {
  const { requestedAt } = wish;
  return {
    ...wish,
    version: 1,
    phase: 'cancelling',
    advancedAt: requestedAt,
    phaseSince: requestedAt,
    cancelledAt: null,
    finishedAt: null,
    orders: [],
    unprotected: [],
    reconciliation: null,
    snapshot: null,
    troubles: [],
  };
}

/** A stop that nobody has gone on with for so long has lost its workflow. */
const ABANDONED = 60 * SECOND;

/** Whether its workflow is to be started: nobody has begun with it, or nobody goes on. */
export function isLeft({ advancedAt, phase, version }: EmergencyStop, now: Instant): boolean {
  return phase !== 'done' && (version === 1 || now - advancedAt > ABANDONED);
}

/** After the first look, a POST that was authorised before the kill may arrive for so long: none counts as over until then. */
export const IN_FLIGHT = 10 * SECOND;
/** A phase that has not come to its end by then is given up, and the report says what it left. */
export const PHASE_LIMIT = 5 * MINUTE;

/** Whether an order has to go: everything but protection that positions keep. What the limits stop keeps all that leaves positions: nothing is authorised in its place. */
export function mustGo({ intent }: Order, { cancelAll, flatten, trigger }: EmergencyStop): boolean {
  if (trigger === 'risk_limit') return intent.kind === 'entry';
  return cancelAll || flatten || intent.purpose !== 'protection';
}

/** Evidence of an order by what the ledger knows of it. */
export function evidenceOf(order: Order): StoppedOrder {
  const { intent, brokerOrderId, state } = order;
  const evidence = isWorking(order) ? 'unverified' : state.toLowerCase();
  return { clientOrderId: intent.clientOrderId, brokerOrderId, symbol: intent.symbol, evidence };
}

/** Open positions of which resting exits do not cover everything. */
export function unprotectedPositions(positions: Iterable<Position>): readonly UnprotectedPosition[] {
  return [...positions]
    .filter(({ quantity, exitReserved }) => exitReserved.lt(quantity.abs()))
    .map(({ symbol, quantity, exitReserved }) => ({ symbol, quantity, protectedQuantity: exitReserved }));
}

/** The stop in its next phase. */
export function enterPhase(stop: EmergencyStop, phase: StopPhase, at: Instant): EmergencyStop {
  return { ...stop, phase, phaseSince: at, finishedAt: phase === 'done' ? at : null };
}

/** With what is known now of these orders; what was known before of others stays. */
export function withOrders(stop: EmergencyStop, seen: readonly StoppedOrder[]): EmergencyStop {
  const orders = new Map(stop.orders.map((one) => [keyOf(one), one]));
  for (const one of seen) orders.set(keyOf(one), one);
  return { ...stop, orders: [...orders.values()] };
}

/** At most so many troubles are kept: of the same kind there may be hundreds. */
const MOST_TROUBLES = 50;

export function withTrouble(stop: EmergencyStop, trouble: string): EmergencyStop {
  if (stop.troubles.includes(trouble) || stop.troubles.length >= MOST_TROUBLES) return stop;
  return { ...stop, troubles: [...stop.troubles, trouble] };
}

function keyOf({ clientOrderId, brokerOrderId }: StoppedOrder): string {
  return clientOrderId ?? `broker ${brokerOrderId}`;
}
