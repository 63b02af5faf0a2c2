import middy from '@middy/core';
import { createRuntime } from '#runtime/runtime.ts';
import { recordStream } from './record-stream.ts';

export const handler = middy(recordStream(createRuntime()));
