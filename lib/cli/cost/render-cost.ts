import { type Decimal, toPlain } from '#domain/shared/decimal.ts';
import { renderPairs, renderTable } from '../table.ts';
import type { Amount, BillLine } from './bill.ts';
import { CHEAPEST_VM, PRICE_LIST } from './prices.ts';
import type { CostReport } from './report.ts';

/** Decimal places of units and dollars. */
const UNIT_PLACES = 3;
const USD_PLACES = 4;

export function renderCost({ environment, bill, assumptions }: CostReport): string {
  const { idle, perThousandOrders, ordersAtCostOfVm } = bill;
  const table = renderTable<BillLine>(
    [
      { title: 'what', of: ({ price }) => price.what },
      { title: 'unit', of: ({ price }) => price.unit },
      { title: 'a month idle', of: ({ idleUnits }) => rounded(idleUnits, UNIT_PLACES) },
      { title: 'USD', of: (line) => rounded(line.idle.list, USD_PLACES) },
      { title: '1,000 orders', of: ({ orderUnits }) => rounded(orderUnits, UNIT_PLACES) },
      { title: 'USD', of: (line) => rounded(line.perThousandOrders.list, USD_PLACES) },
    ],
    bill.lines,
    'nothing that is billed',
  );
  const pairs = renderPairs([
    ['a month idle', amountText(idle)],
    ['1,000 orders', amountText(perThousandOrders)],
    ['cheapest machine', `${dollars(CHEAPEST_VM.usdPerMonth)} a month: ${CHEAPEST_VM.name}`],
    [
      'costs the same',
      ordersAtCostOfVm === null ? 'never: idle is more already' : `at ${ordersAtCostOfVm} orders a month`,
    ],
  ]);
  const told = assumptions.map((text) => `- ${text}\n`).join('');
  return `environment ${environment}, US dollars at list prices\n\n${table}\n${pairs}\nassumptions:\n${told}`;
}

/** As a document: amounts are exact decimals. */
export function costJson({ environment, bill, assumptions }: CostReport): string {
  const amount = ({ list, afterFree }: Amount) => ({ list: toPlain(list), after_free: toPlain(afterFree) });
  const document = {
    environment,
    currency: 'USD',
    prices: PRICE_LIST,
    lines: bill.lines.map(({ key, price, idleUnits, orderUnits, ...line }) => ({
      price: key,
      ...price,
      idle_units: toPlain(idleUnits),
      idle: amount(line.idle),
      thousand_orders_units: toPlain(orderUnits),
      thousand_orders: amount(line.perThousandOrders),
    })),
    idle: amount(bill.idle),
    thousand_orders: amount(bill.perThousandOrders),
    cheapest_vm: { ...CHEAPEST_VM, orders_at_the_same_cost: bill.ordersAtCostOfVm },
    assumptions,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function amountText({ list, afterFree }: Amount): string {
  return `${dollars(list.toFixed(2))}, ${dollars(afterFree.toFixed(2))} after what an account has free`;
}

function dollars(amount: string): string {
  return `$${amount}`;
}

function rounded(value: Decimal, places: number): string {
  return toPlain(value.toDecimalPlaces(places));
}
