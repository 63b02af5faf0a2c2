import { Command } from 'commander';
import type { promotionView } from '#application/contracts/api/promotion-view.ts';
import { readInputFile } from '../bars/read-input-file.ts';
import { isRecord } from '../is-record.ts';
import { type Column, renderPairs, renderTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { addReadFlags, addWriteFlags } from './operate-flags.ts';
import { operating } from './operating.ts';

type PromotionBody = ReturnType<typeof promotionView>;
type EvidenceBody = PromotionBody['evidence'][number];

/** `tidegate promotion status|carry`. */
export function promotionCommand(terminal: Terminal): Command {
  const promotion = new Command('promotion').description('The way from paper to real money, rung by rung');
  addReadFlags(promotion.command('status'))
    .description('The rung of this environment, what its sessions have shown, and what a start lacks')
    .action(
      operating(terminal, async (operation) =>
        operation.print(await operation.get<PromotionBody>('/promotion'), renderPromotion),
      ),
    );
  addWriteFlags(promotion.command('carry'))
    .argument('<file>', 'what `promotion status --json` printed in another environment')
    .description('Write down what another environment has shown, with your name')
    .action(
      operating(terminal, async (operation, _, file = '') => {
        const body = { evidence: readEvidence(file) };
        const answer = await operation.write<{ readonly recorded: number }>('POST', '/promotion/evidence', body);
        operation.print(
          answer,
          ({ recorded }) => `${recorded} written down: \`promotion status\` tells what is missing\n`,
        );
      }),
    );
  return promotion;
}

/** What is told under `evidence`; whether it is any good the API judges. */
function readEvidence(file: string): readonly unknown[] {
  const text = readInputFile(file, 'FILE', 'what `promotion status --json` printed').toString('utf8');
  const found = parse(text);
  const evidence = isRecord(found) ? found['evidence'] : undefined;
  if (!Array.isArray(evidence))
    throw new UsageError(
      `FILE ${file}: received no list of evidence, expected what \`promotion status --json\` printed`,
    );
  if (evidence.length === 0)
    throw new UsageError(`FILE ${file}: received an empty list of evidence, expected days that a session has run`);
  return evidence;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const EVIDENCE: readonly Column<EvidenceBody>[] = [
  { title: 'strategy', of: ({ strategy }) => strategy },
  { title: 'rung', of: ({ rung }) => rung },
  { title: 'of', of: ({ account, environment }) => `${environment}/${account}` },
  { title: 'days', of: ({ days }) => days },
  { title: 'last day', of: ({ lastDay }) => lastDay },
  { title: 'unresolved', of: ({ unresolved }) => unresolved ?? 'nothing' },
];

const CARRIED: readonly Column<PromotionBody['carried'][number]>[] = [
  ...EVIDENCE,
  { title: 'taken', of: ({ at }) => at },
  { title: 'carried by', of: ({ carriedBy }) => carriedBy },
];

function renderPromotion({
  account,
  below,
  carried,
  environment,
  evidence,
  minDays,
  missing,
  rung,
}: PromotionBody): string {
  const gate =
    minDays === 0 || below === null ? 'none' : `${minDays} days in a row on ${below} without unresolved drift`;
  return [
    renderPairs([
      ['environment', `${environment}/${account}`],
      ['rung', rung],
      ['gate', gate],
      ['missing', missing.join('; ') || 'nothing'],
    ]),
    renderTable(EVIDENCE, evidence, 'its sessions have shown nothing yet'),
    renderTable(CARRIED, carried, 'nothing was carried in'),
  ].join('\n');
}
