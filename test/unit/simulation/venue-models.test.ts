import { describe, expect, it } from 'vitest';
import { DAY } from '#domain/shared/instant.ts';
import { squareRootImpact } from '#domain/simulation/venue/market-impact.ts';
import type { FeeTier, VenueRules } from '#domain/simulation/venue-rules.ts';
import { d, T0 } from '../../support/builders.ts';
import { aBar, FREE, MARKET_TERMS, someTerms, VenueDesk } from '../../support/venue-desk.ts';

function tiers(...rows: [string, string, string][]): FeeTier[] {
  return rows.map(([minVolume, maker, taker]) => ({ minVolume: d(minVolume), maker: d(maker), taker: d(taker) }));
}

function bought(rules: Partial<VenueRules>, quantity: number, bar: readonly number[], side: 'buy' | 'sell' = 'buy') {
  const desk = new VenueDesk({ ...FREE, ...rules }, 1_000_000, 10_000);
  desk.order(side, quantity, MARKET_TERMS);
  return desk.bars(aBar(bar));
}

describe('slippage, impact and latency', () => {
  it('Given the quadratic volume slippage, Then 20 of 100 at 0.1 move the price by 0.1 × 0.2² = 40 bps', () => {
    const desk = bought({ volumeSlippage: d('0.1') }, 20, [100, 105, 95, 101, 100]);
    expect(desk.fills).toEqual(['buy 20 @ 100.4 market']);
    expect(desk.results[0]?.executions[0]?.explanation.slippageBps.toFixed()).toBe('40');
  });

  it('Given the square-root law, Then 25 of 100 at coefficient 1 and a range of 10 % move the price by 0.1 × √0.25 = 500 bps', () => {
    const desk = bought({ impactCoefficient: d(1) }, 25, [100, 105, 95, 101, 100]);
    expect(desk.fills).toEqual(['buy 25 @ 105 market']);
    expect(desk.results[0]?.executions[0]?.explanation.impactBps.toFixed()).toBe('500');
    expect(bought({ impactCoefficient: d(1) }, 25, [100, 105, 95, 101, 100], 'sell').fills).toEqual([
      'sell 25 @ 95 market',
    ]);
  });

  it('Given a root that never ends, Then the impact is rounded to 18 decimal places, the same on every machine', () => {
    expect(squareRootImpact(d(1), d(1), d(1), d(2)).toFixed()).toBe('0.707106781186547524');
    expect(squareRootImpact(d(1), d(1), d(1), d(0)).toFixed()).toBe('0');
  });

  it('Given every model at once, Then they add up and the fill explains itself', () => {
    const rules = {
      slippageRate: d('0.001'),
      volumeSlippage: d('0.1'),
      impactCoefficient: d('0.5'),
      maxVolumeShare: d('0.04'),
    };
    const desk = bought(rules, 10, [100, 105, 95, 101, 100]);
    expect(desk.fills).toEqual(['buy 4 @ 101.116 market']);
    expect(desk.results[0]?.executions[0]).toMatchObject({
      id: `o1#${T0}#1`,
      time: T0,
      explanation: { trigger: 'market', liquidity: 'taker', feeTier: 0, barTime: T0, limitedBy: 'volume' },
    });
    const explanation = desk.results[0]?.executions[0]?.explanation;
    expect([explanation?.referencePrice, explanation?.slippageBps, explanation?.impactBps].map(String)).toEqual([
      '100',
      '11.6',
      '100',
    ]);
  });

  it('Given an enormous sale, Then its price stays above zero', () => {
    expect(bought({ volumeSlippage: d(1) }, 10_000, [100, 105, 95, 101, 1], 'sell').fills).toEqual([
      'sell 10000 @ 1 market',
    ]);
  });

  it.each(['maxVolumeShare', 'volumeSlippage', 'impactCoefficient'] as const)(
    'Given %s and a bar without volume, Then nothing fills and the order goes on',
    (model) => {
      const desk = bought({ [model]: d('0.5') }, 1, [100, 101, 99, 100, 0]);
      expect([desk.fills, desk.working]).toEqual([[], ['o1']]);
    },
  );

  it('Given a stop in a bar without volume, Then it is triggered and trades as a market order with the next bar', () => {
    const desk = new VenueDesk({ ...FREE, maxVolumeShare: d('0.1') }, 0, 15);
    desk.order('sell', 15, someTerms({ type: 'stop', stop: 95, target: 120 }));
    desk.series(aBar([100, 100, 94, 99, 0], 0), aBar([130, 131, 129, 130, 100], 1), aBar([131, 132, 129, 130, 50], 2));
    expect(desk.fills).toEqual(['sell 10 @ 130 stop', 'sell 5 @ 131 stop']);
  });

  it('Given a target that the volume limits, Then the rest keeps its stop and its target', () => {
    const desk = new VenueDesk({ ...FREE, maxVolumeShare: d('0.1') }, 0, 15);
    desk.order('sell', 15, someTerms({ type: 'stop', stop: 95, target: 110 }));
    desk.series(aBar([100, 111, 99, 100, 100], 0), aBar([100, 100, 94, 95, 1000], 1));
    expect(desk.fills).toEqual(['sell 10 @ 110 take_profit', 'sell 5 @ 95 stop']);
  });

  it('Given a share that is no whole number of lots, Then it is floored to lot', () => {
    const desk = bought({ maxVolumeShare: d('0.1'), lot: d(1) }, 10, [100, 101, 99, 100, 39]);
    expect(desk.fills).toEqual(['buy 3 @ 100 market']);
  });

  it.each([
    [15_000, [[100, 101, 99, 104]], ['buy 1 @ 101 market']],
    [
      90_000,
      [
        [100, 101, 99, 104],
        [104, 110, 104, 110],
      ],
      ['buy 1 @ 107 market'],
    ],
    [
      60_000,
      [
        [100, 101, 99, 104],
        [104, 110, 104, 110],
      ],
      ['buy 1 @ 104 market'],
    ],
  ])('Given a latency of %s ms, Then a market order trades on the line from open to close', (latency, bars, fills) => {
    const desk = new VenueDesk({ ...FREE, latency });
    desk.order('buy', 1, MARKET_TERMS);
    desk.series(...bars.map((bar, minute) => aBar(bar, minute)));
    expect(desk.fills).toEqual(fills);
  });

  it('Given a latency, Then a stop rests from the first bar that opens after it', () => {
    const desk = new VenueDesk({ ...FREE, latency: 1 }, 0, 1);
    desk.order('sell', 1, someTerms({ type: 'stop', stop: 95 }));
    desk.bars(aBar([100, 101, 90, 100]));
    expect(desk.fills).toEqual([]);
    expect(desk.bars(aBar([100, 101, 90, 100], 1)).fills).toEqual(['sell 1 @ 95 stop']);
  });
});

