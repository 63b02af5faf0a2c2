import { describe, expect, it } from 'vitest';
import { MARKET } from '#domain/orders/order-terms.ts';
import type { SessionRecords } from '#domain/reporting/session-records.ts';
import { aFill, anIntent, d, T0 } from '../../support/builders.ts';
import { anExplanation, anOrder, aRun, aSnapshot, fixed } from '../../support/session-builders.ts';
import { renderSessionFiles } from '../../support/session-files.ts';

const EMPTY: SessionRecords = { snapshots: [], fills: [], orders: [], events: [] };

const TRADED: SessionRecords = {
  snapshots: [
    aSnapshot({
      equity: fixed(998),
      cash: fixed(798),
      positionQuantity: d(2),
      positionValue: fixed(200),
      realizedPnl: fixed(-2),
      drawdown: fixed('0.002'),
    }),
    aSnapshot({ barTime: T0 + 60_000, equity: fixed('1015.8'), cash: fixed('1015.8'), realizedPnl: fixed('15.8') }),
  ],
  fills: [
    aFill({ quantity: d(2), price: d(100), fee: d(2), notional: d(200), clientOrderId: 'a' }),
    aFill({
      side: 'sell',
      quantity: d(2),
      price: d(110),
      fee: d('2.2'),
      notional: d(220),
      clientOrderId: 'b',
      time: T0 + 60_000,
    }),
  ],
  orders: [
    anOrder({ intent: anIntent({ terms: MARKET }), state: 'FILLED', brokerOrderId: 'sim-a' }),
    anOrder({ intent: anIntent({ terms: MARKET }), state: 'FILLED', brokerOrderId: 'sim-b' }),
    anOrder({
      intent: anIntent({ clientOrderId: 'c', terms: MARKET }),
      state: 'REJECTED',
      cause: 'RISK',
      violations: ['max_order_value', 'max_order_value', 'buying_power'].map((rule) => ({
        rule,
        limit: '1',
        value: '2',
        unit: 'USD',
      })),
    }),
  ],
  events: [],
};

