import Papa from 'papaparse';
import { choiceFlag } from '../replay/flag-values.ts';
import type { FillBody } from './api-bodies.ts';
import { otherFeesText } from './fill-tables.ts';
import { refuseOut, writeNew } from './new-file.ts';
import type { OperateFlags } from './operate-flags.ts';
import type { Operation } from './operation.ts';
import { allItems } from './pages.ts';

export interface ExportFlags extends OperateFlags {
  readonly format?: string;
  readonly session?: string;
  readonly out?: string;
}

/** Columns of the CSV; amounts are the API's own text. */
const COLUMNS: Readonly<Record<string, (fill: FillBody) => string | null>> = {
  time: ({ time }) => time,
  symbol: ({ symbol }) => symbol,
  side: ({ side }) => side,
  quantity: ({ quantity }) => quantity,
  price: ({ price }) => price,
  notional: ({ notional }) => notional,
  fee: ({ fee }) => fee,
  other_fees: otherFeesText,
  client_order_id: ({ clientOrderId }) => clientOrderId,
  session_id: ({ sessionId }) => sessionId,
  fill_id: ({ id }) => id,
};

const FORMATS = ['csv', 'ndjson'] as const;

/** Reads every fill, and writes them when they are all there: half an export would look like a whole one. */
export async function exportFills(operation: Operation, { format, session, out, json }: ExportFlags): Promise<void> {
  const form = choiceFlag('--format', format ?? (json === true ? 'ndjson' : 'csv'), FORMATS);
  if (out !== undefined) refuseOut(out);
  const fills: FillBody[] = [];
  for await (const fill of allItems<FillBody>(operation, '/fills', { session })) fills.push(fill);
  fills.reverse();
  const text = form === 'csv' ? csvOf(fills) : fills.map((fill) => `${JSON.stringify(fill)}\n`).join('');
  if (out === undefined) operation.terminal.stdout.write(text);
  else writeNew(out, text);
  operation.note(`${fills.length} fills${out === undefined ? '' : ` in ${out}`}`);
}

function csvOf(fills: readonly FillBody[]): string {
  const data = fills.map((fill) => Object.values(COLUMNS).map((of) => of(fill)));
  return `${Papa.unparse({ fields: Object.keys(COLUMNS), data }, { newline: '\n' }).trimEnd()}\n`;
}
