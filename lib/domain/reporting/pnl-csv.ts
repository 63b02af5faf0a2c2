import type { EquitySnapshot } from '../accounts/equity-snapshot.ts';
import { type Decimal, toPlain } from '../shared/decimal.ts';
import { type Fixed, fixedText } from '../shared/fixed.ts';
import { IsoTimes } from './iso-times.ts';

const HEADER = 'timestamp,equity,cash,position_qty,position_value,realized_pnl,unrealized_pnl,drawdown\n';

/** Characters that are handed on at once. */
const CHUNK = 65_536;

/**
 * Writes `pnl.csv` as the bars come: a row a bar, at its timestamp. The quantity is empty where several symbols are traded.
 * Holds one chunk of text and nothing of the rows before it.
 */
export class PnlCsv {
  readonly #write: (text: string) => void;
  readonly #times = new IsoTimes();
  readonly #equity = new AmountText();
  readonly #cash = new AmountText();
  readonly #quantity = new QuantityText();
  readonly #value = new AmountText();
  readonly #realized = new AmountText();
  readonly #unrealized = new AmountText();
  readonly #drawdown = new AmountText();
  #chunk = HEADER;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  add(snapshot: EquitySnapshot): void {
    const time = this.#times.text(snapshot.barTime);
    const equity = this.#equity.of(snapshot.equity);
    const cash = this.#cash.of(snapshot.cash);
    const quantity = this.#quantity.of(snapshot.positionQuantity);
    const value = this.#value.of(snapshot.positionValue);
    const realized = this.#realized.of(snapshot.realizedPnl);
    const unrealized = this.#unrealized.of(snapshot.unrealizedPnl);
    const drawdown = this.#drawdown.of(snapshot.drawdown);
    this.#chunk += `${time},${equity},${cash},${quantity},${value},${realized},${unrealized},${drawdown}\n`;
    if (this.#chunk.length >= CHUNK) this.flush();
  }

  flush(): void {
    if (this.#chunk === '') return;
    this.#write(this.#chunk);
    this.#chunk = '';
  }
}

/** Text of an amount that is often the same as in the row before. */
class AmountText {
  #amount: Fixed = 0n;
  #text = '0';

  of(amount: Fixed): string {
    if (amount !== this.#amount) {
      this.#amount = amount;
      this.#text = fixedText(amount);
    }
    return this.#text;
  }
}

class QuantityText {
  #quantity: Decimal | null = null;
  #text = '';

  of(quantity: Decimal | null): string {
    if (quantity !== this.#quantity) {
      this.#quantity = quantity;
      this.#text = quantity === null ? '' : toPlain(quantity);
    }
    return this.#text;
  }
}