describe('summary.json', () => {
  it('Given a session without anything, Then money is 0 and every ratio is null', () => {
    const summary = JSON.parse(renderSessionFiles(EMPTY, aRun())['summary.json']);
    expect(summary).toMatchObject({
      trades_executed: 0,
      closed_trades: 0,
      win_rate: null,
      total_pnl: '0',
      final_equity: '1000',
      final_balance_usd: '1000',
      final_positions: {},
      sharpe: null,
      sortino: null,
      calmar: null,
      sqn: null,
      profit_factor: null,
      expectancy: null,
      exposure_time: null,
      var_95: null,
      cvar_95: null,
    });
  });

  it('Given a session with one round trip, Then it has exactly the public keys, and the figures are these', () => {
    const summary = JSON.parse(renderSessionFiles(TRADED, aRun())['summary.json']);
    expect(summary).toEqual({
      trades_executed: 2,
      closed_trades: 1,
      wins: 1,
      losses: 0,
      win_rate: 1,
      total_pnl: '15.8',
      total_fees: '4.2',
      total_funding: '0',
      turnover: 420 / 1_006.9,
      slippage_bps: null,
      final_equity: '1015.8',
      final_balance_usd: '1015.8',
      final_positions: {},
      max_drawdown: 0.002,
      max_drawdown_abs: '2',
      sharpe: null,
      sortino: null,
      calmar: null,
      sqn: null,
      profit_factor: null,
      expectancy: '15.8',
      gross_profit: '15.8',
      gross_loss: '0',
      average_win: '15.8',
      average_loss: null,
      largest_win: '15.8',
      largest_loss: null,
      payoff_ratio: null,
      average_holding_minutes: 1,
      max_consecutive_wins: 1,
      max_consecutive_losses: 0,
      exit_reasons: { strategy_exit: 1 },
      max_drawdown_duration_minutes: 1,
      cagr: null,
      volatility: null,
      ulcer_index: 0,
      recovery_factor: 7.9,
      by_symbol: { 'SYN/USD': { closed_trades: 1, wins: 1, pnl: '15.8', fees: '4.2' } },
      freqtrade: {
        backtest_days: 1,
        sharpe: null,
        sortino: null,
        calmar: null,
        sqn: null,
        profit_factor: null,
        expectancy: '15.8',
        expectancy_ratio: null,
        cagr: expect.closeTo(1.0158 ** 365 - 1, 10),
        winrate: 1,
        max_drawdown_account: 0,
        max_relative_drawdown: 0,
        max_drawdown_abs: '0',
      },
      exposure_time: 0.5,
      var_95: null,
      cvar_95: null,
      annualisation: 365,
      duration_minutes: 2,
      bars: 2,
      orders_submitted: 2,
      orders_rejected: 1,
      orders_by_state: {
        CREATED: 0,
        SUBMITTED: 0,
        ACCEPTED: 0,
        PARTIAL_FILL: 0,
        FILLED: 2,
        CANCELLED: 0,
        REJECTED: 1,
        EXPIRED: 0,
        FAILED: 0,
      },
      denied_by_rule: { buying_power: 1, max_order_value: 1 },
      strategy: 'sma_fast_slow',
      params: { fast: 10, slow: 50 },
      seed: 0,
      data_sha256: 'f'.repeat(64),
      settings: { timeframe: '1m' },
    });
  });

  it('Given funding, Then it is a fee and no trade', () => {
    const funding = aFill({ quantity: d(0), notional: d(0), fee: d('-0.5'), clientOrderId: null });
    const records = { ...EMPTY, fills: [aFill({ fee: d(1) }), funding] };
    const summary = JSON.parse(renderSessionFiles(records, aRun())['summary.json']);
    expect(summary).toMatchObject({ trades_executed: 1, total_fees: '0.5', total_funding: '-0.5' });
  });

  it('Given fills off their reference prices, Then slippage is their cost by notional, a gain negative', () => {
    // Bought 100 at 101 (+100 bps on 10,100) and sold 100 at 102 (−200 bps on 10,200) against 100; the last has no reference.
    const explanation = anExplanation({ referencePrice: d(100) });
    const fills = [
      aFill({ quantity: d(100), price: d(101), explanation }),
      aFill({ side: 'sell', quantity: d(100), price: d(102), explanation }),
      aFill({ quantity: d(1), price: d(500) }),
    ];
    const summary = JSON.parse(renderSessionFiles({ ...EMPTY, fills }, aRun())['summary.json']);
    expect(summary.slippage_bps).toBeCloseTo((100 * 10_100 - 200 * 10_200) / 20_300, 12);
  });

  it('Given fees in the base currency, Then final_positions has what is left', () => {
    const records = { ...EMPTY, fills: [aFill({ quantity: d(2), baseFee: d('0.002'), fee: d('0.2') })] };
    const summary = JSON.parse(renderSessionFiles(records, aRun())['summary.json']);
    expect(summary.final_positions).toEqual({ 'SYN/USD': '1.998' });
  });

  it('Given fees of sales in the base currency, Then they are gone from final_positions too', () => {
    const fills = [
      aFill({ quantity: d(2) }),
      aFill({ side: 'sell', quantity: d(1), baseFee: d('0.001'), fee: d('0.1') }),
    ];
    const summary = JSON.parse(renderSessionFiles({ ...EMPTY, fills }, aRun())['summary.json']);
    expect(summary.final_positions).toEqual({ 'SYN/USD': '0.999' });
  });

  it('Given fees in other currencies, Then the summary tells them by currency and fills.csv in a last column', () => {
    const inBnb = (amount: string) => ({ currency: 'BNB', amount: d(amount) });
    const fills = [
      aFill({ fee: d('0.5'), otherFees: [inBnb('0.00075'), { currency: 'A,B', amount: d(1) }] }),
      aFill({ otherFees: [inBnb('0.00000000000000025')] }),
      aFill({ fee: d(1) }),
    ];
    const files = renderSessionFiles({ ...EMPTY, fills }, aRun());
    const summary = JSON.parse(files['summary.json']);
    expect([summary.total_fees, summary.other_fees]).toEqual(['1.5', { 'A,B': '1', BNB: '0.00075000000000025' }]);
    const rows = files['fills.csv'].trimEnd().split('\n');
    expect(rows[0]?.endsWith(',limited_by,other_fees')).toBe(true);
    expect(rows[1]?.endsWith(',"0.00075 BNB; 1 A,B"')).toBe(true);
    expect(rows[2]?.endsWith(',0.00000000000000025 BNB')).toBe(true);
    expect(rows[3]?.endsWith(',')).toBe(true);
  });

  it('Given no fee in another currency, Then neither summary nor fills.csv has a place for it', () => {
    const files = renderSessionFiles({ ...EMPTY, fills: [aFill({ fee: d(1) })] }, aRun());
    expect([files['summary.json'], files['fills.csv']].filter((text) => text.includes('other_fees'))).toEqual([]);
  });

  it('Given a position that is held at the end, Then it is in final_positions, in another currency too', () => {
    const records = { ...EMPTY, fills: [aFill({ quantity: d('0.00000001'), symbol: 'BTC/JPY' })] };
    const summary = JSON.parse(renderSessionFiles(records, aRun({ currency: 'JPY' }))['summary.json']);
    expect(summary.final_positions).toEqual({ 'BTC/JPY': '0.00000001' });
    expect(summary.final_balance_jpy).toBe('1000');
  });
});

