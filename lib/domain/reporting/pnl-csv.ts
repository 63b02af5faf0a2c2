import type { EquitySnapshot } from '../accounts/equity-snapshot.ts';
import { type Decimal, toPlain } from '../shared/decimal.ts';
import { fixedText } from '../shared/fixed.ts';
import { rememberLast } from '../shared/remember-last.ts';
import { AsciiText } from './ascii-text.ts';
import { IsoTimes } from './iso-times.ts';

const HEADER = 'timestamp,equity,cash,position_qty,position_value,realized_pnl,unrealized_pnl,drawdown\n';

/** Bytes that are handed on at once, and more than a row ever has. */
const CHUNK = 65_536;
const LONGEST_ROW = 4096;

/**
 * Writes `pnl.csv` as the bars come: a row a bar, at its timestamp. The quantity is empty where several symbols are traded.
 * Holds one chunk of text and nothing of the rows before it.
 */
export class PnlCsv {
  readonly #write: (text: Uint8Array) => void;
  readonly #text = new AsciiText(CHUNK + LONGEST_ROW);
  readonly #times = new IsoTimes();
  /** Of what fills alone change. */
  readonly #textOf = {
    cash: rememberLast(fixedText),
    quantity: rememberLast((quantity: Decimal | null) => (quantity === null ? '' : toPlain(quantity))),
    realizedPnl: rememberLast(fixedText),
  };
  /** The row before, and where its figures are in the text. */
  #last: EquitySnapshot | null = null;
  #figures = { start: 0, end: 0 };

  /** @param write uses the bytes before it returns: they are overwritten afterwards */
  constructor(write: (text: Uint8Array) => void) {
    this.#write = write;
    this.#text.add(HEADER);
  }

  add(snapshot: EquitySnapshot): void {
    const text = this.#text;
    text.add(this.#times.text(snapshot.barTime));
    const start = text.length;
    if (this.#last !== null && isUnmoved(this.#last, snapshot)) text.repeat(this.#figures.start, this.#figures.end);
    else this.#addFigures(snapshot);
    this.#last = snapshot;
    this.#figures = { start, end: text.length };
    if (text.length >= CHUNK) this.flush();
  }

  #addFigures(snapshot: EquitySnapshot): void {
    const text = this.#text;
    text.add(',');
    text.addFixed(snapshot.equity);
    text.add(',');
    text.add(this.#textOf.cash(snapshot.cash));
    text.add(',');
    text.add(this.#textOf.quantity(snapshot.positionQuantity));
    text.add(',');
    text.addFixed(snapshot.positionValue);
    text.add(',');
    text.add(this.#textOf.realizedPnl(snapshot.realizedPnl));
    text.add(',');
    text.addFixed(snapshot.unrealizedPnl);
    text.add(',');
    text.addFixed(snapshot.drawdown);
    text.add('\n');
  }

  flush(): void {
    if (this.#text.length > 0) this.#write(this.#text.take());
  }
}

/** Whether two rows differ by their time alone, as all do while nothing is held. */
function isUnmoved(before: EquitySnapshot, after: EquitySnapshot): boolean {
  return (
    before.equity === after.equity &&
    before.cash === after.cash &&
    before.positionQuantity === after.positionQuantity &&
    before.positionValue === after.positionValue &&
    before.realizedPnl === after.realizedPnl &&
    before.unrealizedPnl === after.unrealizedPnl &&
    before.drawdown === after.drawdown
  );
}
