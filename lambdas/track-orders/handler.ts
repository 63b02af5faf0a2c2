import middy from '@middy/core';
import { openBroker } from '#broker';
import { openMarketData } from '#runtime/market-data-secret.ts';
import { createBrokerRuntime } from '#runtime/runtime.ts';
import { sleep } from '#runtime/sleep.ts';
import { trackOnTick } from './track-on-tick.ts';

export const handler = middy(trackOnTick({ ...createBrokerRuntime(openBroker, openMarketData), sleep }));
