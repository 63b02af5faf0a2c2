import type { Account } from '#domain/accounts/account.ts';
import type { Position } from '#domain/accounts/position.ts';
import type { Fill } from '#domain/orders/fill.ts';
import type { Order } from '#domain/orders/order.ts';
import { type Decimal, ZERO } from '#domain/shared/decimal.ts';
import type { VenueExecution } from '../model/venue-order.ts';
import type { Findings } from './findings.ts';

/**
 * G3: every fill of the ledger is one of the venue's, once. G4: position and cash are the opening balance and the fills, to the last digit. The venue's own
 * figures are added up, not the ledger's.
 */
export class Money {
  readonly #findings: Findings;
  readonly #made = new Map<string, VenueExecution>();
  readonly #applied = new Set<string>();
  readonly #positions = new Map<string, Decimal>();
  readonly #orders = new Map<string, Decimal>();
  #cash: Decimal;
  #count = 0;

  constructor(findings: Findings, opening: Decimal) {
    this.#findings = findings;
    this.#cash = opening;
  }

  made(execution: VenueExecution): void {
    this.#made.set(execution.fill.id, execution);
  }

  /** A fill has come into the ledger. */
  applied(fill: Fill): void {
    // A write that is repeated by its token shows the fill again; had it counted twice, the sums would tell.
    if (this.#applied.has(fill.id)) return;
    const made = this.#made.get(fill.id)?.fill;
    const isIt = made?.symbol === fill.symbol && made.side === fill.side;
    const isWhole = isIt && made.quantity.eq(fill.quantity) && made.price.eq(fill.price);
    this.#findings.expect(isWhole, 'G3', () => `fill ${fill.id} is not the venue's`);
    this.#applied.add(fill.id);
    if (made === undefined) return;
    this.#count += 1;
    if (made.clientOrderId !== null)
      this.#orders.set(made.clientOrderId, this.filledOf(made.clientOrderId).plus(made.quantity));
    const sign = made.side === 'buy' ? 1 : -1;
    const traded = made.quantity.minus(made.baseFee);
    const held = this.#positions.get(made.symbol) ?? ZERO;
    this.#positions.set(made.symbol, held.plus(traded.times(sign)));
    this.#cash = this.#cash.minus(traded.times(made.price).times(sign)).minus(made.fee);
  }

  /** What the fills in the ledger make of an order. */
  filledOf(clientOrderId: string): Decimal {
    return this.#orders.get(clientOrderId) ?? ZERO;
  }

  checkOrder({ intent, filledQuantity }: Order): void {
    const filled = this.filledOf(intent.clientOrderId);
    this.#findings.expect(
      filledQuantity.eq(filled),
      'G4',
      () =>
        `order ${intent.clientOrderId.slice(0, 8)}: filled ${filledQuantity.toFixed()}, its fills make ${filled.toFixed()}`,
    );
  }

  checkAccount({ cash, fillSeq }: Account): void {
    const expect = (holds: boolean, text: string) => this.#findings.expect(holds, 'G4', () => text);
    expect(cash.eq(this.#cash), `cash ${cash.toFixed()}, the fills make ${this.#cash.toFixed()}`);
    expect(fillSeq === this.#count, `the account counts ${fillSeq} fills of ${this.#count}`);
  }

  checkSymbol({ symbol, quantity, cost }: Position): void {
    const held = this.#positions.get(symbol) ?? ZERO;
    const expect = (holds: boolean, text: string) => this.#findings.expect(holds, 'G4', () => `${symbol}: ${text}`);
    expect(quantity.eq(held), `position ${quantity.toFixed()}, the fills make ${held.toFixed()}`);
    expect(!quantity.isZero() || cost.isZero(), `flat at a cost of ${cost.toFixed()}`);
  }

  /** At rest no fill is missing. */
  checkComplete(findings: Findings): void {
    for (const id of this.#made.keys()) findings.expect(this.#applied.has(id), 'G3', () => `fill ${id} is lost`);
  }
}
