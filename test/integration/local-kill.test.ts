import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeOrderMessage } from '#application/contracts/order-message.ts';
import { UNKNOWN_MARKET } from '#domain/orders/market-facts.ts';
import { NOTHING_ATTACHED, type OrderIntent } from '#domain/orders/order-intent.ts';
import { MARKET } from '#domain/orders/order-terms.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import type { LocalRun } from '#local/local-run.ts';
import { OperatorApi } from '#local/replay/operator-api.ts';
import { openLedger } from '#local/replay/session-records.ts';
import { type LocalApp, synthesizeApp } from './support/local-app.ts';

const MESSAGES = 20;

let app: LocalApp;
let run: LocalRun;
beforeAll(async () => {
  app = await synthesizeApp({ durationMinutes: '10' });
  run = await app.boot();
});
afterAll(async () => {
  await run.stop();
  app.remove();
});

function intents(sessionId: string, now: number): readonly OrderIntent[] {
  return Array.from({ length: MESSAGES }, (_, index) => ({
    clientOrderId: index.toString(16).padStart(32, '0'),
    account: app.replay.config.account,
    sessionId,
    strategy: 'desk',
    symbol: 'SYN/USD',
    kind: 'entry',
    purpose: 'entry',
    side: 'buy',
    quantity: new Decimal(1),
    terms: MARKET,
    attached: NOTHING_ATTACHED,
    market: UNKNOWN_MARKET,
    referencePrice: new Decimal(100),
    referenceTime: now,
    signalTime: now,
    expiresAt: now + 60_000,
    ranking: 50,
    reason: 'test',
  }));
}

describe('Given 20 messages in the queue of a running session', () => {
  it('When the kill is written before they are consumed, Then none is authorised and each is denied with kill_switch', async () => {
    const { cloud, phases } = run;
    const now = phases[1]?.instant ?? 0;
    run.moveTo({ instant: now, phase: 'close' });
    const started = await new OperatorApi(cloud).post('/sessions', {}, { 'idempotency-key': app.replay.sessionKey });
    const sessionId = (started.body as { id: string }).id;
    const [consumer] = cloud.consumers;
    if (consumer === undefined) throw new Error('the template has no queue consumer');
    for (const intent of intents(sessionId, now)) {
      await cloud.sqs.send(
        new SendMessageCommand({
          QueueUrl: consumer.mapping.queue.url,
          MessageBody: encodeOrderMessage({ kind: 'place', intent }),
          MessageGroupId: `${intent.account}#${intent.symbol}`,
          MessageDeduplicationId: `${intent.account}#${intent.symbol}#${intent.clientOrderId}#1`,
        }),
      );
    }
    const ledger = openLedger({
      client: cloud.dynamo,
      tableName: cloud.table.name,
      account: app.replay.config.account,
      now: () => now,
    });
    await ledger.kill();

    let delivered = 0;
    while (await consumer.deliverNext()) delivered += 1;

    expect([delivered, consumer.failures]).toEqual([MESSAGES, 0]);
    const orders = await ledger.listOrders(sessionId);
    expect(orders).toHaveLength(MESSAGES);
    for (const order of orders) {
      expect([order.state, order.attempt, order.authorisedBy]).toEqual(['REJECTED', 0, null]);
      expect(order.violations.map((violation) => violation.rule)).toContain('kill_switch');
    }
    cloud.assertAllowed();
  });
});
