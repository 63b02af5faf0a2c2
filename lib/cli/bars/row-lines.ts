/** Which line of a file each kept row was on: noted only where rows and lines stop going in step. */
export class RowLines {
  readonly #jumps: { readonly row: number; readonly ahead: number }[] = [];

  /** Row `row`, counted from 0, ascending, is on `line`. */
  note(row: number, line: number): void {
    const ahead = line - row;
    if (this.#jumps.at(-1)?.ahead !== ahead) this.#jumps.push({ row, ahead });
  }

  lineOf(row: number): number {
    const jump = this.#jumps.findLast((candidate) => candidate.row <= row);
    return row + (jump?.ahead ?? 0);
  }
}
