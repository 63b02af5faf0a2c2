/** Running sum over the last `length` values. */
class RunningSum {
  readonly #values: Float64Array;
  #sum = 0;
  #count = 0;

  constructor(length: number) {
    this.#values = new Float64Array(length);
  }

  /** The mean including `value`, or NaN while there are too few. */
  push(value: number): number {
    const slot = this.#count % this.#values.length;
    this.#sum += value - (this.#values[slot] ?? 0);
    this.#values[slot] = value;
    this.#count += 1;
    return this.#count < this.#values.length ? Number.NaN : this.#sum / this.#values.length;
  }
}

/**
 * The least that a backtest of `sma_fast_slow` can do: float prices, no orders, no ledger. What the exact decimals, the
 * order states and the risk gate cost is told as a ratio to it.
 *
 * @returns final equity
 */
export function backtestInFloats(opens: Float64Array, closes: Float64Array, fast: number, slow: number): number {
  const [fastSum, slowSum] = [new RunningSum(fast), new RunningSum(slow)];
  let [cash, quantity, wanted, before] = [100_000, 0, 0, Number.NaN];
  for (let bar = 0; bar < closes.length; bar += 1) {
    const [open, close] = [opens[bar] ?? 0, closes[bar] ?? 0];
    if (wanted !== 0) {
      quantity += wanted;
      cash -= wanted * open;
      wanted = 0;
    }
    const difference = fastSum.push(close) - slowSum.push(close);
    if (difference > 0 && before <= 0 && quantity === 0) wanted = (0.95 * (cash + quantity * close)) / close;
    if (difference < 0 && before >= 0 && quantity > 0) wanted = -quantity;
    before = difference;
  }
  return cash + quantity * (closes.at(-1) ?? 0);
}
