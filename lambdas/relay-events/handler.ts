import middy from '@middy/core';
import { openEventBus } from '#runtime/event-bus.ts';
import { systemClock } from '#runtime/system-clock.ts';
import { relayStream } from './relay-stream.ts';

export const handler = middy(relayStream({ bus: openEventBus(), clock: systemClock }));