describe('fees', () => {
  it('Given tiers, When the volume of 30 days passes one, Then the next fill pays the next rate, until the days are over', () => {
    const fees = tiers(['0', '0.001', '0.002'], ['1000', '0', '0.001']);
    const desk = new VenueDesk({ ...FREE, fees });
    const buyOn = (day: number) => {
      desk.order('buy', 10, MARKET_TERMS, T0 + day * DAY);
      desk.trade(100, T0 + day * DAY);
    };
    for (const day of [0, 0, 29, 59]) buyOn(day);
    expect(desk.fills).toEqual([
      'buy 10 @ 100 (2) market',
      'buy 10 @ 100 (1) market',
      'buy 10 @ 100 (1) market',
      'buy 10 @ 100 (2) market',
    ]);
    expect(Object.keys(desk.book.dailyVolumes)).toEqual(['2026-03-05']);
  });

  it('Given fees in the base currency, Then a buy gets less and a sell pays in the quote currency', () => {
    const rules: VenueRules = { ...FREE, fees: tiers(['0', '0', '0.001']), feeCurrency: 'base' };
    const desk = new VenueDesk(rules, 1000);
    desk.order('buy', 10, MARKET_TERMS);
    desk.trade(100);
    const [execution] = desk.results[0]?.executions ?? [];
    expect([execution?.baseFee.toFixed(), execution?.fee.toFixed()]).toEqual(['0.01', '1']);
    expect([desk.balance('USD'), desk.balance('SYN')]).toEqual(['0', '9.99']);
    desk.order('sell', 10, MARKET_TERMS);
    desk.trade(100);
    expect(desk.fills[1]).toBe('sell 9.99 @ 100 (0.999) market');
    expect([desk.balance('USD'), desk.balance('SYN')]).toEqual(['998.001', '0']);
  });

  it('Given a maker rebate, Then the venue pays it', () => {
    const desk = new VenueDesk({ ...FREE, fees: tiers(['0', '-0.0001', '0.001']) });
    desk.order('buy', 10, someTerms({ type: 'limit', limit: 99 }));
    desk.bars(aBar([100, 100, 99, 100]));
    expect(desk.fills).toEqual(['buy 10 @ 99 (-0.099) limit']);
    expect(desk.balance('USD')).toBe('99010.099');
  });

  it('Given pairs in two quote currencies, Then each pays from its own balance', () => {
    const desk = new VenueDesk(FREE, 1000);
    desk.order('buy', 5, MARKET_TERMS, T0, 'BTC/USD');
    desk.trade(100, T0, 'BTC/USD');
    desk.order('buy', 20, MARKET_TERMS, T0, 'ETH/BTC');
    desk.trade('0.5', T0, 'ETH/BTC');
    expect(['USD', 'BTC', 'ETH'].map((currency) => desk.balance(currency))).toEqual(['500', '0', '10']);
    expect(desk.ends).toEqual(['o1 filled', 'o2 cancelled INSUFFICIENT_CASH']);
  });
});
