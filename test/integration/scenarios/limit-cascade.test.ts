import { describe, expect, it } from 'vitest';
import { denialsAt, fillLines, flat, minuteAt, moves, playScenario } from '../support/scenario.ts';

/** 60 % of 100,000 in one holding: each point of its 100 is 0.6 % of equity, against 2 % a day. */
const PRICES = [100, 100, 97.3, 96.6, 95.8, 94.9, 94, 93, 92, 92];
const LOSERS = PRICES.map((price, minute) => moves(PRICES[minute - 1] ?? price, price));
/** A second market that somebody wants to enter at every close from the warning on. */
const WANTED = PRICES.map((_, minute) => (minute < 3 ? null : flat(50)));

describe('scenario: limit cascade up the ladder', () => {
  it('Given a losing market, When the loss passes one rung after the other, Then each is told once, entries are denied by it, and the end is HALTED', async () => {
    const left = await playScenario({
      bars: { 'AAA/USD': LOSERS, 'BBB/USD': WANTED },
      config: {
        brokers: { sim: { lot: 1 } },
        sizing: { position_size_pct: 0.6 },
        exits: { stop_loss_pct: 0.075 },
        risk: { profile: 'none', max_daily_loss_pct: 0.02, max_drawdown: 0.5 },
        strategies: [
          { name: 'hold', policy: 'buy_hold', symbols: ['AAA/USD'] },
          { name: 'mix', policy: 'rebalance', params: { weights: { 'BBB/USD': 0.3 }, band: 0 }, symbols: ['BBB/USD'] },
        ],
      },
    });
    const told = left.events.filter(({ kind }) => kind.startsWith('RiskLimit'));
    expect(told.map(({ kind, at, detail }) => [kind, detail.rung, detail.mode, at])).toEqual([
      ['RiskLimitWarning', 'warn', 'NORMAL', minuteAt(3)],
      ['RiskLimitExceeded', 'reduce_only', 'REDUCE_ONLY', minuteAt(4)],
      ['RiskLimitExceeded', 'pause', 'PAUSED', minuteAt(5)],
      ['RiskLimitExceeded', 'emergency_stop', 'HALTED', minuteAt(6)],
    ]);
    expect(told.every(({ detail }) => detail.rule === 'max_daily_loss_pct')).toBe(true);
    expect([3, 4, 5, 6, 7].map((minute) => denialsAt(left, minute))).toEqual([
      ['reduce_only', 'max_daily_loss_pct'],
      ['paused', 'max_daily_loss_pct'],
      ['kill_switch', 'max_daily_loss_pct'],
      ['kill_switch', 'max_daily_loss_pct'],
      ['kill_switch', 'max_daily_loss_pct'],
    ]);
    // The whole emergency stop has run in the cloud, and the files are still those of the replay in process.
    const [stop, ...others] = left.events.filter(({ kind }) => kind === 'EmergencyStopCompleted');
    expect(others).toEqual([]);
    expect(stop?.detail).toMatchObject({
      requestedBy: 'risk monitor: max_daily_loss_pct',
      trigger: 'risk_limit',
      secondsToLastCancel: '10',
      reconciliation: 'agreed',
      drift: 'none',
      unprotected: 'none',
      troubles: 'none',
    });
    expect(left.alarms).toEqual(['RiskLimitExceeded', 'trading-unsafe']);
    expect(left.mode).toBe('HALTED');
    const authorised = left.records.orders.filter(({ attempt }) => attempt > 0);
    expect(authorised.every(({ intent }) => intent.signalTime < minuteAt(6))).toBe(true);
    // What protects the position rests at the venue: it outlives the halt.
    expect(fillLines(left)).toEqual(['AAA/USD buy 600 @ 100 market', 'AAA/USD sell 600 @ 92.5 stop_loss']);
  });

  it('Given an exit that fills over several bars, When a limit halts the account in between, Then it goes on, in the cloud as in process', async () => {
    const prices = [100, 100, 97.3, 96.6, 95.8, 94.5, 94, 93, 92, 92];
    const thin = prices.map((price, minute) => moves(prices[minute - 1] ?? price, price, minute < 3 ? 10_000 : 2000));
    const left = await playScenario({
      bars: { 'AAA/USD': thin },
      config: {
        brokers: { sim: { lot: 1, max_volume_share: 0.1 } },
        sizing: { position_size_pct: 0.6 },
        exits: { time_exit_bars: 4 },
        risk: { profile: 'none', max_daily_loss_pct: 0.02, max_drawdown: 0.5 },
        strategies: [{ name: 'hold', policy: 'buy_hold', symbols: ['AAA/USD'] }],
      },
    });
    const halt = left.events.find(({ detail }) => detail.rung === 'emergency_stop');
    const stop = left.events.find(({ kind }) => kind === 'EmergencyStopCompleted');
    expect(stop?.detail).toMatchObject({ orders: '0', reconciliation: 'agreed', troubles: 'none' });
    const sold = left.records.fills.filter(({ side }) => side === 'sell');
    expect(sold.map(({ quantity, reason }) => `${quantity.toFixed()} ${reason}`)).toEqual(
      Array(3).fill('200 time_exit'),
    );
    expect(sold.filter(({ time }) => time >= (halt?.at ?? Number.POSITIVE_INFINITY))).toHaveLength(2);
  });
});
