import middy from '@middy/core';
import { createRuntime } from '#runtime/runtime.ts';
import { sealOnTick } from './seal-on-tick.ts';

export const handler = middy(sealOnTick(createRuntime()));
