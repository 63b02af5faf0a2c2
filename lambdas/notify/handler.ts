import middy from '@middy/core';
import { openNotices } from '#runtime/notices.ts';
import { publishMetrics } from '#runtime/observability.ts';
import { notifyOnEvent } from './notify-on-event.ts';

export const handler = middy(notifyOnEvent(openNotices())).use(publishMetrics());
