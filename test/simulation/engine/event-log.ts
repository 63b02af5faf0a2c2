import { createHash } from 'node:crypto';

/** Everything that happened, as one hash; the lines themselves only when asked for. */
export class EventLog {
  readonly lines: string[] = [];
  readonly #hash = createHash('sha256');
  readonly #keepsLines: boolean;
  #pending = '';

  constructor(keepsLines: boolean) {
    this.#keepsLines = keepsLines;
  }

  add(line: string): void {
    this.#pending += `${line}\n`;
    if (this.#keepsLines) this.lines.push(line);
    if (this.#pending.length > 16_384) this.#flush();
  }

  /** Of everything so far; the log takes no more after it. */
  digest(): string {
    this.#flush();
    return this.#hash.digest('hex');
  }

  #flush(): void {
    this.#hash.update(this.#pending);
    this.#pending = '';
  }
}
