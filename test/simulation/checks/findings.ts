/** What must always hold; README and docs/simulation.md say it in words. */
export type Guarantee = 'G1' | 'G2' | 'G3' | 'G4' | 'G5' | 'G6' | 'G7' | 'G8' | 'G9' | 'G10' | 'G11';

export interface Finding {
  readonly guarantee: Guarantee;
  readonly text: string;
  readonly at: number;
}

/** Collects what the checkers object to. */
export class Findings {
  readonly all: Finding[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Objects unless `holds`. */
  expect(holds: boolean, guarantee: Guarantee, text: () => string): void {
    if (!holds) this.all.push({ guarantee, text: text(), at: this.#now() });
  }
}
