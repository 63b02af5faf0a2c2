import { sentOrder, strangeOrder } from '#application/orders/sent-order.ts';
import type { SentOrder, VenueOrder } from '#application/ports/broker.ts';
import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import { applyNewFills } from '#application/tracking/apply-new-fills.ts';
import { unansweredBy } from '#application/tracking/follow-orders.ts';
import { isForeign } from '#application/tracking/foreign-fill.ts';
import { adoptVenueOrder } from '#application/tracking/resolve-order.ts';
import {
  type EmergencyStop,
  evidenceOf,
  IN_FLIGHT,
  mustGo,
  type StoppedOrder,
  withOrders,
  withTrouble,
} from '#domain/emergency/emergency-stop.ts';
import type { Order } from '#domain/orders/order.ts';
import { isWorking } from '#domain/orders/reservation.ts';
import { SECOND } from '#domain/shared/instant.ts';
import type { StopDeps, StopRound } from './stop-deps.ts';

/** Between two rounds, and the most that one round takes before the next one goes on. */
const PAUSE = 2 * SECOND;
const ROUND_LIMIT = 15 * SECOND;

/**
 * One round of ending orders: brings fills in, asks the broker what works there, cancels what has to go, ours or not, and looks at ours that it does not list. It is over
 * when, in a round that began after the last POST could have arrived, the broker lists nothing that has to go and each order of ours is over by the ledger, or
 * absent by the broker's own answer.
 */
export async function cancelRound(
  deps: StopDeps,
  stop: EmergencyStop,
  view: AccountView,
  open: readonly Order[],
): Promise<StopRound> {
  return new CancelRound(deps, stop).run(view, open);
}

/** The stop with every working order that has to go, written down before any of them is touched; `null`: somebody else has moved the stop on. */
export async function noteOrders(
  ledger: Ledger,
  stop: EmergencyStop,
  open: readonly Order[],
): Promise<EmergencyStop | null> {
  const known = new Set(stop.orders.map(({ clientOrderId }) => clientOrderId));
  const news = open.filter((order) => mustGo(order, stop) && !known.has(idOf(order)));
  if (news.length === 0) return stop;
  const noted = { ...withOrders(stop, news.map(evidenceOf)), version: stop.version + 1 };
  return (await ledger.commitStop(stop, noted)) === 'committed' ? noted : null;
}

class CancelRound {
  readonly #deps: StopDeps;
  readonly #began: number;
  #stop: EmergencyStop;
  #wait = PAUSE;
  /** Something was not answered, or there was no time for it. */
  #isComplete = true;

  constructor(deps: StopDeps, stop: EmergencyStop) {
    this.#deps = deps;
    this.#stop = stop;
    this.#began = deps.clock.now();
  }

