import type {
  Balance,
  Broker,
  BrokerCapabilities,
  CancelOrderOutcome,
  FillPage,
  MarketClock,
  PlaceOrderOutcome,
  PlaceOrderRequest,
  SentOrder,
  SymbolRules,
  VenueOrder,
  VenuePosition,
} from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import type { BrokerHealthStore } from '#application/ports/broker-health.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { CashMovement } from '#domain/reconciliation/cash-movement.ts';
import { type Instant, SECOND } from '#domain/shared/instant.ts';
import type { BrokerReports } from './broker-reports.ts';
import { type Evidence, evidenceOfCancel, evidenceOfCode, evidenceOfPost } from './evidence.ts';
import { type Gate, HealthGuard } from './health-guard.ts';
import { type RetryTools, retry, type Trouble } from './retry.ts';

export interface ResilientBrokerOptions extends RetryTools {
  readonly health: BrokerHealthStore;
  readonly clock: Clock;
  readonly reports: BrokerReports;
}

/** A round trip of an order that is longer is reported, milliseconds. */
const SLOW_ORDER = 1 * SECOND;

type Asked<Answer> =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'error'; readonly error: BrokerError; readonly trouble: Trouble | null };

/** What the attempts of one call have told so far. */
interface Tally {
  last: Evidence;
  failures: number;
  begunAt: Instant;
}

/**
 * A broker behind the circuit breaker and the rate limit that all functions share. Reads are repeated, orders never, cancels are tried whatever the circuit says
 * and repeated while nobody has answered: to cancel twice is to cancel. Costs no call of its own while all is well.
 */
export class ResilientBroker implements Broker {
  readonly capabilities: BrokerCapabilities;
  readonly #delegate: Broker;
  readonly #options: ResilientBrokerOptions;
  readonly #guard: HealthGuard;

  constructor(delegate: Broker, options: ResilientBrokerOptions) {
    this.capabilities = delegate.capabilities;
    this.#delegate = delegate;
    this.#options = options;
    this.#guard = new HealthGuard(options.health, options.clock, options.reports);
  }

  open(): Promise<void> {
    return this.#delegate.open();
  }

  placeOrder(request: PlaceOrderRequest): Promise<PlaceOrderOutcome> {
    return this.#send(request, () => this.#delegate.placeOrder(request));
  }

  replaceOrder(order: SentOrder, by: PlaceOrderRequest): Promise<PlaceOrderOutcome> {
    return this.#send(by, () => this.#delegate.replaceOrder(order, by));
  }

  async cancelOrder(order: SentOrder): Promise<CancelOrderOutcome> {
    const begunAt = this.#options.clock.now();
    let failures = 0;
    const outcome = await retry(
      () => this.#delegate.cancelOrder(order),
      (result) => {
        const evidence = this.#told(evidenceOfCancel(result));
        if (evidence.kind === 'failed') failures += 1;
        return troubleIn(evidence);
      },
      this.#options,
    );
    await this.#guard.record(inTotal(evidenceOfCancel(outcome), failures), begunAt);
    return outcome;
  }

  cancelAllAfter(milliseconds: number): Promise<void> {
    return this.#ask(() => this.#delegate.cancelAllAfter(milliseconds));
  }

  getOrder(order: SentOrder): Promise<VenueOrder | null> {
    return this.#ask(() => this.#delegate.getOrder(order));
  }

  listOpenOrders(): Promise<readonly VenueOrder[]> {
    return this.#ask(() => this.#delegate.listOpenOrders());
  }

  listFills(cursor: string | null, orders: readonly SentOrder[]): Promise<FillPage> {
    return this.#ask(() => this.#delegate.listFills(cursor, orders));
  }

  getBalance(): Promise<Balance> {
    return this.#ask(() => this.#delegate.getBalance());
  }

  listPositions(): Promise<readonly VenuePosition[]> {
    return this.#ask(() => this.#delegate.listPositions());
  }

  listCashMovements(): Promise<readonly CashMovement[]> {
    return this.#ask(() => this.#delegate.listCashMovements());
  }

  getSymbolRules(symbol: string): Promise<SymbolRules> {
    return this.#ask(() => this.#delegate.getSymbolRules(symbol));
  }

  getMarketClock(): Promise<MarketClock | null> {
    return this.#ask(() => this.#delegate.getMarketClock());
  }

  async #send(request: PlaceOrderRequest, post: () => Promise<PlaceOrderOutcome>): Promise<PlaceOrderOutcome> {
    const gate = await this.#guard.admit();
    if (gate.kind === 'shut') {
      const { code, cause, retryAfter } = gate;
      return { kind: 'not_sent', code, cause, retryAfter };
    }
    const { timer, reports } = this.#options;
    const begun = timer();
    const outcome = await post();
    const milliseconds = timer() - begun;
    if (milliseconds > SLOW_ORDER) reports.onSlowOrder(milliseconds, request);
    await this.#guard.record(this.#told(evidenceOfPost(outcome)), gate.begunAt);
    return outcome;
  }

  /** Each request is reported once. */
  #told(evidence: Evidence): Evidence {
    this.#options.reports.onAnswer(evidence.kind === 'answered');
    return evidence;
  }

  /** One write at most for all attempts; a request for quiet is told at once, so that others hear it while this call waits. */
  async #ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    const seen: Tally = { last: { kind: 'nothing' }, failures: 0, begunAt: this.#options.clock.now() };
    const attempt = async (): Promise<Asked<Answer>> => {
      const gate = await this.#guard.admit();
      if (gate.kind === 'shut') return shut(gate);
      const asked = await answerOf(question);
      seen.begunAt = gate.begunAt;
      seen.last = this.#told(evidenceOf(asked));
      if (seen.last.kind === 'failed') seen.failures += 1;
      if (seen.last.kind === 'limited') await this.#guard.record(seen.last, gate.begunAt);
      return asked.kind === 'answer' || gate.isProbe ? asked : { ...asked, trouble: troubleIn(seen.last) };
    };
    const asked = await retry(attempt, (result) => (result.kind === 'error' ? result.trouble : null), this.#options);
    if (seen.last.kind !== 'limited') await this.#guard.record(inTotal(seen.last, seen.failures), seen.begunAt);
    if (asked.kind === 'error') throw asked.error;
    return asked.answer;
  }
}

function evidenceOf(asked: Asked<unknown>): Evidence {
  return asked.kind === 'answer' ? { kind: 'answered' } : evidenceOfCode(asked.error.code, asked.error.retryAfter);
}

/** @throws what is no `BrokerError`: it is a fault of ours. */
async function answerOf<Answer>(question: () => Promise<Answer>): Promise<Asked<Answer>> {
  try {
    return { kind: 'answer', answer: await question() };
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    return { kind: 'error', error, trouble: null };
  }
}

/** An open circuit is told at once; quiet may be short enough to be waited for. */
function shut({ code, cause, retryAfter }: Extract<Gate, { kind: 'shut' }>): Asked<never> {
  const error = new BrokerError(code, cause, { retryAfter });
  return { kind: 'error', error, trouble: code === 'RATE_LIMITED' ? { retryAfter } : null };
}

function troubleIn(evidence: Evidence): Trouble | null {
  if (evidence.kind === 'limited') return evidence;
  return evidence.kind === 'failed' ? { retryAfter: null } : null;
}

function inTotal(evidence: Evidence, failures: number): Evidence {
  return evidence.kind === 'failed' ? { kind: 'failed', requests: failures } : evidence;
}
