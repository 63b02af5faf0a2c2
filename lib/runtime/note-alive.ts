import { TableAliveLog } from '#adapters/table/table-alive-log.ts';
import { type NoteAlive, noteAlive } from '#application/notices/note-alive.ts';
import { readBundledConfig } from './bundled-config.ts';
import { openTable, type Runtime } from './runtime.ts';

/** `null`: nobody outside waits for us, and nothing is written. */
export function openNoteAlive({ environment }: Runtime): NoteAlive | null {
  const { account, notifications } = readBundledConfig().config;
  return notifications?.dead_man === true ? noteAlive(new TableAliveLog(openTable(environment), account)) : null;
}
