import { describe, expect, it } from 'vitest';
import { applyVenueFill } from '#application/tracking/apply-venue-fill.ts';
import { seriesOf } from '#domain/shared/bar-series.ts';
import { DAY, MINUTE } from '#domain/shared/instant.ts';
import { phasesOf } from '#domain/simulation/phases.ts';
import { NO_EXITS } from '#domain/trading/exit-rules.ts';
import { barsOf, d, NO_LIMITS, SYMBOL } from '../../support/builders.ts';
import {
  aDeskAfter,
  aScript,
  aStartedDesk,
  aVenueFill,
  BUY,
  deliverOne,
  held,
  runAll,
  runUnconsumed,
  SELL,
  working,
} from '../../support/exit-desk.ts';
import { aPlan, type PaperDesk, SIZING } from '../../support/paper-desk.ts';
import { scripted } from '../../support/scripted-strategy.ts';

async function modeOf(desk: PaperDesk) {
  const account = (await desk.ledger.readAccount())?.account;
  return [account?.mode, account?.modeCause];
}

describe('entries that work when a restriction comes', () => {
  const OTHER = 'BBB/USD';
  const strategies = [
    { name: 'a', fingerprint: 'a', symbols: [SYMBOL], running: scripted([BUY]) },
    { name: 'b', fingerprint: 'b', symbols: [OTHER], running: scripted([{ action: 'BUY', limit: 0.05 }]) },
  ];

  /** Holds one symbol, which falls by 4 %, and waits with a limit for another, which would reach it two bars later. */
  async function aFallingDesk(limit: string | null): Promise<PaperDesk> {
    const limits = { ...NO_LIMITS, max_drawdown: limit === null ? null : d(limit) };
    const exits = { ...NO_EXITS, stopLossPct: d('0.1') };
    const sizing = { ...SIZING, positionSizePct: d('0.45') };
    const bars = [...barsOf([100, 100, 96, 96, 96]), ...barsOf([100, 100, 100, 100, 90], OTHER)];
    const plan = aPlan({ symbols: [SYMBOL, OTHER], strategies, limits, exits, sizing });
    const [desk, phases] = await aStartedDesk(plan, bars);
    await runAll(desk, phases.slice(0, 4));
    expect(await working(desk)).toEqual(expect.arrayContaining(['buy 47.3684 entry', 'sell 45 protection']));
    await runAll(desk, phases.slice(4));
    return desk;
  }

  it.each([
    ['REDUCE_ONLY', '0.0184', 'max_drawdown'],
    ['PAUSED', '0.0144', 'max_drawdown'],
    ['HALTED', '0.01', 'max_drawdown'],
  ])('Given %s, Then they are cancelled and the protection stays', async (mode, limit, cause) => {
    const desk = await aFallingDesk(limit);
    expect(await modeOf(desk)).toEqual([mode, cause]);
    expect(await working(desk)).toEqual(['sell 45 protection']);
    const { orders } = await desk.records();
    const entry = orders.find(({ intent }) => intent.symbol === OTHER);
    expect([entry?.state, entry?.filledQuantity.toFixed()]).toEqual(['CANCELLED', '0']);
    expect((await desk.ledger.readAccount())?.account.reserved.toFixed()).toBe('0');
  });

  it('Given NORMAL, Then they go on working, and fill', async () => {
    const desk = await aFallingDesk(null);
    expect(await modeOf(desk)).toEqual(['NORMAL', null]);
    expect(await held(desk, OTHER)).toBe('47.3684');
  });
});

describe('an external fill under a restriction that ends with the day', () => {
  it.each([
    ['a fill that nobody explains', true, ['REDUCE_ONLY', 'external fill']],
    ['no such fill', false, ['NORMAL', null]],
  ])('Given %s, When a new day begins, Then the mode is as it must be', async (_, isThere, expected) => {
    const plan = aScript([BUY], { limits: { ...NO_LIMITS, max_daily_loss_pct: d('0.04') }, exits: NO_EXITS });
    const bars = barsOf([100, 100, 100, 95.5, 95.5]).map((bar, index) =>
      index < 4 ? bar : { ...bar, openTime: bar.openTime + DAY, closeTime: bar.closeTime + DAY },
    );
    const [desk] = await aStartedDesk(plan, bars);
    const phases = [...phasesOf(seriesOf(bars, MINUTE))];
    await runAll(desk, phases.slice(0, 8));
    expect(await modeOf(desk)).toEqual(['REDUCE_ONLY', 'max_daily_loss_pct']);
    if (isThere) await applyVenueFill(desk, aVenueFill('x1', 1, { price: d(95) }));
    await runAll(desk, phases.slice(8));
    expect(await modeOf(desk)).toEqual(expected);
  });
});

describe('a session that stops', () => {
  const statusOf = async (desk: PaperDesk) => (await desk.ledger.readSession(desk.sessionId))?.status;

  it.each([
    ['while its entry works', 2],
    ['when its entry has just filled', 3],
  ])('Given a stop %s, Then it ends only when the position is protected', async (_, count) => {
    const [desk, phases] = await aDeskAfter(count, aScript([BUY]));
    await desk.stop();
    const seen = [`${await statusOf(desk)} ${await working(desk)}`];
    for (const phase of phases.slice(0, 4)) {
      await desk.run(phase);
      seen.push(`${await statusOf(desk)} ${await working(desk)}`);
    }
    const waiting = [...(count === 2 ? ['STOPPING buy 95 entry'] : []), 'STOPPING ', 'STOPPING sell 95 protection'];
    const ended = 'STOPPED sell 95 protection';
    expect(seen).toEqual([...waiting, ...Array<string>(5 - waiting.length).fill(ended)]);
  });

  it('Given a stop between the cancel of the protection and the exit, Then the exit is still carried out', async () => {
    const [desk, phases] = await aDeskAfter(5, aScript([BUY, null, SELL]));
    const rest = await runUnconsumed(desk, phases);
    await deliverOne(desk);
    await desk.stop();
    expect([await statusOf(desk), await working(desk)]).toEqual(['STOPPING', []]);
    await desk.consume();
    await runAll(desk, rest.slice(0, 2));
    expect([await statusOf(desk), await held(desk), await working(desk)]).toEqual(['STOPPED', '0', []]);
  });
});
