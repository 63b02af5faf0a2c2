import type { PlaceOrderOutcome, PlaceOrderRequest, VenueOrder, VenueOrderStatus } from '#application/ports/broker.ts';
import type { Order } from '#domain/orders/order.ts';
import { isTerminal } from '#domain/orders/order-state-machine.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { SECOND } from '#domain/shared/instant.ts';
import type { Invocation } from '../engine/invocation.ts';
import type { DuplicateIds } from '../model/venue.ts';
import type { BookedOrder } from '../model/venue-order.ts';
import type { Witness } from '../model/venue-port.ts';
import type { Findings } from './findings.ts';

/** What has been said between us and the venue about one client order id. */
interface Talk {
  /** POSTs that may have reached the venue. */
  unproven: number;
  readonly accepted: BookedOrder[];
  /** By status: the least that it was told to have filled. */
  readonly told: Map<VenueOrderStatus, Decimal>;
  refused: number;
  /** When the last POST left that may have reached the venue, and the one before. */
  posts: number[];
  /** When it was absent, since it was last seen. */
  absences: number[];
}

/** POST at most so long after its authorisation, clocks and the way included. */
const MAX_AGE = 3 * SECOND;

/**
 * G1: at most one accepted order an intent, and no POST that could make a second. G2: nothing is posted that was not authorised before. G11: an
 * order's fate is decided by what the venue has said.
 */
export class Evidence implements Witness {
  /** Orders that the venue has accepted beyond one an intent. */
  duplicates = 0;
  readonly #findings: Findings;
  readonly #duplicateIds: DuplicateIds;
  readonly #now: () => number;
  readonly #orderOf: (id: string) => Order | undefined;
  readonly #talks = new Map<string, Talk>();

  constructor(
    findings: Findings,
    duplicateIds: DuplicateIds,
    now: () => number,
    orderOf: (id: string) => Order | undefined,
  ) {
    this.#findings = findings;
    this.#duplicateIds = duplicateIds;
    this.#now = now;
    this.#orderOf = orderOf;
  }

