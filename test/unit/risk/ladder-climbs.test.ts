import { describe, expect, it } from 'vitest';
import type { Account, TradingMode } from '#domain/accounts/account.ts';
import { climbLadder } from '#domain/risk/ladder.ts';
import type { LimitUtilisation, RiskUtilisation } from '#domain/risk/risk-utilisation.ts';
import { anAccount, d } from '../../support/builders.ts';

const DAY = '2026-01-05';

/** Uses of limits of 100, `null` where there is no equity to divide by. */
function utilisation(
  uses: Readonly<Record<string, number | null>>,
  marginRatio: number | null = null,
): RiskUtilisation {
  const limits = Object.entries(uses).map(
    ([rule, used]): LimitUtilisation => ({ rule, used, value: d((used ?? 0) * 100), limit: d(100) }),
  );
  return { limits, marginRatio };
}

function climb(before: Partial<Account>, uses: Parameters<typeof utilisation>[0], margin: number | null = null) {
  return climbLadder(anAccount({ day: DAY, ...before }), utilisation(uses, margin), false);
}

describe('a rung under a mode that is already there', () => {
  type Cause = string | null;
  const table: [string, [TradingMode, Cause], Record<string, number>, number | null, [TradingMode, Cause, number]][] = [
    ['a limit that is no rung', ['NORMAL', null], { max_leverage: 9 }, null, ['NORMAL', null, 0]],
    ['a warning', ['NORMAL', null], { max_drawdown: 0.8 }, null, ['NORMAL', null, 0]],
    ['a warning', ['REDUCE_ONLY', 'max_daily_loss'], { max_drawdown: 0.8 }, null, ['REDUCE_ONLY', 'max_daily_loss', 0]],
    ['a loss in money', ['NORMAL', null], { max_daily_loss: 1 }, null, ['REDUCE_ONLY', 'max_daily_loss', 0]],
    [
      'a loss by both measures',
      ['NORMAL', null],
      { max_daily_loss_pct: 1, max_daily_loss: 1 },
      null,
      ['REDUCE_ONLY', 'max_daily_loss', 0],
    ],
    [
      'the same rung by the other measure',
      ['REDUCE_ONLY', 'max_daily_loss_pct'],
      { max_daily_loss: 1 },
      null,
      ['REDUCE_ONLY', 'max_daily_loss_pct', 0],
    ],
    [
      'the same rung by the drawdown',
      ['PAUSED', 'max_daily_loss'],
      { max_drawdown: 1.25 },
      null,
      ['PAUSED', 'max_drawdown', 0],
    ],
    [
      'a lower rung by the drawdown',
      ['PAUSED', 'max_daily_loss'],
      { max_drawdown: 1 },
      null,
      ['PAUSED', 'max_daily_loss', 0],
    ],
    ['a lower rung', ['PAUSED', 'max_drawdown'], { max_drawdown: 1 }, null, ['PAUSED', 'max_drawdown', 0]],
    [
      'a higher rung by the drawdown',
      ['REDUCE_ONLY', 'margin_ratio'],
      { max_drawdown: 1.25 },
      null,
      ['PAUSED', 'max_drawdown', 0],
    ],
    [
      'a higher rung by the loss',
      ['REDUCE_ONLY', 'max_drawdown'],
      { max_daily_loss: 1.25 },
      null,
      ['PAUSED', 'max_drawdown', 0],
    ],
    ['a margin call', ['NORMAL', null], {}, 0.5, ['REDUCE_ONLY', 'margin_ratio', 0]],
    ['no margin call yet', ['NORMAL', null], {}, 0.49, ['NORMAL', null, 0]],
    [
      'a margin call, which does not end with the day',
      ['REDUCE_ONLY', 'max_daily_loss'],
      {},
      0.5,
      ['REDUCE_ONLY', 'margin_ratio', 0],
    ],
    ['a margin call', ['PAUSED', 'max_drawdown'], {}, 0.5, ['PAUSED', 'max_drawdown', 0]],
    ['a margin call', ['REDUCE_ONLY', 'operator'], {}, 0.5, ['REDUCE_ONLY', 'operator', 0]],
    ['an emergency', ['PAUSED', 'operator'], { max_daily_loss: 1.5 }, null, ['HALTED', 'max_daily_loss', 1]],
    ['a pause', ['REDUCE_ONLY', 'operator'], { max_daily_loss: 1.25 }, null, ['REDUCE_ONLY', 'operator', 0]],
    ['another emergency', ['HALTED', 'max_daily_loss'], { max_drawdown: 1.5 }, null, ['HALTED', 'max_daily_loss', 0]],
  ];
  it.each(table)(
    'Given %s, When the mode was %j, Then mode, cause and halts are as listed',
    (_, [mode, modeCause], uses, margin, expected) => {
      const step = climb({ mode, modeCause }, uses, margin);
      expect([step.mode, step.modeCause, step.haltEpoch]).toEqual(expected);
    },
  );
});

describe('what an operator is told', () => {
  it('Given a warning, Then it says which rule, rung and share, and that nothing was changed', () => {
    expect(climb({}, { max_drawdown: 0.9 }).events).toEqual([
      {
        id: `RiskLimitWarning#max_drawdown#warn#${DAY}`,
        kind: 'RiskLimitWarning',
        severity: 'warning',
        detail: { rule: 'max_drawdown', rung: 'warn', mode: 'NORMAL', value: '90', limit: '100', used: '0.9' },
      },
    ]);
  });

  it('Given a rung without any equity, Then it is critical and says so', () => {
    const [event] = climb({ day: null }, { max_daily_loss: null }).events;
    expect(event).toMatchObject({
      id: 'RiskLimitExceeded#max_daily_loss#emergency_stop#no day',
      kind: 'RiskLimitExceeded',
      severity: 'critical',
      detail: { rung: 'emergency_stop', mode: 'HALTED', used: 'no equity' },
    });
  });

  it('Given a margin call, Then it says at which ratio', () => {
    expect(climb({}, {}, 0.6).events).toMatchObject([
      {
        kind: 'MarginCallWarning',
        detail: { rule: 'margin_ratio', mode: 'REDUCE_ONLY', ratio: '0.6', limit: '0.5' },
      },
    ]);
  });

  it('Given a mode that ends with the day, Then it says what was cleared', () => {
    const account = anAccount({ day: DAY, mode: 'PAUSED', modeCause: 'max_daily_loss' });
    expect(climbLadder(account, utilisation({}), true).events).toEqual([
      {
        id: `RiskLimitCleared#max_daily_loss#PAUSED#${DAY}`,
        kind: 'RiskLimitCleared',
        severity: 'info',
        detail: { rule: 'max_daily_loss', mode: 'NORMAL', before: 'PAUSED' },
      },
    ]);
  });
});
