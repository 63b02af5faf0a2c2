import { encodeOrderMessage } from '#application/contracts/order-message.ts';
import type { OrderQueue } from '#application/ports/order-queue.ts';
import { MINUTE, SECOND } from '#domain/shared/instant.ts';
import { addressOf, type QueuedCommand } from '#domain/trading/order-command.ts';
import type { Engine } from '../engine/engine.ts';
import type { Effect, Invocation } from '../engine/invocation.ts';

export interface Message {
  readonly id: string;
  readonly group: string;
  readonly body: string;
  receives: number;
  visibleAt: number;
  isDone: boolean;
}

/** What the consumer said of a batch: the messages that it did not carry out. `null`: it never said anything. */
export type Receipt = readonly string[] | null;
export type Deliver = (batch: readonly Message[], answer: (receipt: Receipt) => void) => void;

const VISIBILITY = 30 * SECOND;
const DEDUPLICATION = 5 * MINUTE;
const MAX_RECEIVES = 3;
const POLL = [5, 60] as const;

/**
 * The orders queue: a group at a time in order, at least once. What is not deleted comes again after the visibility time-out, three times in all,
 * and blocks its group until then.
 */
export class FifoQueue {
  readonly deadLetters: Message[] = [];
  readonly #engine: Engine;
  readonly #batchSize: number;
  readonly #groups = new Map<string, Message[]>();
  readonly #seen = new Map<string, number>();
  readonly #deliver: Deliver;
  #count = 0;

  constructor(engine: Engine, batchSize: number, deliver: Deliver) {
    this.#engine = engine;
    this.#batchSize = batchSize;
    this.#deliver = deliver;
  }

  get length(): number {
    return [...this.#groups.values()].reduce((sum, group) => sum + group.length, 0);
  }

  put(command: QueuedCommand): void {
    const { id, account, symbol } = addressOf(command);
    const { now } = this.#engine.time;
    if ((this.#seen.get(id) ?? 0) > now) return;
    this.#seen.set(id, now + DEDUPLICATION);
    this.#add(`${account}#${symbol}`, encodeOrderMessage(command));
    // As if its sender had repeated it after the window.
    if (this.#engine.faults.strikes('message_doubled')) this.#add(`${account}#${symbol}`, encodeOrderMessage(command));
  }

  #add(group: string, body: string): void {
    this.#count += 1;
    const message = { id: `m${this.#count}`, group, body, receives: 0, visibleAt: 0, isDone: false };
    this.#groups.set(group, [...(this.#groups.get(group) ?? []), message]);
    this.#poll(group, this.#engine.draw(POLL));
  }

  #poll(group: string, delay: number): void {
    this.#engine.time.schedule(delay, () => this.#receive(group));
  }

  #receive(group: string): void {
    const { now } = this.#engine.time;
    const waiting = this.#groups.get(group) ?? [];
    const [head] = waiting;
    if (head === undefined || waiting.some(({ visibleAt }) => visibleAt > now)) return;
    if (head.receives >= MAX_RECEIVES) {
      this.#remove(head);
      this.deadLetters.push(head);
      this.#engine.note(`queue ${head.id} is dead`);
      this.#poll(group, 1);
      return;
    }
    const batch = waiting.slice(0, this.#batchSize);
    for (const message of batch) {
      message.receives += 1;
      message.visibleAt = now + VISIBILITY;
    }
    this.#poll(group, VISIBILITY + 1);
    this.#hand(batch);
    // Worse than any queue: the same batch at the same time, or the one behind it.
    if (!this.#engine.faults.strikes('message_concurrent')) return;
    const behind = waiting.slice(this.#batchSize, 2 * this.#batchSize);
    this.#deliver(behind.length > 0 ? behind : batch, () => {});
  }

  #hand(batch: readonly Message[]): void {
    this.#deliver(batch, (receipt) => {
      if (receipt === null) return;
      for (const message of batch.filter(({ id }) => !receipt.includes(id))) {
        if (!this.#engine.faults.strikes('message_undeleted')) this.#remove(message);
      }
      const [first] = batch;
      if (first !== undefined) this.#poll(first.group, this.#engine.draw(POLL));
    });
  }

  #remove(message: Message): void {
    message.isDone = true;
    const rest = (this.#groups.get(message.group) ?? []).filter((other) => other !== message);
    this.#groups.set(message.group, rest);
  }
}

const LATENCY = [5, 40] as const;

/** The queue as one invocation sends to it: at times it takes nothing, or only the first of them, or its answer is lost. */
export function queuePort(invocation: Invocation, { faults }: Engine, queue: FifoQueue): OrderQueue {
  return {
    send: (commands) =>
      invocation.call('queue.send', LATENCY, () => {
        const fault = faults.firstOf('queue_refused', 'queue_answer_lost');
        const taken = fault === 'queue_refused' ? commands.slice(0, commands.length - 1) : commands;
        for (const command of taken) queue.put(command);
        const note = `${taken.length} of ${commands.length}`;
        return fault === null ? { answer: undefined, note } : failed(`${note}, ${fault}`);
      }),
  };
}

function failed(note: string): Effect<void> {
  return { answer: undefined, error: new Error(`fault: ${note}`), note };
}
