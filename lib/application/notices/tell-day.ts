import type { Ledger } from '#application/ports/ledger.ts';
import { readDay } from '#application/reads/read-day.ts';
import { dayToTell, isBarToCome } from '#domain/notices/day-to-tell.ts';
import type { Notice } from '#domain/notices/notice.ts';
import { toUtcDay } from '#domain/shared/instant.ts';
import { dayNoticeId, noticeOfDay } from './notice-of-day.ts';
import { type NoticeOutcome, type SendNoticeDeps, sendNotice } from './send-notice.ts';

export interface TellDayDeps extends SendNoticeDeps {
  readonly ledger: Ledger;
  readonly environment: string;
  readonly account: string;
}

export interface ToldDay {
  readonly notice: Notice;
  readonly outcomes: readonly NoticeOutcome[];
}

/**
 * Tells of the trading day that has ended last, whatever severity people want to be told of; `null`: there is nothing to tell, or it is not time. Told again it goes only to the channels that
 * it has not reached; a tick that was missed, or has died, is made good by a later one of the same day.
 */
export async function tellDay(deps: TellDayDeps): Promise<ToldDay | null> {
  const { channels, clock, ledger, log } = deps;
  const start = dayToTell(clock.now());
  if (start === null) return null;
  const id = dayNoticeId(toUtcDay(start));
  const sent = await Promise.all(channels.map(({ name }) => log.isSent(id, name)));
  if (sent.every(Boolean)) return null;
  const report = await readDay(ledger, start);
  if (report === null || (report.summary.endEquity === null && isBarToCome(start, clock.now()))) return null;
  const notice = noticeOfDay(report, deps);
  return { notice, outcomes: await sendNotice(deps, notice) };
}
