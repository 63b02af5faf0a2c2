import { describe, expect, it } from 'vitest';
import { renderSessionFiles } from '#domain/reporting/session-files.ts';
import type { SessionRecords } from '#domain/reporting/session-records.ts';
import { aFill, anIntent, d, T0 } from '../../support/builders.ts';
import { anOrder, aRun, aSnapshot } from '../../support/session-builders.ts';

const EMPTY: SessionRecords = { snapshots: [], fills: [], orders: [] };

const TRADED: SessionRecords = {
  snapshots: [
    aSnapshot({
      equity: d(998),
      cash: d(798),
      positionQuantity: d(2),
      positionValue: d(200),
      realizedPnl: d(-2),
      drawdown: d('0.002'),
    }),
    aSnapshot({ barTime: T0 + 60_000, equity: d('1015.8'), cash: d('1015.8'), realizedPnl: d('15.8') }),
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
    anOrder({ state: 'FILLED', brokerOrderId: 'sim-a' }),
    anOrder({ state: 'FILLED', brokerOrderId: 'sim-b' }),
    anOrder({ intent: anIntent({ clientOrderId: 'c' }), state: 'REJECTED', cause: 'RISK' }),
  ],
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
      strategy: 'sma_fast_slow',
      params: { fast: 10, slow: 50 },
      seed: 0,
      data_sha256: 'f'.repeat(64),
    });
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
    const snapshots = [aSnapshot({ positionQuantity: null, unrealizedPnl: d('-1e-18'), realizedPnl: d('-0') })];
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
        pnl: '15.8',
        exit_reason: 'strategy_exit',
        client_order_ids: ['a', 'b'],
      },
    ]);
  });
});
