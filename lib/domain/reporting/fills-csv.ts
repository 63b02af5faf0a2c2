import type { Fill, FillExplanation, OtherFee } from '../orders/fill.ts';
import { toPlain } from '../shared/decimal.ts';
import { toIso } from '../shared/instant.ts';
import { csvCell } from './csv-cell.ts';
import type { OrderTally } from './order-tally.ts';

const COLUMNS = [
  'time',
  'symbol',
  'side',
  'quantity',
  'price',
  'notional',
  'fee',
  'client_order_id',
  'order_type',
  'trigger',
  'reason',
  'reference_price',
  'slippage_bps',
  'impact_bps',
  'liquidity',
  'fee_rate_bps',
  'fee_tier',
  'bar_time',
  'limited_by',
] as const;

/** The last column, where a fill has such a fee. */
const OTHER_FEES = 'other_fees';

type Row = Readonly<Record<(typeof COLUMNS)[number] | typeof OTHER_FEES, string>>;

/**
 * Content of `fills.csv`: a row a fill, as the venue made them, with all that explains it. What is unknown is empty; funding has quantity 0. Where any fee was
 * taken in another currency, a last column `other_fees` tells these, e.g. `0.00075 BNB`; they are not in `fee`.
 */
export function renderFillsCsv(fills: readonly Fill[], orders: OrderTally): string {
  const columns = fills.some(({ otherFees }) => otherFees.length > 0) ? ([...COLUMNS, OTHER_FEES] as const) : COLUMNS;
  const rows = fills.map((fill) => {
    const row = rowOf(fill, orders.typeOf(fill.clientOrderId));
    return columns.map((column) => row[column]).join(',');
  });
  return `${[columns.join(','), ...rows].join('\n')}\n`;
}

function rowOf(fill: Fill, orderType: string): Row {
  return {
    time: toIso(fill.time),
    symbol: fill.symbol,
    side: fill.side,
    quantity: toPlain(fill.quantity),
    price: toPlain(fill.price),
    notional: toPlain(fill.notional),
    fee: toPlain(fill.fee),
    client_order_id: fill.clientOrderId ?? '',
    order_type: orderType,
    reason: fill.reason ?? '',
    ...explanationCells(fill.explanation),
    other_fees: otherFeesCell(fill.otherFees),
  };
}

function otherFeesCell(fees: readonly OtherFee[]): string {
  return csvCell(fees.map(({ currency, amount }) => `${toPlain(amount)} ${currency}`).join('; '));
}

function explanationCells(explanation: FillExplanation | null) {
  return {
    trigger: explanation?.trigger ?? '',
    reference_price: explanation === null ? '' : toPlain(explanation.referencePrice),
    slippage_bps: explanation === null ? '' : toPlain(explanation.slippageBps),
    impact_bps: explanation === null ? '' : toPlain(explanation.impactBps),
    liquidity: explanation?.liquidity ?? '',
    fee_rate_bps: explanation === null ? '' : toPlain(explanation.feeRate.times(10_000)),
    fee_tier: explanation === null ? '' : String(explanation.feeTier),
    bar_time: explanation === null ? '' : toIso(explanation.barTime),
    limited_by: explanation?.limitedBy ?? '',
  };
}
