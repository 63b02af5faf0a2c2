import { deadManPing } from '#adapters/notices/dead-man-ping.ts';
import { emailChannel } from '#adapters/notices/email-channel.ts';
import { noticeChannel } from '#adapters/notices/notice-channels.ts';
import { TableAliveLog } from '#adapters/table/table-alive-log.ts';
import { TableLedger } from '#adapters/table/table-ledger.ts';
import { TableNoticeLog } from '#adapters/table/table-notice-log.ts';
import { metricDimensions } from '#application/contracts/metrics.ts';
import { noticeSecretSchema } from '#application/contracts/notice-secret.ts';
import type { SendNoticeDeps } from '#application/notices/send-notice.ts';
import type { TellDayDeps } from '#application/notices/tell-day.ts';
import type { TellOutsideDeps } from '#application/notices/tell-outside.ts';
import type { Severity } from '#domain/notices/notice.ts';
import { readBundledConfig } from './bundled-config.ts';
import { readFunctionEnvironment, required } from './function-environment.ts';
import { setMetricDimensions } from './observability.ts';
import { readSecret } from './read-secret.ts';
import { openTable } from './runtime.ts';
import { sleep } from './sleep.ts';
import { systemClock, wallClock } from './system-clock.ts';

export interface Notices extends SendNoticeDeps {
  readonly environment: string;
  readonly account: string;
  readonly leastSeverity: Severity;
  /** `null`: nobody outside waits for us. */
  readonly outside: TellOutsideDeps | null;
  /** `null`: nobody wants to be told of days. */
  readonly day: TellDayDeps | null;
}

/** The channels of the configuration, with the secret and the topic that the template binds. */
export function openNotices(): Notices {
  const environment = readFunctionEnvironment(process.env);
  const { config } = readBundledConfig();
  setMetricDimensions(metricDimensions(config));
  const { account, environment: name, notifications } = config;
  if (notifications === undefined)
    throw new Error('notifications: received nothing, expected the section of the configuration');
  const { channels, least_severity: leastSeverity, most_per_hour: mostPerHour } = notifications;
  const secretId = required(environment.noticeSecretId, 'NOTICE_SECRET_ID');
  const tools = {
    sleep,
    random: Math.random,
    clock: wallClock,
    readSecret: () => readSecret('notices', secretId, noticeSecretSchema),
  };
  const table = openTable(environment);
  const aliveLog = new TableAliveLog(table, account);
  const sending = {
    channels: channels.map((channel) =>
      channel === 'email'
        ? emailChannel({ topicArn: required(environment.noticeTopicArn, 'NOTICE_TOPIC_ARN') })
        : noticeChannel(channel, tools),
    ),
    log: new TableNoticeLog(table, account),
    clock: systemClock,
    mostPerHour,
  };
  const ledger = new TableLedger(table, account);
  return {
    ...sending,
    environment: name,
    account,
    leastSeverity,
    day: notifications.day_summary === true ? { ...sending, ledger, environment: name, account } : null,
    outside: notifications.dead_man === true ? { aliveLog, deadMan: deadManPing(tools), clock: systemClock } : null,
  };
}
