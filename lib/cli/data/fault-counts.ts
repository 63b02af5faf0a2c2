import { MAX_EXAMPLES } from '#domain/data-quality/finding.ts';
import type { FaultKind, FileExample, FileFinding } from './checked-file.ts';

/** Counts faults by their kind, and keeps the first few of each. */
export class FaultCounts {
  readonly #kinds = new Map<FaultKind, { count: number; readonly examples: FileExample[] }>();

  add(kind: FaultKind, example: FileExample): void {
    const found = this.#kinds.get(kind) ?? { count: 0, examples: [] };
    this.#kinds.set(kind, found);
    found.count += 1;
    if (found.examples.length < MAX_EXAMPLES) found.examples.push(example);
  }

  get findings(): readonly FileFinding[] {
    return [...this.#kinds].map(([kind, { count, examples }]) => ({ kind, severity: 'error', count, examples }));
  }
}
