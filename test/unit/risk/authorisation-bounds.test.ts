import { describe, expect, it } from 'vitest';
import { authorisationBounds } from '#domain/risk/authorisation-bounds.ts';
import type { RiskInput } from '#domain/risk/rule.ts';
import { anAccount, anIntent, aPosition, aRiskInput, d } from '../../support/builders.ts';
import { limitsOf, marginVenue } from '../../support/risk-tables.ts';

const eth = aPosition({ symbol: 'ETH/USD', quantity: d(50), mark: d(100), cost: d(4000) });
const positions = new Map([['ETH/USD', eth]]);
const short = anIntent({ side: 'sell' });
const lender = marginVenue({ maxLeverage: d(100), allowShort: true });
const settled = limitsOf({ settled_cash_only: true });
const distance = limitsOf({ min_liquidation_distance_pct: d('0.5') });

/** The input with a position of the intent's symbol among the others. */
function holding(quantity: number, changes: Partial<RiskInput>): Partial<RiskInput> {
  const position = aPosition({ quantity: d(quantity), cost: d(1), mark: d(120) });
  return { position, positions: new Map([...positions, [position.symbol, position]]), ...changes };
}

/* An entry of 10 at 100 (1,000) on an account of 10,000 that holds 5,000 of another symbol. */
describe('what may be reserved before an entry', () => {
  const table: [string, Partial<RiskInput>, string][] = [
    ['no limit in a cash account, its cash', {}, '9000'],
    ['no limit in a margin account, five times its equity', { venue: marginVenue() }, '44000'],
    ['less cash than equity', { account: anAccount({ cash: d(5000) }) }, '4000'],
    ['a limit of the exposure', { limits: limitsOf({ max_portfolio_exposure: d('0.8') }) }, '2000'],
    ['a limit of the leverage', { limits: limitsOf({ max_leverage: d('0.7') }) }, '1000'],
    ['free margin', { limits: limitsOf({ min_free_margin_pct: d('0.2') }) }, '2000'],
    [
      'free margin of a margin account',
      { limits: limitsOf({ min_free_margin_pct: d('0.2') }), venue: marginVenue() },
      '34000',
    ],
    [
      'several limits, the tightest',
      { limits: limitsOf({ max_portfolio_exposure: d('0.8'), max_leverage: d('0.9') }) },
      '2000',
    ],
    ['cash that has not settled', { limits: settled, unsettledCash: d(4000) }, '5000'],
    ['unknown settled cash', { limits: settled }, '-1000'],
    ['unknown settled cash and a sale', { limits: settled, intent: short }, '9000'],
    ['a distance of liquidation, no lender', { limits: distance }, '9000'],
    ['a distance of liquidation', { limits: distance, venue: lender }, '89500'],
    ['a distance of liquidation of a short', { limits: distance, venue: lender, intent: short }, '88500'],
    ['a distance of liquidation beside a long', holding(5, { limits: distance, venue: lender }), '85750'],
    [
      'a distance of liquidation beside a short',
      holding(-5, { limits: distance, venue: lender, intent: short }),
      '86250',
    ],
    ['a lender who never liquidates', { limits: distance, venue: marginVenue({ maintenanceRate: d(0) }) }, '44000'],
  ];
  it.each(table)('Given %s, Then the bound is as listed', (_, changes, expected) => {
    const bounds = authorisationBounds(aRiskInput({ positions, ...changes }));
    expect(bounds.maxReservedBefore?.toFixed()).toBe(expected);
  });
});
