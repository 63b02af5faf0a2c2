import { Command } from 'commander';
import type { DoctorFlags } from './doctor/doctor-options.ts';
import type { Terminal } from './terminal.ts';

/** `tidegate doctor`: can this machine, with these keys, trade there? */
export function doctorCommand(terminal: Terminal): Command {
  return new Command('doctor')
    .description('Check machine, keys, host, account, clock and symbols before a session; sends no order')
    .option('--broker <broker>', 'alpaca, or ccxt:ID with an exchange of CCXT', 'alpaca')
    .option('--live', 'allow the live host: without, only paper and testnet are asked')
    .option(
      '--config <file>',
      'YAML configuration whose symbols are checked (default: config/paper.yaml, if there is one)',
    )
    .option('--symbol <symbol>', 'symbol to check instead, repeatable', (value: string, before?: string[]) => [
      ...(before ?? []),
      value,
    ])
    .option('--json', 'as JSON')
    .action(async (flags: DoctorFlags) => {
      const { runDoctor } = await import('./doctor/run-doctor.ts');
      await runDoctor(flags, terminal);
    });
}
