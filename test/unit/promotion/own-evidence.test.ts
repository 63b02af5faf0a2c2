import { describe, expect, it } from 'vitest';
import { DAY } from '#domain/shared/instant.ts';
import {
  daysAgo,
  LIVE,
  NOON,
  PAPER,
  PromotionDesk,
  SMALL,
  strategyWith,
  TESTNET,
  TODAY,
} from '../../support/promotion-desk.ts';

type Write = (desk: PromotionDesk) => Promise<unknown>;

/** What the environment says of itself. */
async function shownBy(changes: object, write: Write) {
  const desk = new PromotionDesk(changes);
  await write(desk);
  return (await desk.get('/promotion')).evidence;
}

describe('what an account has shown', () => {
  it('Given a session at paper, Then its days that are over count, without a reconciliation', async () => {
    const evidence = await shownBy(PAPER, (desk) => desk.ran(daysAgo(3), null));
    expect(evidence).toEqual([
      {
        environment: 'paper',
        account: 'paper',
        rung: 'paper',
        strategy: 'trend',
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        days: 3,
        lastDay: '2026-03-19',
        unresolved: null,
        at: '2026-03-20T12:00:00Z',
      },
    ]);
  });

  it('Given a dry run, Then it has shown nothing, and its days count for no other', async () => {
    expect(await shownBy(PAPER, (desk) => desk.ran(daysAgo(3), null, { dryRun: true }))).toEqual([]);
    const both = await shownBy(PAPER, async (desk) => {
      await desk.ran(daysAgo(6), daysAgo(3), { dryRun: true });
      await desk.ran(daysAgo(2), null);
    });
    expect(both).toMatchObject([{ days: 2 }]);
  });

  it('Given no session, or one of today, Then nothing is shown', async () => {
    expect(await shownBy(PAPER, async () => {})).toEqual([]);
    expect(await shownBy(PAPER, (desk) => desk.ran(TODAY, null))).toMatchObject([{ days: 0, lastDay: null }]);
  });

  it.each<[what: string, days: number, write: Write]>([
    ['agreement each day', 3, (desk) => desk.agreedDaily(3, 1)],
    ['no reconciliation at all', 0, async () => {}],
    ['none on the last day', 0, (desk) => desk.agreedDaily(3, 2)],
    ['none on the day before', 1, async (desk) => [await desk.agreedDaily(3, 3), await desk.agreedDaily(1, 1)]],
    [
      'one that was not answered',
      0,
      async (desk) => [await desk.agreedDaily(3, 2), await desk.reconciled(daysAgo(1), 'unanswered')],
    ],
    [
      'drift that was resolved the same day',
      3,
      async (desk) => {
        await desk.agreedDaily(3, 1);
        await desk.reconciled(daysAgo(1) + 1_000, 'drift');
        await desk.reconciled(daysAgo(1) + 2_000, 'resolved');
      },
    ],
    [
      'drift at the end of the day before',
      1,
      async (desk) => {
        await desk.agreedDaily(3, 1);
        await desk.reconciled(daysAgo(2) + 1_000, 'halted');
      },
    ],
    [
      'drift at the end of the last day',
      0,
      async (desk) => {
        await desk.agreedDaily(3, 0);
        await desk.reconciled(daysAgo(1) + 1_000, 'drift');
      },
    ],
  ])('Given a session at a test network and %s, Then %i days count', async (_, days, write) => {
    const evidence = await shownBy(TESTNET, async (desk) => {
      await desk.ran(daysAgo(3), null);
      await write(desk);
    });
    expect(evidence).toMatchObject([{ rung: 'testnet', days, unresolved: null }]);
  });

  it.each<[what: string, unresolved: string, write: Write]>([
    ['drift was found today', 'ended drift', (desk) => desk.reconciled(NOON - 1, 'drift')],
    ['trading halted over it', 'ended halted', (desk) => desk.reconciled(NOON - 1, 'halted')],
    ['an operator is asked', 'is waiting', (desk) => desk.reconciled(NOON - 1, null, 'waiting')],
    ['what was approved is being declared', 'is adjusting', (desk) => desk.reconciled(NOON - 1, null, 'adjusting')],
  ])('Given enough days and that %s, Then that is unresolved', async (_, unresolved, write) => {
    const evidence = await shownBy(TESTNET, async (desk) => {
      await desk.ran(daysAgo(3), null);
      await desk.agreedDaily(3, 1);
      await write(desk);
    });
    expect(evidence).toMatchObject([{ days: 3, unresolved: expect.stringContaining(unresolved) }]);
  });

  it('Given drift at paper that nobody has looked at since, Then no later day counts', async () => {
    const evidence = await shownBy(PAPER, async (desk) => {
      await desk.ran(daysAgo(5), null);
      await desk.reconciled(daysAgo(70), 'drift');
    });
    expect(evidence).toMatchObject([{ days: 0, unresolved: expect.stringContaining('ended drift') }]);
  });

  it('Given days on which nothing ran, Then they are passed over', async () => {
    const evidence = await shownBy(PAPER, async (desk) => {
      await desk.ran(daysAgo(9), daysAgo(8));
      await desk.ran(daysAgo(4), daysAgo(4) + 1);
    });
    expect(evidence).toMatchObject([{ days: 3, lastDay: '2026-03-16' }]);
  });

  it('Given days of more than 45 days ago, Then they are forgotten', async () => {
    const evidence = await shownBy(PAPER, (desk) => desk.ran(daysAgo(200), null));
    expect(evidence).toMatchObject([{ days: 45 }]);
    expect(await shownBy(PAPER, (desk) => desk.ran(daysAgo(200), daysAgo(46)))).toEqual([]);
  });

  it('Given a session that fell into ERROR, Then the days in it do not count, and those after its restart do', async () => {
    const failed = await shownBy(PAPER, async (desk) => {
      const { id } = await desk.ran(daysAgo(6), null);
      await desk.told(id, 'SessionFailed', daysAgo(5), { fault: 'strategy' });
    });
    expect(failed).toMatchObject([{ days: 2, lastDay: '2026-03-15' }]);
    const restarted = await shownBy(PAPER, async (desk) => {
      const { id } = await desk.ran(daysAgo(6), null);
      await desk.told(id, 'SessionFailed', daysAgo(5), { fault: 'market_data' });
      await desk.told(id, 'SessionRestarted', daysAgo(2));
    });
    expect(restarted).toMatchObject([{ days: 4, lastDay: '2026-03-19' }]);
  });

  it('Given a session that never got past its first reconciliation, Then it has shown nothing', async () => {
    const evidence = await shownBy(TESTNET, async (desk) => {
      await desk.agreedDaily(6, 1);
      const { id } = await desk.ran(daysAgo(6), daysAgo(1));
      await desk.told(id, 'SessionFailed', daysAgo(6) + 60_000, { fault: 'reconciliation' });
      await desk.ran(daysAgo(1), null, { status: 'STARTING' });
    });
    expect(evidence).toMatchObject([{ days: 0 }]);
  });

  it('Given sessions with other parameters, or of another rung, Then each shows what it has run', async () => {
    const evidence = await shownBy(LIVE, async (desk) => {
      await desk.agreedDaily(9, 1);
      await desk.ran(daysAgo(9), daysAgo(7), { of: SMALL });
      await desk.ran(daysAgo(6), daysAgo(3), { of: { ...SMALL, strategies: [strategyWith({ fast: 5, slow: 20 })] } });
      await desk.ran(daysAgo(2), null);
    });
    const told = evidence.map(({ rung, days }: { rung: string; days: number }) => [rung, days]).sort();
    expect(told).toEqual([
      ['live', 2],
      ['small_live', 3],
      ['small_live', 4],
    ]);
    expect(new Set(evidence.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(2);
  });

  it('Given a session of one strategy of two, Then the other has shown nothing', async () => {
    const two = { strategies: [strategyWith({ fast: 5, slow: 20 }, 'a'), strategyWith({ fast: 6, slow: 20 }, 'b')] };
    const evidence = await shownBy({ ...PAPER, ...two }, (desk) => desk.ran(daysAgo(2), null, { strategies: ['a'] }));
    expect(evidence).toMatchObject([{ strategy: 'a', days: 2 }]);
  });

  it('Given a session whose configuration nobody can read any more, Then it has shown nothing', async () => {
    const unreadable = ['{}', 'no JSON', '{"strategies":[{"name":"x","policy":"gone"}]}'];
    for (const config of unreadable)
      expect(await shownBy(PAPER, (desk) => desk.ran(daysAgo(2), NOON + DAY, { config, configHash: config }))).toEqual(
        [],
      );
  });
});
