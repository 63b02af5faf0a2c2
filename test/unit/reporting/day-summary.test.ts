import { describe, expect, it } from 'vitest';
import type { ClosedTrade } from '#domain/accounts/closed-trade.ts';
import type { CashAdjustment } from '#domain/reconciliation/adjustment.ts';
import { type DayRecords, summariseDay } from '#domain/reporting/day-summary.ts';
import { DAY, MINUTE } from '#domain/shared/instant.ts';
import { aFill, anIntent, d } from '../../support/builders.ts';
import { anOrder, aSnapshot, fixed } from '../../support/session-builders.ts';

const START = Date.parse('2026-01-05T00:00:00Z');
const at = (minutes: number): number => START + minutes * MINUTE;

/** Equity, and what of it was earned, realised and not, at the close of the bar of a minute of the day. */
function close(minute: number, equity: number, realized: number, unrealized = 0) {
  const amounts = { equity: fixed(equity), realizedPnl: fixed(realized), unrealizedPnl: fixed(unrealized) };
  return aSnapshot({ barTime: at(minute), ...amounts });
}

function moved(amount: number, minute: number, kind: 'transfer' | 'result' | null): CashAdjustment {
  const movement = kind === null ? null : { kind, what: 'CSD' };
  return { id: `m${minute}`, account: 'main', currency: 'USD', amount: d(amount), at: at(minute), movement };
}

function aTrade(pnl: number, minute: number): ClosedTrade {
  const times = { openedAt: at(minute - 1), closedAt: at(minute) };
  return { id: `t${minute}`, symbol: 'SYN/USD', ...times, pnl: d(pnl), entryNotional: d(100), reason: 'take_profit' };
}

function summaryOf(changes: Partial<DayRecords>) {
  const nothing = { snapshots: [], adjustments: [], orders: [], fills: [], trades: [], events: [] };
  return summariseDay({ ...nothing, openingCash: null, ...changes }, START);
}

describe('the equity of a day', () => {
  const eve = close(-1, 1_000, 40, 10);

  it('Given the close of the day before, Then the day goes on from it', () => {
    const { endEquity, pnl, realized, startEquity, transfers, day } = summaryOf({
      snapshots: [close(-900, 7, 7), eve, close(0, 1_010, 40, 20), close(1_439, 1_025, 70, 5), close(1_440, 9, 9)],
    });
    expect(day).toBe('2026-01-05');
    expect([startEquity, endEquity, pnl, realized, transfers]).toEqual([d(1_000), d(1_025), d(25), d(30), d(0)]);
  });

  it.each([
    ['a deposit', 500, 'transfer', d(10), d(500)],
    ['a withdrawal', -500, 'transfer', d(10), d(-500)],
    ['cash that nobody knows where it came from', 500, null, d(10), d(500)],
    ['a dividend', 5, 'result', d(15), d(0)],
    ['a fee that is booked apart', -5, 'result', d(5), d(0)],
  ] as const)(
    'Given %s, Then it is profit only where it was earned, and a drawdown never',
    (_what, amount, kind, pnl, transfers) => {
      const snapshots = [eve, close(10, 1_005, 45, 10), close(20, 1_010 + amount, 50, 10)];
      const summary = summaryOf({ snapshots, adjustments: [moved(amount, 15, kind), moved(99, -5, 'result')] });
      expect(summary).toMatchObject({ pnl, transfers, endEquity: d(1_010 + amount), maxDrawdown: d(0) });
    },
  );

  it('Given an account that began on the day, Then it began with its cash', () => {
    const summary = summaryOf({ snapshots: [close(60, 990, -10)], openingCash: d(1_000) });
    expect(summary).toMatchObject({ startEquity: d(1_000), endEquity: d(990), pnl: d(-10), maxDrawdown: d('0.01') });
  });

  it('Given an account that was left alone for weeks, Then the day begins with its first bar', () => {
    const summary = summaryOf({ snapshots: [close(60, 990, -10), close(61, 1_000, 0)] });
    expect(summary).toMatchObject({ startEquity: d(990), endEquity: d(1_000), pnl: d(10) });
  });

  it('Given a day without a bar, Then nothing is known of its equity, and nothing made up', () => {
    const summary = summaryOf({ snapshots: [eve], openingCash: d(1_000) });
    const unknown = {
      startEquity: null,
      endEquity: null,
      pnl: null,
      realized: null,
      transfers: null,
      maxDrawdown: null,
    };
    expect(summary).toMatchObject({ ...unknown, winRate: null, fills: 0, closedTrades: 0 });
  });

  it('Given a day that falls and rises, Then its drawdown is the largest fall from its highest equity', () => {
    const curve = [1_000, 1_100, 990, 1_050, 1_045];
    const snapshots = [eve, ...curve.map((equity, index) => close(index, equity, equity - 950))];
    expect(summaryOf({ snapshots }).maxDrawdown).toEqual(d('0.1'));
  });
});

describe('what was traded on a day', () => {
  it('Given orders, Then those of the day are counted by what became of them, and denied ones apart from rejected ones', () => {
    const made = (minute: number, changes: object) =>
      anOrder({ intent: anIntent({ clientOrderId: `${minute}` }), createdAt: at(minute), ...changes });
    const { orders } = summaryOf({
      orders: [
        made(-1, { state: 'FILLED' }),
        made(0, { state: 'FILLED' }),
        made(1, { state: 'REJECTED', cause: 'RISK' }),
        made(2, { state: 'REJECTED', cause: 'VENUE' }),
        made(3, { state: 'FILLED' }),
        made(1_439, { state: 'ACCEPTED' }),
        made(1_440, { state: 'FILLED' }),
      ],
    });
    expect([...orders]).toEqual([
      ['ACCEPTED', 1],
      ['FILLED', 2],
      ['REJECTED', 1],
      ['denied', 1],
    ]);
  });

  it('Given fills, Then those of the venue are counted, and the fees of all are summed, each currency on its own', () => {
    const { fees, fills, otherFees } = summaryOf({
      fills: [
        aFill({ time: at(-1), fee: d(100) }),
        aFill({ time: at(0), fee: d('0.5') }),
        aFill({ time: at(5), fee: d('0.25'), otherFees: [{ currency: 'BNB', amount: d('0.01') }] }),
        aFill({ time: at(6), fee: d(2), quantity: d(0) }),
        aFill({ time: at(7), provenance: { kind: 'position', reconciliationId: 'r', of: null } }),
        aFill({ time: START + DAY, fee: d(100) }),
      ],
    });
    expect([fees, fills, [...otherFees]]).toEqual([d('2.75'), 2, [['BNB', d('0.01')]]]);
  });

  it('Given closed trades, Then a profit of nothing is no win', () => {
    const trades = [aTrade(5, -1), aTrade(5, 1), aTrade(0, 2), aTrade(-3, 3), aTrade(1, 4), aTrade(5, 1_440)];
    expect(summaryOf({ trades })).toMatchObject({ closedTrades: 4, wins: 2, winRate: 0.5 });
  });

  it('Given risk events, Then they are counted by how bad they are, the worst first', () => {
    const event = (minute: number, severity: 'info' | 'warning' | 'critical') =>
      ({ id: `${minute}`, kind: 'Any', severity, at: at(minute), detail: {} }) as const;
    const events = [event(-1, 'critical'), event(1, 'info'), event(2, 'critical'), event(3, 'info')];
    expect([...summaryOf({ events }).riskEvents]).toEqual([
      ['critical', 1],
      ['info', 2],
    ]);
  });
});
