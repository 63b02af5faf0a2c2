import middy from '@middy/core';
import { openBroker } from '#broker';
import { createBrokerRuntime } from '#runtime/runtime.ts';
import { answerRequest } from './answer-request.ts';

export const handler = middy(answerRequest(createBrokerRuntime(openBroker)));
