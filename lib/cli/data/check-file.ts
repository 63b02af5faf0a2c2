import { checkBars } from '#domain/data-quality/check-bars.ts';
import { SECOND } from '#domain/shared/instant.ts';
import { parseSymbol } from '#domain/shared/symbol.ts';
import { isNotText, NOT_TEXT } from '../bars/read-bars.ts';
import { openChunks } from '../bars/read-chunks.ts';
import type { CheckedFile, FileFinding } from './checked-file.ts';
import { type CollectedBars, collectBars } from './collect-bars.ts';

export interface FileToCheck {
  readonly path: string;
  /** `null`: not given. */
  readonly symbol: string | null;
}

/**
 * Reads a file to its end, whatever is wrong with it, and judges what is in it. `step`: milliseconds from bar to bar, `null`: what most
 * bars keep to. `onChunk` is told the bytes of each part that is read.
 *
 * @throws {UsageError} for a file that cannot be opened.
 */
export function checkFile(
  { path, symbol }: FileToCheck,
  step: number | null,
  onChunk: (bytes: number) => void,
): CheckedFile {
  const opened = openChunks(path, 'data check');
  const collected = collectOrNull(watch(opened.chunks, onChunk), path);
  if (collected === null) return unreadable(path, symbol);
  const { series, times, faults, lineOf } = collected;
  const isEquity = symbol !== null && !parseSymbol(symbol).isPair;
  const checked = checkBars({ series, times, step, isEquity });
  const warnings = checked.findings.map((finding): FileFinding => {
    const examples = finding.examples.map((example) => ({ ...example, line: lineOf(example.time) }));
    return { ...finding, severity: 'warning', examples };
  });
  const smallest = smallestStep(times);
  if (smallest % SECOND !== 0) {
    const text = `bars are ${smallest} ms apart, expected whole seconds`;
    faults.add('spacing', { text, line: null, time: null });
  }
  return {
    file: path,
    symbol,
    bars: series.length,
    first: times[0] ?? null,
    last: times.at(-1) ?? null,
    step: checked.step,
    market: checked.market,
    sha256: opened.sha256(),
    findings: [...faults.findings, ...warnings],
  };
}

/** `null` for bytes that are no text. */
function collectOrNull(chunks: Iterable<Buffer>, path: string): CollectedBars | null {
  try {
    return collectBars(chunks, path);
  } catch (error) {
    if (!isNotText(error)) throw error;
    return null;
  }
}

function* watch(chunks: Iterable<Buffer>, onChunk: (bytes: number) => void): Generator<Buffer> {
  for (const chunk of chunks) {
    onChunk(chunk.length);
    yield chunk;
  }
}

function unreadable(file: string, symbol: string | null): CheckedFile {
  const examples = [{ text: NOT_TEXT, line: null, time: null }];
  const findings = [{ kind: 'unreadable', severity: 'error', count: 1, examples }] as const;
  return { file, symbol, bars: 0, first: null, last: null, step: null, market: 'always_open', sha256: null, findings };
}

/** 0 for fewer than two bars. */
function smallestStep(times: Float64Array): number {
  const steps = times.subarray(1).map((time, index) => time - (times[index] ?? 0));
  return steps.length === 0 ? 0 : steps.reduce((least, step) => Math.min(least, step));
}
