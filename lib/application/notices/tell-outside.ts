import type { AliveLog } from '#application/ports/alive-log.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { DeadMan } from '#application/ports/dead-man.ts';
import { judgeAlive, type Liveness } from '#domain/notices/judge-alive.ts';

export interface TellOutsideDeps {
  readonly aliveLog: AliveLog;
  readonly deadMan: DeadMan;
  readonly clock: Clock;
}

/**
 * Says outside that all is well, if what watches the account is at work; else nothing: the silence is the message.
 *
 * @throws what the log or the way outside throws: nothing was said then
 */
export async function tellOutside({ aliveLog, clock, deadMan }: TellOutsideDeps): Promise<Liveness> {
  const liveness = judgeAlive(await aliveLog.lastNoted(), clock.now());
  if (liveness.kind === 'alive') await deadMan.ping();
  return liveness;
}
