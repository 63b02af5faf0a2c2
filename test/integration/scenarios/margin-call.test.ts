import { describe, expect, it } from 'vitest';
import { fillLines, flat, minuteAt, moves, playScenario } from '../support/scenario.ts';

/**
 * Two holdings of 10,000 each on an account of 10,000: equity is 2·(price ÷ 100)·10,000 − 10,000, the venue asks for 20 % of the exposure.
 * At 80 the margin ratio is 3,200 ÷ 6,000, at 66 2,640 ÷ 3,200.
 */
const FALL = [flat(100), flat(100), moves(100, 90), moves(90, 80), moves(80, 72), moves(72, 66), flat(66), flat(66)];

describe('scenario: margin call', () => {
  it('Given holdings on credit, When their price falls and then gaps, Then there is a call, one is closed, and the venue liquidates the other', async () => {
    const left = await playScenario({
      bars: { 'AAA/USD': FALL, 'BBB/USD': [...FALL, flat(40), flat(40)] },
      config: {
        brokers: { sim: { lot: 1, margin: { max_leverage: 2.5, maintenance_rate: 0.2 } } },
        sizing: { initial_capital: 10_000, position_size_pct: 1 },
        strategies: [{ name: 'hold', policy: 'buy_hold' }],
      },
    });
    expect(fillLines(left)).toEqual([
      'AAA/USD buy 100 @ 100 market',
      'BBB/USD buy 100 @ 100 market',
      'AAA/USD sell 100 @ 66 margin_exit',
      'BBB/USD sell 100 @ 40 liquidation',
    ]);
    expect(left.events.map(({ kind, at }) => [kind, at])).toEqual([
      ['MarginCallWarning', minuteAt(4)],
      ['ExternalFill', minuteAt(9)],
    ]);
    expect(left.events[0]?.detail).toMatchObject({ rule: 'margin_ratio', mode: 'REDUCE_ONLY', limit: '0.5' });
    expect(Number(left.events[0]?.detail.ratio)).toBeCloseTo(3_200 / 6_000, 12);
    expect(left.alarms).toEqual(['MarginCallWarning', 'trading-unsafe']);
    expect(left.mode).toBe('REDUCE_ONLY');
    const exit = left.records.orders.find(({ intent }) => intent.purpose === 'margin_exit');
    expect([exit?.intent.signalTime, exit?.state]).toEqual([minuteAt(6), 'FILLED']);
  });
});