  posted({ clientOrderId }: PlaceOrderRequest, { requestId }: Invocation): void {
    const talk = this.#talk(clientOrderId);
    const order = this.#orderOf(clientOrderId);
    const id = clientOrderId.slice(0, 8);
    const isAuthorised = order !== undefined && order.attempt > 0;
    this.#findings.expect(isAuthorised, 'G2', () => `${id} is posted without an authorised order`);
    const isProven = talk.unproven === 0 || this.#duplicateIds === 'forever';
    this.#findings.expect(
      isProven,
      'G1',
      () => `${id} is posted again without proof, ids refused ${this.#duplicateIds}`,
    );
    const age = this.#now() - (order?.attemptedAt ?? 0);
    const isOwn = order === undefined || order.authorisedBy === requestId || order.brokerOrderId !== null;
    const isFresh = order?.attemptedAt == null || age <= MAX_AGE;
    this.#findings.expect(
      isOwn || this.#isOvertaken(order),
      'G1',
      () => `${id} is posted by ${requestId}, not by ${order?.authorisedBy}`,
    );
    this.#findings.expect(isFresh, 'G1', () => `${id} is posted ${age} ms after its authorisation`);
    talk.unproven += 1;
    talk.posts.push(this.#now());
  }

  /** Somebody else has settled it while this request was on its way. */
  #isOvertaken(order: Order | undefined): boolean {
    return order === undefined || order.attempt > 1 || isTerminal(order.state);
  }

  answered(clientOrderId: string, outcome: PlaceOrderOutcome): void {
    const talk = this.#talk(clientOrderId);
    if (outcome.kind === 'not_sent' || outcome.kind === 'rejected') {
      talk.unproven -= 1;
      talk.posts.pop();
    }
    if (outcome.kind === 'rejected') talk.refused += 1;
  }

  lookedUp(clientOrderId: string, seen: VenueOrder | null): void {
    const talk = this.#talk(clientOrderId);
    if (seen === null) {
      talk.absences.push(this.#now());
      return;
    }
    talk.absences = [];
    talk.told.set(seen.status, Decimal.min(seen.filledQuantity, talk.told.get(seen.status) ?? seen.filledQuantity));
  }

  accepted(booked: BookedOrder): void {
    const { clientOrderId } = booked.request;
    const { accepted } = this.#talk(clientOrderId);
    accepted.push(booked);
    if (accepted.length > 1) this.duplicates += 1;
    this.#findings.expect(
      accepted.length === 1,
      'G1',
      () =>
        `${clientOrderId.slice(0, 8)} has ${accepted.length} orders at the venue: ${accepted.map(({ brokerOrderId }) => brokerOrderId).join(', ')}`,
    );
  }

  /** Every step of an order that only the venue can justify. */
  moved(before: Order | null, after: Order): void {
    if (after.attempt === 0 || before === null) return;
    const talk = this.#talk(after.intent.clientOrderId);
    const id = after.intent.clientOrderId.slice(0, 8);
    const expect = (holds: boolean, what: string) => this.#findings.expect(holds, 'G11', () => `order ${id}: ${what}`);
    if (before.brokerOrderId !== after.brokerOrderId)
      expect(
        talk.accepted.some(({ brokerOrderId }) => brokerOrderId === after.brokerOrderId),
        `broker id ${after.brokerOrderId} is not the venue's`,
      );
    if (before.state !== after.state && isTerminal(after.state))
      expect(this.#isTold(after, talk), `${after.state} without evidence`);
    const isResolved = before.outcomeUnknown && !after.outcomeUnknown;
    const hasNews =
      after.brokerOrderId !== null || after.filledQuantity.gt(before.filledQuantity) || isTerminal(after.state);
    const isRepeated = after.attempt > before.attempt;
    if (isResolved) expect(hasNews || isRepeated, 'known again without evidence');
    if (isRepeated) {
      const isRepeatable = this.#duplicateIds === 'forever' || talk.unproven === 0;
      expect(isRepeatable, `attempt ${after.attempt} while an earlier one may be at the venue`);
    }
  }

  #isTold(order: Order, talk: Talk): boolean {
    switch (order.state) {
      case 'FILLED':
        return order.filledQuantity.gte(order.intent.quantity);
      case 'CANCELLED':
        return isOver(talk, 'cancelled', order) || isProvenGone(talk);
      case 'EXPIRED':
        return isOver(talk, 'expired', order) || isProvenGone(talk);
      case 'REJECTED':
        return (
          isOver(talk, 'rejected', order) || (talk.refused > 0 && (talk.unproven === 0 || isProvenAbsent(talk, 1)))
        );
      case 'FAILED':
        return talk.unproven === 0 || isProvenAbsent(talk, 3);
      case 'CREATED':
      case 'SUBMITTED':
      case 'ACCEPTED':
      case 'PARTIAL_FILL':
        return true;
    }
  }

  #talk(id: string): Talk {
    const known = this.#talks.get(id);
    if (known !== undefined) return known;
    const talk = {
      unproven: 0,
      accepted: [],
      told: new Map<VenueOrderStatus, Decimal>(),
      refused: 0,
      posts: [],
      absences: [],
    };
    this.#talks.set(id, talk);
    return talk;
  }
}

/** The venue has said so, and every fill that it knew of by then is in. */
function isOver({ told }: Talk, status: VenueOrderStatus, { filledQuantity }: Order): boolean {
  const filled = told.get(status);
  return filled?.lte(filledQuantity) === true;
}

/**
 * So many answers since it was last seen, the last of them a minute after the last attempt that may have arrived: told by the venue's answers, not by what the order counts. An order that the venue has shown may be among
 * them, if it has forgotten it since: who saw it may have died before that was written.
 */
function isProvenAbsent({ absences, posts, accepted }: Talk, least: number): boolean {
  const last = absences.at(-1) ?? 0;
  const posted = posts.at(-1) ?? 0;
  const isOld = last - posted >= 60 * SECOND - CLOCKS - LATENCY;
  return absences.filter((at) => at > posted).length >= least && isOld && accepted.every(isForgotten);
}

function isForgotten({ visibleAt }: BookedOrder): boolean {
  return visibleAt === Number.POSITIVE_INFINITY;
}

/** The venue had it, and has answered three times over a minute that it has none such. */
function isProvenGone({ absences, accepted }: Talk): boolean {
  const first = absences[0] ?? 0;
  const last = absences.at(-1) ?? 0;
  return accepted.length > 0 && absences.length >= 3 && last - first >= 60 * SECOND - 2 * CLOCKS;
}

/** A POST leaves a little after the write that its age is counted from, resent ones up to two seconds. */
const LATENCY = 3 * SECOND;
/** By how much two of our clocks may differ. */
const CLOCKS = 500;
