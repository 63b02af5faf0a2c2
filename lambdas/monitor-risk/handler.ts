import middy from '@middy/core';
import { monitorRisk } from '#application/monitor-risk.ts';
import { openMarketData } from '#runtime/market-data-secret.ts';
import { createRuntime } from '#runtime/runtime.ts';

const runtime = createRuntime(openMarketData);

/** Scheduled: marks the account to the latest closes and keeps the snapshot. */
async function onTick(): Promise<void> {
  await monitorRisk(runtime);
}

export const handler = middy(onTick);
