import type { Example, Finding, Oddity } from '#domain/data-quality/finding.ts';
import type { Instant } from '#domain/shared/instant.ts';
import type { FileFault } from '../bars/bar-reader.ts';

/** What a replay refuses. */
export type FaultKind = FileFault['kind'] | 'unreadable' | 'spacing';

export interface FileExample extends Omit<Example, 'time'> {
  /** From 1; `null`: the file as a whole. */
  readonly line: number | null;
  readonly time: Instant | null;
}

export interface FileFinding extends Omit<Finding<FaultKind | Oddity>, 'examples'> {
  /** `error`: a replay refuses the file. */
  readonly severity: 'error' | 'warning';
  readonly examples: readonly FileExample[];
}

/** All that `data check` found in one file. */
export interface CheckedFile {
  readonly file: string;
  /** `null` for a plain FILE. */
  readonly symbol: string | null;
  /** Sound bars of different times. */
  readonly bars: number;
  readonly first: Instant | null;
  readonly last: Instant | null;
  /** Milliseconds from bar to bar; `null`: fewer than two bars. */
  readonly step: number | null;
  readonly market: 'always_open' | 'sessions';
  readonly sha256: string | null;
  readonly findings: readonly FileFinding[];
}

/** A replay accepts the file. */
export function isUsable({ findings }: CheckedFile): boolean {
  return findings.every(({ severity }) => severity === 'warning');
}
