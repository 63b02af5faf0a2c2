import { describe, expect, it } from 'vitest';
import { ZERO } from '#domain/shared/decimal.ts';
import { denialsAt, fillLines, flat, minuteAt, moves, playScenario } from '../support/scenario.ts';

/** The market is there when the signal comes and gone when the order does; it comes back for the stop. */
const VOLUMES = [10_000, 200, 200, 0, 10, 200, 200, 200, 200];

describe('scenario: liquidity crunch', () => {
  it('Given an entry into a market that dries up, When it fills bit by bit, Then its stop covers what is held, and no further entry is let in', async () => {
    const dry = VOLUMES.map((volume, minute) =>
      minute < 6 ? flat(100, volume) : moves(minute === 6 ? 100 : 90, 90, volume),
    );
    const thin = [
      null,
      null,
      null,
      null,
      moves(50, 50.1, 10),
      moves(50.1, 50.2, 0),
      moves(50.2, 50.1, 10),
      flat(50.1, 10),
    ];
    const left = await playScenario({
      bars: { 'AAA/USD': dry, 'BBB/USD': thin },
      config: {
        brokers: { sim: { lot: 1, max_volume_share: 0.1, volume_slippage: 0.1, impact_coefficient: 0.5 } },
        sizing: { initial_capital: 10_000, position_size_pct: 0.5 },
        exits: { stop_loss_pct: 0.05 },
        risk: { profile: 'none', slippage_guard_bps: 5 },
        strategies: [
          { name: 'hold', policy: 'buy_hold', symbols: ['AAA/USD'] },
          { name: 'late', policy: 'rebalance', params: { weights: { 'BBB/USD': 0.4 }, band: 0 }, symbols: ['BBB/USD'] },
        ],
      },
    });
    const bought = left.records.fills.filter(({ side }) => side === 'buy');
    expect(bought.map(({ quantity, explanation }) => [quantity.toFixed(), explanation?.limitedBy])).toEqual([
      ['20', 'volume'],
      ['20', 'volume'],
      ['1', 'volume'],
      ['9', null],
    ]);
    const stops = left.records.orders.filter(({ intent }) => intent.purpose === 'protection');
    expect(stops.map(({ intent }) => [intent.signalTime, intent.quantity.toFixed()])).toEqual([
      [minuteAt(2), '20'],
      [minuteAt(3), '40'],
      [minuteAt(5), '41'],
      [minuteAt(6), '50'],
    ]);
    const sold = left.records.fills.filter(({ side }) => side === 'sell');
    expect(sold.map(({ reason, quantity }) => [reason, quantity.toFixed()])).toEqual([
      ['stop_loss', '20'],
      ['stop_loss', '20'],
      ['stop_loss', '10'],
    ]);
    expect(fillLines(left).every((line) => line.startsWith('AAA/USD'))).toBe(true);
    expect([4, 5, 6, 7].map((minute) => denialsAt(left, minute))).toEqual(
      Array.from({ length: 4 }, () => ['slippage_guard_bps']),
    );
    const denied = left.records.orders.filter(({ violations }) => violations.length > 0);
    expect(denied.map(({ violations }) => violations[0]?.value)).toContain('unknown');
    expect(left.alarms).toEqual(['HighSlippage', 'LowLiquidity']);
    expect(left.records.snapshots.at(-1)?.positionValue).toBe(0n);
    expect(sold.reduce((sum, { quantity }) => sum.plus(quantity), ZERO).toFixed()).toBe('50');
  });
});
