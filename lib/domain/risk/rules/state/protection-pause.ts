import { toIso } from '../../../shared/instant.ts';
import type { EntryRule } from '../../rule.ts';

/** No entry while a protection has paused the account or the symbol; the pause that lasts longer is reported. */
export const protectionPause: EntryRule = ({ account, now, position }) => {
  const pause = (account.pausedUntil ?? 0) >= (position.pausedUntil ?? 0) ? account : position;
  if (pause.pausedUntil === null || now >= pause.pausedUntil) return null;
  const unit = `time, by ${pause.pausedBy ?? 'a protection'}`;
  return { rule: 'protection_pause', limit: toIso(pause.pausedUntil), value: toIso(now), unit };
};
