import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { ResilientBroker } from '#adapters/resilience/resilient-broker.ts';
import type { Table } from '#adapters/table/table.ts';
import { TableBrokerHealth } from '#adapters/table/table-broker-health.ts';
import type { Broker } from '#application/ports/broker.ts';
import { BrokerError, type BrokerErrorCode } from '#application/ports/broker-error.ts';
import type { BrokerHealth } from '#domain/brokers/broker-health.ts';
import { aBroker } from './broker-builders.ts';
import { T0 } from './builders.ts';
import { CrashPoints } from './faulty.ts';

export function brokerError(code: BrokerErrorCode, retryAfter: number | null = null): BrokerError {
  return new BrokerError(code, code, { retryAfter });
}

/** One after the other; the last for ever. An error is thrown. Of whatever type the call is to have. */
export function answers(...given: readonly unknown[]): () => Promise<never> {
  let calls = 0;
  return async () => {
    const answer = given[Math.min(calls, given.length - 1)];
    calls += 1;
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no answer was given');
    return answer as never;
  };
}

/** Several functions, each with its own `ResilientBroker` and store, on one table and one clock that waiting moves on. */
export class ResilienceDesk {
  now = T0;
  readonly table = new MemoryTable({ now: () => this.now });
  /** Calls of the table and, in the order given, of the brokers. */
  readonly points = new CrashPoints();
  readonly waits: number[] = [];
  readonly reported: string[] = [];
  /** By request: whether the venue has answered it. */
  readonly answers: boolean[] = [];
  /** Milliseconds that a request takes. */
  requestTime = 20;

  /** `answers`: what the venue behind it says. */
  aFunction(given: Partial<Broker>): { broker: ResilientBroker; health: TableBrokerHealth } {
    const clock = { now: () => this.now };
    const table = this.points.watch<Table>(this.table);
    const health = new TableBrokerHealth({ table, account: 'main', clock });
    const broker = new ResilientBroker(this.points.watch<Broker>(this.#slow(aBroker(given))), {
      health,
      clock,
      random: () => 0.5,
      timer: () => this.now,
      sleep: async (milliseconds) => {
        this.waits.push(milliseconds);
        this.now += milliseconds;
      },
      reports: {
        onAnswer: (isAnswered) => this.answers.push(isAnswered),
        onSlowOrder: (milliseconds, { clientOrderId }) => this.reported.push(`slow ${milliseconds} ${clientOrderId}`),
        onCircuit: (from, to) => this.reported.push(`${from} → ${to}`),
        onHealthLost: (error) => this.reported.push(`lost ${String(error)}`),
      },
    });
    return { broker, health };
  }

  /** The shared health, as a function that has just started reads it. */
  health(): Promise<BrokerHealth> {
    return new TableBrokerHealth({ table: this.table, account: 'main', clock: { now: () => this.now } }).current();
  }

  /** What was called since the last look. */
  takeCalls(): string[] {
    return this.points.calls.splice(0);
  }

  /** Every request takes its time. */
  #slow(broker: Broker): Broker {
    return new Proxy(broker, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          this.now += this.requestTime;
          return member.apply(target, args);
        };
      },
    });
  }
}
