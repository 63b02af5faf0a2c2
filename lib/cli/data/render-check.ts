import { SECOND, toIso } from '#domain/shared/instant.ts';
import { type CheckedFile, type FileExample, type FileFinding, isUsable } from './checked-file.ts';

const MARKETS = { always_open: 'always open', sessions: 'in sessions' } as const;

/** The findings of one file as a table for people. */
export function renderCheck(checked: CheckedFile): string {
  const { file, symbol, findings } = checked;
  const title = symbol === null ? file : `${symbol} ${file}`;
  const kinds = findings.map(({ kind }) => kind.replaceAll('_', ' '));
  const width = Math.max(0, ...kinds.map((kind) => kind.length));
  const lines = findings.flatMap((finding, index) => renderFinding(finding, (kinds[index] ?? '').padEnd(width)));
  return `${[title, `  ${describeExtent(checked)}`, ...lines, `  ${renderVerdict(checked)}`].join('\n')}\n`;
}

/** The same for programs; times are ISO-8601, the timeframe is in seconds. */
export function checkToJson(checked: CheckedFile) {
  const { file, symbol, bars, first, last, step, market, sha256, findings } = checked;
  return {
    file,
    symbol,
    bars,
    first: isoOrNull(first),
    last: isoOrNull(last),
    timeframe_seconds: step === null ? null : step / SECOND,
    market,
    sha256,
    usable: isUsable(checked),
    findings: findings.map(({ kind, severity, count, examples }) => ({
      kind,
      severity,
      count,
      examples: examples.map(({ line, time, text }) => ({ line, time: isoOrNull(time), text })),
    })),
  };
}

function describeExtent({ bars, first, last, step, market }: CheckedFile): string {
  if (bars === 0 || first === null || last === null) return 'no bars';
  const count = bars === 1 ? '1 bar' : `${bars} bars`;
  const spacing = step === null ? '' : `, ${step / SECOND} s apart, ${MARKETS[market]}`;
  return `${count} from ${toIso(first)} to ${toIso(last)}${spacing}`;
}

function renderFinding({ severity, count, examples }: FileFinding, kind: string): string[] {
  const more = count > examples.length ? [`    and ${count - examples.length} more`] : [];
  return [`  ${severity.padEnd(7)}  ${kind}  ${count}`, ...examples.map(renderExample), ...more];
}

function renderExample({ line, time, text }: FileExample): string {
  const place = [line === null ? [] : `line ${line}`, time === null ? [] : toIso(time)].flat().join(' ');
  return `    ${place === '' ? '' : `${place}: `}${text}`;
}

function renderVerdict(checked: CheckedFile): string {
  const warnings = checked.findings.filter(({ severity }) => severity === 'warning').length;
  if (!isUsable(checked)) return 'a replay refuses this file';
  return warnings === 0 ? 'good: nothing found' : 'a replay takes this file; look at the warnings';
}

function isoOrNull(time: number | null): string | null {
  return time === null ? null : toIso(time);
}