  async run(view: AccountView, open: readonly Order[]): Promise<StopRound> {
    const { broker } = this.#deps;
    const { fault } = await applyNewFills(this.#deps, view.account.fillCursor, open);
    if (fault !== null) this.#fail(`fills: ${fault.reason}`);
    const targets = open.filter((order) => mustGo(order, this.#stop));
    const listed = await this.#ask('open orders', () => broker.listOpenOrders());
    const kept = new Set(open.filter((order) => !targets.includes(order)).map(idOf));
    const toGo = (listed ?? []).filter(
      ({ clientOrderId, symbol }) =>
        (clientOrderId === null || !kept.has(clientOrderId)) && !this.#isLeftAlone(view, symbol),
    );
    for (const sent of listed === null ? targets.map(sentOrder) : toGo.map((one) => sentOf(one, targets)))
      await this.#cancel(sent);
    const absent = await this.#lookAt(targets, listed);
    const left = await this.#record(targets, absent, toGo);
    const isOver =
      this.#isComplete && toGo.length === 0 && left === 0 && this.#began >= this.#stop.phaseSince + IN_FLIGHT;
    const stop = isOver ? { ...this.#stop, cancelledAt: this.#began } : this.#stop;
    return { stop, wait: this.#wait };
  }

  /** Configured to be ignored: whatever works in it is its owner's. */
  #isLeftAlone(view: AccountView, symbol: string): boolean {
    const { plan } = this.#deps;
    return plan.symbols.includes(symbol) && isForeign(view, symbol, plan);
  }

  async #cancel(sent: SentOrder): Promise<void> {
    if (!this.#hasTime()) return;
    const outcome = await this.#deps.broker.cancelOrder(sent);
    if (outcome.kind !== 'unknown') return;
    this.#isComplete = false;
    this.#wait = Math.max(this.#wait, outcome.retryAfter ?? 0);
  }

  /** Ours that the broker does not list have ended there, or have never been there. */
  async #lookAt(targets: readonly Order[], listed: readonly VenueOrder[] | null): Promise<ReadonlySet<string>> {
    const absent = new Set<string>();
    const works = new Set((listed ?? []).map(({ clientOrderId }) => clientOrderId));
    for (const order of targets) {
      if ((listed !== null && works.has(idOf(order))) || !this.#hasTime()) continue;
      const venue = await this.#ask(idOf(order), async () => ({
        found: await this.#deps.broker.getOrder(sentOrder(order)),
      }));
      if (venue?.found === null) absent.add(idOf(order));
      if (venue?.found != null) await adoptVenueOrder(this.#deps, order, venue.found);
    }
    return absent;
  }

  /** @returns how many of ours may still work */
  async #record(targets: readonly Order[], absent: ReadonlySet<string>, toGo: readonly VenueOrder[]): Promise<number> {
    const seen: StoppedOrder[] = [];
    let left = 0;
    for (const id of this.#unproven(targets)) {
      const order = await this.#deps.ledger.readOrder(id);
      if (order === null) continue;
      const isAbsent = isWorking(order) && absent.has(idOf(order));
      if (isWorking(order) && !isAbsent) left += 1;
      seen.push(isAbsent ? { ...evidenceOf(order), evidence: 'absent' } : evidenceOf(order));
    }
    const ours = new Set(targets.map(idOf));
    for (const { brokerOrderId, clientOrderId, symbol } of toGo) {
      if (clientOrderId !== null && ours.has(clientOrderId)) continue;
      seen.push({ clientOrderId: null, brokerOrderId, symbol, evidence: 'not ours, cancelled' });
    }
    this.#stop = withOrders(this.#stop, seen);
    return left;
  }

  /** These, and what an earlier round has left without proof. */
  #unproven(targets: readonly Order[]): ReadonlySet<string> {
    const earlier = this.#stop.orders.filter(({ evidence }) => evidence === 'unverified' || evidence === 'absent');
    return new Set([...targets.map(idOf), ...earlier.flatMap(({ clientOrderId }) => clientOrderId ?? [])]);
  }

  async #ask<Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer | null> {
    try {
      return await ask();
    } catch (error) {
      const why = unansweredBy(error);
      if (why === null) throw error;
      this.#fail(`${what}: ${why.reason}`);
      return null;
    }
  }

  #fail(trouble: string): void {
    this.#isComplete = false;
    this.#stop = withTrouble(this.#stop, trouble);
  }

  #hasTime(): boolean {
    const hasTime = this.#deps.clock.now() - this.#began < ROUND_LIMIT;
    if (!hasTime) {
      this.#isComplete = false;
      this.#wait = 0;
    }
    return hasTime;
  }
}

function idOf({ intent }: Order): string {
  return intent.clientOrderId;
}

function sentOf(venue: VenueOrder, targets: readonly Order[]): SentOrder {
  const own = targets.find((order) => idOf(order) === venue.clientOrderId);
  if (own !== undefined) return { ...sentOrder(own), brokerOrderId: venue.brokerOrderId };
  return strangeOrder(venue);
}
