import type { APIGatewayProxyEventV2, SQSEvent, SQSRecord } from 'aws-lambda';
import type { AdvanceOutcome } from '#application/emergency/advance-outcome.ts';
import { sessionIdOf } from '#domain/orders/client-order-id.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { acceptEvent } from '../../lambdas/accept-signal/accept-event.ts';
import { answerRequest } from '../../lambdas/control-api/answer-request.ts';
import { advanceOnStep } from '../../lambdas/emergency-stop/advance-on-step.ts';
import { generateOnTick } from '../../lambdas/generate-signals/generate-on-tick.ts';
import { monitorOnTick } from '../../lambdas/monitor-risk/monitor-on-tick.ts';
import { consumeOrders } from '../../lambdas/place-order/consume-orders.ts';
import { trackOnTick } from '../../lambdas/track-orders/track-on-tick.ts';
import { Invocation } from './engine/invocation.ts';
import { FifoQueue, type Message, queuePort, type Receipt } from './model/fifo-queue.ts';
import type { World } from './world.ts';

export type FunctionName =
  | 'place-order'
  | 'track-orders'
  | 'monitor-risk'
  | 'generate-signals'
  | 'accept-signal'
  | 'control-api'
  | 'emergency-stop'
  | 'kill';

/** Of the stack: place-order is killed after ten seconds, the others after thirty. */
const TIMEOUTS: Readonly<Partial<Record<FunctionName, number>>> = { 'place-order': 10 * SECOND };
const DEFAULT_TIMEOUT = 30 * SECOND;
/** Lambda runs an asynchronous event again after a failure, under the same request id. */
const ASYNC_RETRIES = 2;
const STEP_RETRIES = 8;

type Body = (invocation: Invocation) => Promise<unknown>;

/** Runs the code of the lambdas, each call an invocation of its own. */
export class Functions {
  readonly queue: FifoQueue;
  readonly failures = new Map<string, number>();
  readonly #world: World;
  readonly #executions = new Set<string>();
  #running = 0;
  #count = 0;

  constructor(world: World, batchSize: number) {
    this.#world = world;
    this.queue = new FifoQueue(world.engine, batchSize, (batch, answer) => this.#consume(batch, answer));
  }

  /** Whether anything is going on right now. */
  get isBusy(): boolean {
    return this.#running > 0;
  }

  track(): void {
    this.#runAsync('track-orders', (invocation) =>
      trackOnTick(this.#world.runtimeOf(invocation), this.#queueOf(invocation))(
        {},
        { awsRequestId: invocation.requestId },
      ),
    );
  }

