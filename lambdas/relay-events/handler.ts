import middy from '@middy/core';
import { createRuntime } from '#runtime/runtime.ts';
import { relayRecords } from './relay-records.ts';

export const handler = middy(relayRecords(createRuntime()));
