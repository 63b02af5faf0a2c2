import middy from '@middy/core';
import { openNotices } from '#runtime/notices.ts';
import { publishMetrics } from '#runtime/observability.ts';
import { notifyOnEvent } from './notify-on-event.ts';
import { isTick, tellOnTick } from './tell-on-tick.ts';

const notices = openNotices();
const notify = notifyOnEvent(notices);
const tell = (event: unknown): Promise<void> => (isTick(event) ? tellOnTick(notices) : notify(event));

export const handler = middy(tell).use(publishMetrics());
