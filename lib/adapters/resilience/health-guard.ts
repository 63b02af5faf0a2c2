import type { BrokerHealthStore } from '#application/ports/broker-health.ts';
import type { Clock } from '#application/ports/clock.ts';
import { afterRateLimit, type BrokerHealth, HEALTHY } from '#domain/brokers/broker-health.ts';
import { type Admission, admit, afterAnswer, afterFailures, beginProbe, nextProbeAt } from '#domain/brokers/circuit.ts';
import { type Instant, toIso } from '#domain/shared/instant.ts';
import type { BrokerReports } from './broker-reports.ts';
import type { Evidence } from './evidence.ts';

export type Gate =
  | { readonly kind: 'open'; readonly begunAt: Instant; readonly isProbe: boolean }
  | {
      readonly kind: 'shut';
      readonly code: 'UNAVAILABLE' | 'RATE_LIMITED';
      readonly cause: string;
      readonly retryAfter: number;
    };

/**
 * Lets calls through by the shared health, and feeds it with what came of them. Health is an aid, not a safeguard: where it cannot be read or written the call
 * goes on as if the broker were well, and the order protocol holds without it.
 */
export class HealthGuard {
  readonly #store: BrokerHealthStore;
  readonly #clock: Clock;
  readonly #reports: BrokerReports;

  constructor(store: BrokerHealthStore, clock: Clock, reports: BrokerReports) {
    this.#store = store;
    this.#clock = clock;
    this.#reports = reports;
  }

  async admit(): Promise<Gate> {
    const begunAt = this.#clock.now();
    const health = await this.#orElse(HEALTHY, () => this.#store.current());
    if (health.blockedUntil > begunAt) return shutByLimit(health.blockedUntil, begunAt);
    const admission = admit(health.circuit, begunAt);
    if (admission === 'pass') return { kind: 'open', begunAt, isProbe: false };
    return admission === 'refuse' ? shutByCircuit(health, begunAt) : this.#claimProbe(begunAt);
  }

  /** While all is well nothing is written. */
  async record(evidence: Evidence, begunAt: Instant): Promise<void> {
    const now = this.#clock.now();
    await this.#orElse(null, () => this.#move((health) => afterEvidence(health, evidence, begunAt, now)));
  }

  /** Of all that want to probe, the one whose write is in goes. */
  #claimProbe(now: Instant): Promise<Gate> {
    return this.#orElse<Gate>({ kind: 'open', begunAt: now, isProbe: true }, async () => {
      const last: { admission: Admission } = { admission: 'refuse' };
      const health = await this.#move((current) => {
        last.admission = admit(current.circuit, now);
        return last.admission === 'probe' ? { ...current, circuit: beginProbe(current.circuit, now) } : current;
      });
      if (last.admission === 'refuse') return shutByCircuit(health, now);
      return { kind: 'open', begunAt: now, isProbe: last.admission === 'probe' };
    });
  }

  async #move(change: (health: BrokerHealth) => BrokerHealth): Promise<BrokerHealth> {
    let before = HEALTHY;
    const after = await this.#store.update((current) => {
      before = current;
      return change(current);
    });
    const [from, to] = [before.circuit.state, after.circuit.state];
    if (from !== to) this.#reports.onCircuit(from, to);
    return after;
  }

  async #orElse<Result>(fallback: Result, act: () => Promise<Result>): Promise<Result> {
    try {
      return await act();
    } catch (error) {
      this.#reports.onHealthLost(error);
      return fallback;
    }
  }
}

function afterEvidence(health: BrokerHealth, evidence: Evidence, begunAt: Instant, now: Instant): BrokerHealth {
  switch (evidence.kind) {
    case 'nothing':
      return health;
    case 'limited':
      return afterRateLimit(health, now + evidence.retryAfter);
    case 'answered':
      return withCircuit(health, afterAnswer(health.circuit, begunAt, now));
    case 'failed':
      return withCircuit(health, afterFailures(health.circuit, evidence.requests, begunAt, now));
  }
}

function withCircuit(health: BrokerHealth, circuit: BrokerHealth['circuit']): BrokerHealth {
  return circuit === health.circuit ? health : { ...health, circuit };
}

function shutByLimit(until: Instant, now: Instant): Gate {
  const cause = `the venue asked for quiet until ${toIso(until)}`;
  return { kind: 'shut', code: 'RATE_LIMITED', cause, retryAfter: until - now };
}

function shutByCircuit({ circuit }: BrokerHealth, now: Instant): Gate {
  const until = nextProbeAt(circuit) ?? now;
  const cause = `the broker's circuit is ${circuit.state}, the next probe is at ${toIso(until)}`;
  return { kind: 'shut', code: 'UNAVAILABLE', cause, retryAfter: Math.max(until - now, 0) };
}
