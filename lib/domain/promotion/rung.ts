import { Decimal } from '../shared/decimal.ts';

/**
 * Steps from a replay to real money, lowest first. `paper`: the simulated broker at market prices; `testnet`: a broker's paper account or test network;
 * `small_live`: real money, little of it at a time; `live`: real money.
 */
export const RUNGS = ['paper', 'testnet', 'small_live', 'live'] as const;
export type Rung = (typeof RUNGS)[number];

/** Share of equity: with limits that let no more than this be in positions, real money is small. */
export const SMALL_EXPOSURE = new Decimal('0.1');

/** What of a configuration decides its rung. */
export interface RungFacts {
  readonly isSimulated: boolean;
  readonly isLive: boolean;
  /** `max_portfolio_exposure`; `null`: there is no limit. */
  readonly maxExposure: Decimal | null;
}

export function rungOf({ isLive, isSimulated, maxExposure }: RungFacts): Rung {
  if (isSimulated) return 'paper';
  if (!isLive) return 'testnet';
  return maxExposure?.lte(SMALL_EXPOSURE) ? 'small_live' : 'live';
}

/** `null` of paper: below it there are replays only, of which no ledger knows. */
export function rungBelow(rung: Rung): Rung | null {
  return RUNGS[RUNGS.indexOf(rung) - 1] ?? null;
}

export function isAtLeast(rung: Rung, least: Rung): boolean {
  return RUNGS.indexOf(rung) >= RUNGS.indexOf(least);
}

/** At paper nobody else trades: there ledger and venue are compared on demand only. */
export function isOutside(rung: Rung): boolean {
  return rung !== 'paper';
}