describe('pnl.csv', () => {
  it('Given snapshots, Then there is a row a bar in plain notation', () => {
    expect(renderSessionFiles(TRADED, aRun())['pnl.csv']).toBe(
      [
        'timestamp,equity,cash,position_qty,position_value,realized_pnl,unrealized_pnl,drawdown',
        '2026-01-05T14:30:00Z,998,798,2,200,-2,0,0.002',
        '2026-01-05T14:31:00Z,1015.8,1015.8,0,0,15.8,0,0',
        '',
      ].join('\n'),
    );
  });

  it('Given several symbols and tiny figures, Then the quantity is empty and nothing has an exponent', () => {
    const snapshots = [aSnapshot({ positionQuantity: null, unrealizedPnl: -1n })];
    const [, row] = renderSessionFiles({ ...EMPTY, snapshots }, aRun())['pnl.csv'].split('\n');
    expect(row).toBe('2026-01-05T14:30:00Z,1000,1000,,0,0,-0.000000000000000001,0');
  });
});

describe('trade_log.json', () => {
  it('Given a round trip, Then it is written with the public keys', () => {
    expect(JSON.parse(renderSessionFiles(TRADED, aRun())['trade_log.json'])).toEqual([
      {
        symbol: 'SYN/USD',
        side: 'long',
        qty: '2',
        entry_time: '2026-01-05T14:30:00Z',
        entry_price: '100',
        entry_fee: '2',
        exit_time: '2026-01-05T14:31:00Z',
        exit_price: '110',
        exit_fee: '2.2',
        funding: '0',
        pnl: '15.8',
        exit_reason: 'strategy_exit',
        client_order_ids: ['a', 'b'],
      },
    ]);
  });
});

describe('fills.csv', () => {
  const HEADER =
    'time,symbol,side,quantity,price,notional,fee,client_order_id,order_type,trigger,reason,reference_price,slippage_bps,impact_bps,liquidity,fee_rate_bps,fee_tier,bar_time,limited_by';

  it('Given a fill that explains itself and one that does not, Then what is unknown is empty', () => {
    const order = anOrder({ intent: anIntent({ clientOrderId: 'b', terms: MARKET }) });
    const explanation = anExplanation({
      trigger: 'stop',
      slippageBps: d(5),
      impactBps: d('1.25'),
      feeRate: d('0.00075'),
      feeTier: 2,
      limitedBy: 'volume',
    });
    const fills = [
      aFill({ clientOrderId: null, quantity: d('0.00000001') }),
      aFill({ clientOrderId: 'b', side: 'sell', fee: d('0.75'), reason: 'stop_loss', explanation }),
    ];
    expect(renderSessionFiles({ ...EMPTY, fills, orders: [order] }, aRun())['fills.csv']).toBe(
      [
        HEADER,
        '2026-01-05T14:30:00Z,SYN/USD,buy,0.00000001,100,0.000001,0,,,,,,,,,,,,',
        '2026-01-05T14:30:00Z,SYN/USD,sell,10,100,1000,0.75,b,market,stop,stop_loss,100,5,1.25,taker,7.5,2,2026-01-05T14:30:00Z,volume',
        '',
      ].join('\n'),
    );
  });

  it('Given no fill, Then there is the header', () => {
    expect(renderSessionFiles(EMPTY, aRun())['fills.csv']).toBe(`${HEADER}\n`);
  });
});
