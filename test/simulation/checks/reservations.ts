import type { Account } from '#domain/accounts/account.ts';
import type { Position } from '#domain/accounts/position.ts';
import type { Order } from '#domain/orders/order.ts';
import { Decimal, ZERO } from '#domain/shared/decimal.ts';
import type { Findings } from './findings.ts';

interface Held {
  readonly cash: Decimal;
  readonly entry: Decimal;
  readonly exit: Decimal;
}

const NOTHING: Held = { cash: ZERO, entry: ZERO, exit: ZERO };
const OVER: readonly string[] = ['FILLED', 'CANCELLED', 'REJECTED', 'EXPIRED', 'FAILED'];

/** G6: the rows hold back exactly what the open orders may cost, and no exits beyond the position. Sums are kept order by order. */
export class Reservations {
  readonly #findings: Findings;
  readonly #held = new Map<string, Held>();
  readonly #symbols = new Map<string, { entry: Decimal; exit: Decimal }>();
  /** Symbols whose position a fill has cut that no reservation could foresee: late, beyond its order, or not ours. */
  readonly #surprised = new Set<string>();
  #cash = ZERO;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  moved(order: Order): void {
    const { clientOrderId, symbol } = order.intent;
    const was = this.#held.get(clientOrderId) ?? NOTHING;
    const is = worstCase(order);
    this.#held.set(clientOrderId, is);
    this.#cash = this.#cash.plus(is.cash).minus(was.cash);
    const sums = this.#symbols.get(symbol) ?? { entry: ZERO, exit: ZERO };
    sums.entry = sums.entry.plus(is.entry).minus(was.entry);
    sums.exit = sums.exit.plus(is.exit).minus(was.exit);
    this.#symbols.set(symbol, sums);
  }

  surprised(symbol: string): void {
    this.#surprised.add(symbol);
  }

  checkAccount({ reserved }: Account): void {
    this.#findings.expect(
      reserved.eq(this.#cash),
      'G6',
      () => `reserved ${reserved.toFixed()}, open orders need ${this.#cash.toFixed()}`,
    );
  }

  checkSymbol(position: Position): void {
    const { symbol, entryReserved, exitReserved, quantity } = position;
    const { entry, exit } = this.#symbols.get(symbol) ?? { entry: ZERO, exit: ZERO };
    const expect = (holds: boolean, text: string) => this.#findings.expect(holds, 'G6', () => `${symbol}: ${text}`);
    expect(entryReserved.eq(entry), `entries reserve ${entryReserved.toFixed()}, they need ${entry.toFixed()}`);
    expect(exitReserved.eq(exit), `exits reserve ${exitReserved.toFixed()}, they need ${exit.toFixed()}`);
    const isCovered = exit.lte(quantity.abs());
    if (exit.isZero()) this.#surprised.delete(symbol);
    expect(
      isCovered || this.#surprised.has(symbol),
      `exits of ${exit.toFixed()} for a position of ${quantity.toFixed()}`,
    );
  }
}

/** Said here once more, apart from the domain: what is left of an order that may work, at the worst price that its terms allow for. */
function worstCase(order: Order): Held {
  if (order.attempt === 0 || OVER.includes(order.state)) return NOTHING;
  const { intent, filledQuantity } = order;
  const leaves = Decimal.max(ZERO, intent.quantity.minus(filledQuantity));
  if (intent.kind === 'exit') return { ...NOTHING, exit: leaves };
  const { limitPrice, stopPrice } = intent.terms;
  const isCapped = intent.side === 'buy' && intent.terms.type === 'limit' && limitPrice !== null;
  const price = isCapped ? limitPrice : Decimal.max(intent.referencePrice, limitPrice ?? stopPrice ?? ZERO);
  return { cash: leaves.times(price), entry: leaves, exit: ZERO };
}
