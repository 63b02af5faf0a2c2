import { type Column, renderTable } from '../table.ts';
import type { FillBody } from './api-bodies.ts';

const COLUMNS: readonly Column<FillBody>[] = [
  { title: 'time', of: ({ time }) => time },
  { title: 'symbol', of: ({ symbol }) => symbol },
  { title: 'side', of: ({ side }) => side },
  { title: 'quantity', of: ({ quantity }) => quantity },
  { title: 'price', of: ({ price }) => price },
  { title: 'notional', of: ({ notional }) => notional },
  { title: 'fee', of: ({ fee }) => fee },
  { title: 'other fees', of: otherFeesText },
  { title: 'order', of: ({ clientOrderId }) => clientOrderId },
];

export function renderFills(fills: readonly FillBody[]): string {
  return renderTable(COLUMNS, fills, 'no fills');
}

/** `0.001 BNB; 0.5 USDT`. */
export function otherFeesText({ otherFees }: FillBody): string {
  return otherFees.map(({ currency, amount }) => `${amount} ${currency}`).join('; ');
}
