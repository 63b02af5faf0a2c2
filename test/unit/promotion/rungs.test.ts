import { describe, expect, it } from 'vitest';
import { promotionRules } from '#application/promotion/promotion-rules.ts';
import type { Evidence } from '#domain/promotion/evidence.ts';
import { missingFor } from '#domain/promotion/judge-promotion.ts';
import { RUNGS, type Rung } from '#domain/promotion/rung.ts';
import { configOf, LIVE, NOON, PAPER, SMALL, TESTNET } from '../../support/promotion-desk.ts';

describe('the rung of a configuration', () => {
  const real = { ...LIVE, broker: 'alpaca' };
  it.each<[what: string, changes: object, rung: Rung, minDays: number]>([
    ['the simulated broker', PAPER, 'paper', 0],
    ['a broker’s paper account', { ...TESTNET, broker: 'alpaca' }, 'testnet', 0],
    ['a test network', TESTNET, 'testnet', 0],
    ['real money, at most a tenth of it in positions', SMALL, 'small_live', 5],
    ['real money, less than a tenth', { ...real, risk: { max_portfolio_exposure: '0.05' } }, 'small_live', 5],
    ['real money, a little more than a tenth', { ...real, risk: { max_portfolio_exposure: '0.1001' } }, 'live', 5],
    ['real money under a profile', LIVE, 'live', 5],
    ['real money without a limit', { ...real, risk: { profile: 'none' } }, 'live', 5],
    ['real money without this one limit', { ...real, risk: { max_portfolio_exposure: null } }, 'live', 5],
    ['a section without a word', { ...LIVE, promotion: {} }, 'live', 5],
    ['days that are asked for', { ...TESTNET, promotion: { min_days: 7 } }, 'testnet', 7],
    ['a gate that is switched off', { ...LIVE, promotion: { min_days: 0 } }, 'live', 0],
  ])('Given %s, Then its rung, and what it asks of the one below, are told', (_, changes, rung, minDays) => {
    expect(promotionRules(configOf(changes))).toEqual({ rung, minDays });
  });
});

describe('what a rung asks for', () => {
  const shown = (rung: Rung, changes: Partial<Evidence> = {}): Evidence => ({
    environment: 'there',
    account: 'theirs',
    rung,
    strategy: 'trend',
    fingerprint: 'f',
    days: 3,
    lastDay: '2026-03-18',
    unresolved: null,
    at: NOON,
    ...changes,
  });
  const missing = (rung: Rung, evidence: readonly Evidence[], minDays = 3) =>
    missingFor({ rung, minDays }, [{ name: 'trend', fingerprint: 'f' }], evidence, NOON);

  const table = RUNGS.flatMap((rung) => RUNGS.map((on) => [rung, on] as const));
  it.each(table)(
    'Given enough days, When %s is asked with those of %s, Then one rung is climbed at a time',
    (rung, on) => {
      const isEnough = rung === 'paper' || RUNGS.indexOf(on) >= RUNGS.indexOf(rung) - 1;
      expect(missing(rung, [shown(on)]).length === 0).toBe(isEnough);
    },
  );

  it.each<[what: string, evidence: readonly Evidence[], lack: string]>([
    ['nothing', [], '0 of 3 days on testnet'],
    ['a day too few', [shown('testnet', { days: 2 })], '2 of 3 days on testnet (there/theirs)'],
    ['other parameters', [shown('testnet', { fingerprint: 'g' })], '0 of 3 days on testnet'],
    ['a rung too low', [shown('paper')], '0 of 3 days on testnet'],
    ['days long ago', [shown('testnet', { lastDay: '2026-02-02' })], '0 of 3 days on testnet'],
    ['no last day', [shown('testnet', { lastDay: null })], '0 of 3 days on testnet'],
    [
      'something unresolved',
      [shown('testnet', { unresolved: 'reconciliation x ended drift' })],
      '3 of 3 days on testnet (there/theirs), and reconciliation x ended drift',
    ],
    ['days of two accounts', [shown('testnet', { days: 2 }), shown('live', { days: 1 })], '2 of 3 days on testnet'],
  ])('Given %s, Then it is missing, and told', (_, evidence, lack) => {
    expect(missing('small_live', evidence)).toEqual([expect.stringContaining(`trend: ${lack}`)]);
  });

  it('Given the last day that still counts, Then it does', () => {
    expect(missing('small_live', [shown('testnet', { lastDay: '2026-02-03' })])).toEqual([]);
  });

  it('Given two strategies of which one has shown enough, Then the other is missing', () => {
    const two = [
      { name: 'trend', fingerprint: 'f' },
      { name: 'other', fingerprint: 'g' },
    ];
    const found = missingFor({ rung: 'testnet', minDays: 3 }, two, [shown('paper')], NOON);
    expect(found).toEqual([expect.stringContaining('other: 0 of 3 days on paper')]);
  });

  it('Given a gate that is switched off, Then nothing is missing anywhere', () => {
    expect(RUNGS.flatMap((rung) => missing(rung, [], 0))).toEqual([]);
  });
});
