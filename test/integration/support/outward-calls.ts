import type { ObservedCall } from '#local/gateway/aws-call.ts';
import type { GatewayHooks } from '#local/gateway/gateway.ts';
import { type Fault, Faults, type VenueCall } from '../../support/venue/faults.ts';

/** A call by which a local cloud has to do with the world outside of its process. */
export interface OutwardCall {
  /** The function that made it, or whose messages it is about; `operator`: the driver of the replay. */
  readonly function: string;
  /** `AWS TransactWriteItems` or `venue place`. */
  readonly what: string;
  /** Number at the gateway, or at the venue, from 1. */
  readonly number: number;
  readonly at: 'gateway' | 'venue';
  readonly hasEffect: boolean;
  /** The port's method behind it, as the simulator names it, e.g. `place-order › ledger.authorise.transact`. */
  readonly port: string | null;
  /** That DynamoDB reports, where the run meters them. */
  readonly capacityUnits: number;
}

type Arrival = { readonly at: 'gateway'; readonly number: number } | { readonly at: 'venue'; readonly call: VenueCall };

const READS = ['GetItem', 'Query', 'BatchGetItem', 'GetSecretValue', 'GetQueueAttributes'];
const ACTS: readonly VenueCall[] = ['place', 'cancel', 'replace'];
const VENUE_PORTS: Partial<Record<VenueCall, string>> = {
  place: 'broker.placeOrder',
  cancel: 'broker.cancelOrder',
  order: 'broker.getOrder',
  fills: 'broker.listFills',
};

/** Writes down every outward call of one run, gateway and venue together, in the order of arrival. */
export class CallRecorder extends Faults {
  readonly #arrivals: Arrival[] = [];
  readonly #observed = new Map<number, ObservedCall>();

  readonly hooks: GatewayHooks = {
    onArrival: (number) => void this.#arrivals.push({ at: 'gateway', number }),
    onCall: (call) => void this.#observed.set(call.number, call),
  };

  override next(call: VenueCall): Fault | null {
    this.#arrivals.push({ at: 'venue', call });
    return super.next(call);
  }

  /** One function runs at a time, so that a request at the venue is from the one that called AWS before. */
  calls(): readonly OutwardCall[] {
    let caller = 'operator';
    let requests = 0;
    return this.#arrivals.map((arrival) => {
      if (arrival.at === 'venue') {
        requests += 1;
        return venueCall(arrival.call, requests, caller);
      }
      const call = this.#observed.get(arrival.number);
      if (call === undefined) throw new Error(`AWS call ${arrival.number} was never answered`);
      caller = call.principal;
      return awsCall(call);
    });
  }
}

function venueCall(call: VenueCall, number: number, caller: string): OutwardCall {
  const port = VENUE_PORTS[call];
  return {
    function: caller,
    what: `venue ${call}`,
    number,
    at: 'venue',
    hasEffect: ACTS.includes(call),
    port: port === undefined ? null : `${caller} › ${port}`,
    capacityUnits: 0,
  };
}

function awsCall(call: ObservedCall): OutwardCall {
  const { principal, operation, number, capacityUnits } = call;
  const port = portOf(call);
  return {
    function: principal,
    what: `AWS ${operation}`,
    number,
    at: 'gateway',
    hasEffect: !READS.includes(operation),
    port: port === null ? null : `${principal} › ${port}`,
    capacityUnits,
  };
}

/** Told by the operation and the records that it touches. */
function portOf({ operation, body }: ObservedCall): string | null {
  const text = JSON.stringify(body);
  switch (operation) {
    case 'GetSecretValue':
      return 'broker.open';
    case 'GetItem':
      return text.includes('"ORDERS#') ? 'ledger.readOrder.get' : null;
    case 'BatchGetItem':
      return 'ledger.listOpenOrders.getMany';
    case 'Query':
      return queryPort(text);
    case 'SendMessageBatch':
      return 'queue.send';
    case 'UpdateItem':
      return text.includes('"fillCursor"') ? 'ledger.saveFillCursor.write' : null;
    case 'PutItem':
      return putPort(body, text);
    case 'TransactWriteItems':
      return transactionPort(body, text);
    default:
      return null;
  }
}

function queryPort(text: string): string | null {
  if (text.includes('"IndexName"')) return 'ledger.listOpenOrders.queryOpenOrders';
  if (text.includes('"FILLS#')) return 'ledger.listFills.query';
  if (text.includes('"SNAPSHOTS#')) return 'ledger.listSnapshots.query';
  if (text.includes('"TRADES#')) return 'ledger.listClosedTrades.query';
  return text.includes('"ACCOUNT#') ? 'ledger.readAccount.query' : null;
}

function putPort(body: unknown, text: string): string | null {
  if (text.includes('"RISK#')) return 'ledger.recordRiskEvent.write';
  if (!text.includes('"ORDERS#')) return null;
  return isNew(body) ? 'ledger.deny.write' : 'ledger.commitOrder.write';
}

function transactionPort(body: { readonly [name: string]: unknown }, text: string): string | null {
  if (text.includes('"FILLS#')) return 'ledger.applyFill.transact';
  if (text.includes('"SESSIONS#')) return 'ledger.commitSession.transact';
  if (!text.includes('"ORDERS#')) return null;
  const [record] = body['TransactItems'] as readonly { readonly Put?: unknown }[];
  if (isNew(record?.Put)) return 'ledger.authorise.transact';
  return text.includes('"sessionStatus"') ? 'ledger.commitAttempt.transact' : 'ledger.commitOrder.transact';
}

function isNew(put: unknown): boolean {
  const { ConditionExpression = '' } = (put ?? {}) as { readonly ConditionExpression?: string };
  return ConditionExpression.startsWith('attribute_not_exists');
}
