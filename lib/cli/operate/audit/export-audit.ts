import { refuseOut, writeNew } from '../new-file.ts';
import type { OperateFlags } from '../operate-flags.ts';
import type { Operation } from '../operation.ts';
import { type AuditEntryBody, readTrail, type SealBody, type Trail } from './read-trail.ts';

export interface AuditExportFlags extends OperateFlags {
  readonly out?: string;
}

/** Writes the whole trail when it is all there: half an export would look like a whole one. */
export async function exportAudit(operation: Operation, { out }: AuditExportFlags): Promise<void> {
  if (out !== undefined) refuseOut(out);
  const trail = await readTrail(operation);
  const text = linesOf(trail).join('');
  if (out === undefined) operation.terminal.stdout.write(text);
  else writeNew(out, text);
  const count = trail.entries.length + trail.unsealed.length;
  operation.note(`${count} entries, ${trail.seals.length} seals${out === undefined ? '' : ` in ${out}`}`);
}

/** Each seal after its entries; what is not sealed yet at the end. */
function linesOf({ entries, seals, unsealed }: Trail): readonly string[] {
  const bySeal = Map.groupBy(entries, ({ seal }) => seal);
  const sealed = seals.flatMap((seal) => [...(bySeal.get(seal.number) ?? []).map(entryLine), sealLine(seal)]);
  return [...sealed, ...unsealed.map(entryLine)];
}

function entryLine(entry: AuditEntryBody): string {
  return `${JSON.stringify({ record: 'entry', ...entry })}\n`;
}

function sealLine(seal: SealBody): string {
  return `${JSON.stringify({ record: 'seal', ...seal })}\n`;
}
