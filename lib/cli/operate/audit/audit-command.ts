import { Command } from 'commander';
import type { Terminal } from '../../terminal.ts';
import { addReadFlags, idArgument, type OperateFlags } from '../operate-flags.ts';
import { operating } from '../operating.ts';
import { type AuditExportFlags, exportAudit } from './export-audit.ts';
import { verifyAudit } from './verify-audit.ts';

/** `tidegate audit verify|export`. */
export function auditCommand(terminal: Terminal): Command {
  const audit = new Command('audit').description('The trail of every decision and act');
  addReadFlags(audit.command('verify'))
    .argument('[session]', 'faults of single orders and fills of this session only (default: of all)')
    .description('Recompute the chain and every sum, here; exit 1 with the place of the first fault')
    .action(
      operating<OperateFlags>(terminal, async (operation, _flags, session) => {
        await verifyAudit(operation, session === undefined ? null : idArgument('session', session));
      }),
    );
  addReadFlags(audit.command('export'))
    .description('The whole trail in the order of its chain, a JSON object a line: entries, and the seals after theirs')
    .option('--out <file>', 'a new file (default: stdout)')
    .action(operating<AuditExportFlags>(terminal, exportAudit));
  return audit;
}