  monitor(): void {
    this.#runAsync('monitor-risk', (invocation) =>
      monitorOnTick(this.#world.runtimeOf(invocation), {
        queue: this.#queueOf(invocation),
        workflows: this.#workflowsOf(invocation),
        reconciliations: this.#reconciliationsOf(invocation),
      })(),
    );
  }

  generate(): void {
    this.#runAsync('generate-signals', (invocation) =>
      generateOnTick(this.#world.runtimeOf(invocation), this.#queueOf(invocation))(),
    );
  }

  signal(detail: unknown): void {
    this.#runAsync('accept-signal', (invocation) =>
      acceptEvent(this.#world.runtimeOf(invocation), this.#queueOf(invocation))({ detail }),
    );
  }

  /** `done`: told whether the request was taken, never where the function died. */
  startSession(done: (isTaken: boolean) => void): void {
    this.#request({ routeKey: 'POST /sessions', headers: { 'idempotency-key': 'simulated' } }, done);
  }

  stopSession(done: (isTaken: boolean) => void): void {
    const { environment, account } = this.#world.plan;
    const id = sessionIdOf(environment, account, 'simulated');
    this.#request(
      { routeKey: 'POST /sessions/{id}/stop', headers: { 'idempotency-key': 'stop' }, pathParameters: { id } },
      done,
    );
  }

  /** An operator's order; asked for again with the same key by one who heard no answer. */
  placeByHand(body: object, key: string, done: (isTaken: boolean) => void): void {
    const headers = { 'idempotency-key': key };
    this.#request({ routeKey: 'POST /orders', headers, body: JSON.stringify(body) }, done);
  }

  changeOrder(clientOrderId: string, body: object, key: string, done: (isTaken: boolean) => void): void {
    const headers = { 'idempotency-key': key };
    const pathParameters = { clientOrderId };
    const routeKey = 'PATCH /orders/{clientOrderId}';
    this.#request({ routeKey, headers, pathParameters, body: JSON.stringify(body) }, done);
  }

  cancelOrder(clientOrderId: string, done: (isTaken: boolean) => void): void {
    this.#request({ routeKey: 'DELETE /orders/{clientOrderId}', headers: {}, pathParameters: { clientOrderId } }, done);
  }

  closePosition(symbol: string, key: string, done: (isTaken: boolean) => void): void {
    const headers = { 'idempotency-key': key };
    this.#request({ routeKey: 'POST /positions/{symbol}/close', headers, pathParameters: { symbol } }, done);
  }

  kill(done: (isTaken: boolean) => void): void {
    this.#run(
      'kill',
      async (invocation) => {
        await this.#world.ledgerOf(invocation).kill();
        this.#world.watch.isKilled = true;
      },
      done,
    );
  }

  #request(event: Partial<APIGatewayProxyEventV2>, done: (isTaken: boolean) => void): void {
    this.#run(
      'control-api',
      async (invocation) => {
        const answer = answerRequest({
          ...this.#world.runtimeOf(invocation),
          queue: this.#queueOf(invocation),
          workflows: this.#workflowsOf(invocation),
          webhookTokens: { isRight: async () => false },
          reconciliations: this.#reconciliationsOf(invocation),
          openApi: () => ({}),
        });
        const signed: object = { ...event, requestContext: { authorizer: { iam: {} } } };
        const { statusCode = 500, body } = await answer(signed as APIGatewayProxyEventV2);
        this.#world.engine.note(`control-api ${event.routeKey} ${statusCode} ${body}`);
        if (statusCode >= 400) throw new Error(`${statusCode}`);
      },
      done,
    );
  }

  /** Asked for with the same key until it is heard that it was taken. */
  emergencyStop(body: object, done: (isTaken: boolean) => void): void {
    const headers = { 'idempotency-key': 'stop' };
    this.#request({ routeKey: 'POST /emergency-stop', headers, body: JSON.stringify(body) }, (isTaken) => {
      if (isTaken) this.#world.watch.isKilled = true;
      done(isTaken);
    });
  }

  /** Step Functions: one execution a name, each step again after a failure, in the end given up. */
  /** Started, and never gone on with. */
  #reconciliationsOf(invocation: Invocation) {
    return {
      start: () => invocation.call('reconciliations.start', [5, 40], () => ({ answer: undefined })),
    };
  }

  #workflowsOf(invocation: Invocation) {
    return {
      start: (name: string, input: object) =>
        invocation.call('workflows.start', [5, 40], () => {
          const isNew = !this.#executions.has(name);
          this.#executions.add(name);
          if (isNew) this.#step(input, STEP_RETRIES);
          const isLost = this.#world.engine.faults.strikes('queue_answer_lost');
          return isLost ? { answer: undefined, error: new Error('fault: answer lost') } : { answer: undefined };
        }),
    };
  }

  #step(input: object, retries: number): void {
    const { engine } = this.#world;
    let outcome: AdvanceOutcome = { kind: 'wait', seconds: 1 };
    this.#run(
      'emergency-stop',
      async (invocation) => {
        const step = advanceOnStep(this.#world.runtimeOf(invocation));
        outcome = await step(input, { awsRequestId: invocation.requestId });
      },
      (isDone) => {
        const { kind } = outcome;
        if (isDone && outcome.kind === 'wait') {
          engine.time.schedule(outcome.seconds * SECOND, () => this.#step(input, STEP_RETRIES));
        } else if (!isDone && retries > 0) engine.time.schedule(2 * SECOND, () => this.#step(input, retries - 1));
        engine.note(`emergency-stop ${isDone ? kind : 'failed'}`);
      },
    );
  }

  #queueOf(invocation: Invocation) {
    return queuePort(invocation, this.#world.engine, this.queue);
  }

  #consume(batch: readonly Message[], answer: (receipt: Receipt) => void): void {
    let receipt: Receipt = null;
    this.#run(
      'place-order',
      async (invocation) => {
        const consume = consumeOrders(this.#world.runtimeOf(invocation));
        const Records = batch.map(({ id, body }) => ({ messageId: id, body }) as SQSRecord);
        const { batchItemFailures } = await consume({ Records } satisfies SQSEvent, {
          awsRequestId: invocation.requestId,
        });
        receipt = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
      },
      () => answer(receipt),
    );
  }

  #runAsync(name: FunctionName, body: Body, retries = ASYNC_RETRIES, requestId = this.#nextId(name)): void {
    const again = (isDone: boolean) => {
      if (isDone || retries === 0) return;
      this.#world.engine.time.schedule(5 * SECOND, () => this.#runAsync(name, body, retries - 1, requestId));
    };
    this.#run(name, body, again, requestId);
  }

  #nextId(name: FunctionName): string {
    this.#count += 1;
    return `${name}-${this.#count}`;
  }

  #run(name: FunctionName, body: Body, done: (isDone: boolean) => void, requestId = this.#nextId(name)): void {
    const { engine } = this.#world;
    this.#running += 1;
    let isOver = false;
    const finish = (isDone: boolean) => {
      if (isOver) return;
      isOver = true;
      this.#running -= 1;
      done(isDone);
    };
    const invocation = new Invocation(engine, name, requestId, () => finish(false));
    engine.note(`${requestId} starts`);
    engine.time.resumed();
    engine.time.schedule(TIMEOUTS[name] ?? DEFAULT_TIMEOUT, () => {
      if (!isOver) invocation.die('time-out');
    });
    body(invocation).then(
      () => finish(true),
      (error: unknown) => {
        engine.note(`${requestId} fails: ${error instanceof Error ? error.message : String(error)}`);
        finish(false);
      },
    );
  }
}
