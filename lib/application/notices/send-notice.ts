import type { Clock } from '#application/ports/clock.ts';
import type { NoticeChannel } from '#application/ports/notice-channel.ts';
import type { NoticeLog } from '#application/ports/notice-log.ts';
import type { Notice, NoticeChannelName } from '#domain/notices/notice.ts';

export interface SendNoticeDeps {
  readonly channels: readonly NoticeChannel[];
  readonly log: NoticeLog;
  readonly clock: Clock;
  /** Of one severity on one channel. */
  readonly mostPerHour: number;
}

export interface NoticeOutcome {
  readonly channel: NoticeChannelName;
  /** `known`: it was sent before. `held_back`: the hour's share of its severity is used up. */
  readonly kind: 'sent' | 'known' | 'held_back' | 'failed';
  readonly reason?: string;
}

/**
 * Tells a person by every channel, each on its own: one that fails, or takes its time, keeps no other waiting. Told again, it goes only to the channels that it has not reached; a
 * process that dies between sending and noting it sends twice.
 */
export function sendNotice(deps: SendNoticeDeps, notice: Notice): Promise<readonly NoticeOutcome[]> {
  return Promise.all(
    deps.channels.map(async (channel): Promise<NoticeOutcome> => {
      try {
        return { channel: channel.name, kind: await sendBy(deps, channel, notice) };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { channel: channel.name, kind: 'failed', reason };
      }
    }),
  );
}

async function sendBy(
  { clock, log, mostPerHour }: SendNoticeDeps,
  channel: NoticeChannel,
  notice: Notice,
): Promise<'sent' | 'known' | 'held_back'> {
  const { id, severity } = notice;
  if (await log.isSent(id, channel.name)) return 'known';
  if (!(await log.takeSlot(channel.name, severity, clock.now(), mostPerHour))) return 'held_back';
  await channel.send(notice);
  await log.noteSent(id, channel.name, clock.now());
  return 'sent';
}
