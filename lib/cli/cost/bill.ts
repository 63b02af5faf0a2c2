import { Decimal, ZERO } from '#domain/shared/decimal.ts';
import type { Deployed } from './deployed.ts';
import { FREE_TYPES } from './free-types.ts';
import type { Load } from './load.ts';
import { METERS, type Metered } from './meters.ts';
import { CHEAPEST_VM, PRICES, type Price, type PriceKey } from './prices.ts';

/** US dollars, exact: at list prices, and with what an account has free taken off. */
export interface Amount {
  readonly list: Decimal;
  readonly afterFree: Decimal;
}

/** One price with what is used of it. */
export interface BillLine {
  readonly key: PriceKey;
  readonly price: Price;
  /** Units in a month without trading, and for 1,000 orders more. */
  readonly idleUnits: Decimal;
  readonly orderUnits: Decimal;
  readonly idle: Amount;
  readonly perThousandOrders: Amount;
}

export interface Bill {
  readonly lines: readonly BillLine[];
  readonly idle: Amount;
  readonly perThousandOrders: Amount;
  /** Orders a month at which the bill is that of the cheapest machine, at list prices; `null`: it is more without any. */
  readonly ordersAtCostOfVm: number | null;
}

const ORDERS = 1_000;
/** Units are products of means, in floating point: what follows is not theirs. Money is exact. */
const UNIT_SCALE = 9;

/**
 * The bill of an environment.
 *
 * @throws for a type of resource that is neither priced nor known to be free: what it costs is not guessed.
 */
export function billOf(deployed: Deployed, load: Load): Bill {
  const metered = [...new Set(deployed.resources.map(({ type }) => type))]
    .sort()
    .flatMap((type) => meter(type, deployed, load));
  const lines = (Object.keys(PRICES) as PriceKey[]).flatMap((key) => {
    const own = metered.filter(({ price }) => price === key);
    return own.length === 0 ? [] : [lineOf(key, own)];
  });
  const idle = total(lines.map((line) => line.idle));
  const perThousandOrders = total(lines.map((line) => line.perThousandOrders));
  const left = new Decimal(CHEAPEST_VM.usdPerMonth).minus(idle.list);
  const orders = left.div(perThousandOrders.list).times(ORDERS).floor().toNumber();
  return { lines, idle, perThousandOrders, ordersAtCostOfVm: left.isNegative() ? null : orders };
}

function meter(type: string, deployed: Deployed, load: Load): readonly Metered[] {
  const measure = METERS[type];
  if (measure !== undefined) return measure(deployed.of(type), load, deployed);
  if (FREE_TYPES[type] !== undefined) return [];
  const names = deployed.of(type).map(({ logicalId }) => logicalId);
  throw new Error(
    `received ${type} (${names.join(', ')}), expected a type that has a price, or a reason why it is free`,
  );
}

function lineOf(key: PriceKey, metered: readonly Metered[]): BillLine {
  const price: Price = PRICES[key];
  const sum = (of: (one: Metered) => number): Decimal => metered.reduce((all, one) => all.plus(of(one)), ZERO);
  const idleUnits = sum(({ idle }) => idle).toDecimalPlaces(UNIT_SCALE);
  const orderUnits = sum(({ order }) => order)
    .times(ORDERS)
    .toDecimalPlaces(UNIT_SCALE);
  const idle = amountOf(price, idleUnits);
  const both = amountOf(price, idleUnits.plus(orderUnits));
  return {
    key,
    price,
    idleUnits,
    orderUnits,
    idle,
    perThousandOrders: { list: both.list.minus(idle.list), afterFree: both.afterFree.minus(idle.afterFree) },
  };
}

function amountOf({ usd, per, free }: Price, units: Decimal): Amount {
  const cost = (billed: Decimal): Decimal => billed.div(per).times(usd);
  return { list: cost(units), afterFree: cost(Decimal.max(units.minus(free), 0)) };
}

function total(amounts: readonly Amount[]): Amount {
  return {
    list: amounts.reduce((sum, { list }) => sum.plus(list), ZERO),
    afterFree: amounts.reduce((sum, { afterFree }) => sum.plus(afterFree), ZERO),
  };
}
