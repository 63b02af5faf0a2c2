import { describe, expect, it } from 'vitest';
import type { Position } from '#domain/accounts/position.ts';
import { type JudgedRows, judgeCommands } from '#domain/trading/judge-commands.ts';
import type { OrderCommand } from '#domain/trading/order-command.ts';
import { anAccount, anExit, anIntent, aPosition, d, NO_LIMITS, SESSION, SYMBOL, T0 } from '../../support/builders.ts';
import { aPlan } from '../../support/paper-desk.ts';

const place = (intent: ReturnType<typeof anIntent>): OrderCommand => ({ kind: 'place', intent });
const cancel: OrderCommand = {
  kind: 'cancel',
  id: 'cancel-1',
  account: 'main',
  sessionId: SESSION,
  symbol: SYMBOL,
  except: 'b'.repeat(32),
  scope: 'all',
  requestedAt: T0,
  reason: 'time exit',
};

function judge(commands: readonly OrderCommand[], position: Position, limits = NO_LIMITS) {
  const rows: JudgedRows = { account: anAccount({ markedAt: T0 }), positions: new Map([[position.symbol, position]]) };
  return judgeCommands(commands, rows, { plan: aPlan({ limits }), now: T0, trades: [] });
}

const covered = aPosition({
  quantity: d(10),
  cost: d(1000),
  exitReserved: d(10),
  exitOrders: new Set(['c'.repeat(32)]),
});

describe('judgeCommands', () => {
  it('Given an exit beside a working one, Then it is denied; after a cancel of its symbol it passes', () => {
    const exit = place(anExit());
    expect(judge([exit], covered)).toMatchObject({
      passed: [],
      denied: [{ violations: [{ rule: 'exit_exceeds_position' }] }],
    });
    expect(judge([cancel, exit], covered)).toEqual({ passed: [cancel, exit], denied: [] });
  });

  it('Given a cancel of another symbol, Then it makes no room', () => {
    const other: OrderCommand = { ...cancel, symbol: 'BTC/USD' };
    expect(judge([other, place(anExit())], covered).denied).toHaveLength(1);
  });

  it('Given entries of which one passes a limit, Then that one is denied with every rule, and the others pass in their order', () => {
    const limits = { ...NO_LIMITS, max_order_value: d(1500), max_position_size: d(1200) };
    const entries = ['10', '20', '12'].map((quantity) => place(anIntent({ quantity: d(quantity) })));
    const { passed, denied } = judge(entries, aPosition(), limits);
    expect(passed).toEqual([entries[0], entries[2]]);
    expect(denied.map(({ violations }) => violations.map(({ rule }) => rule))).toEqual([
      ['max_order_value', 'max_position_size'],
    ]);
  });

  it('Given a cancel, Then an entry is still judged by what is held', () => {
    const { denied } = judge([cancel, place(anIntent())], covered);
    expect(denied[0]?.violations.map(({ rule }) => rule)).toEqual(['already_entered']);
  });
});
