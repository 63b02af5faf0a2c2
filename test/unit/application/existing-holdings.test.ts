import '../../simulation/quiet.ts';
import { describe, expect, it } from 'vitest';
import { EXISTING_POLICIES, type ExistingPolicy } from '#domain/sessions/existing.ts';
import { DAY, MINUTE } from '#domain/shared/instant.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { BeforeDesk, ORDER, type Standing } from '../../support/before-desk.ts';
import { d, SYMBOL } from '../../support/builders.ts';
import { unlessDead } from '../../support/faulty.ts';
import { VENUE } from '../../support/paper-desk.ts';
import { OTHER, ReconcileDesk } from '../../support/reconcile-desk.ts';
import { aSplit, OPEN, SHARE, ToldSplits } from '../../support/split-desk.ts';

const SHORTS = { maxLeverage: d(2), maintenanceRate: d('0.05'), fundingRate: d(0), allowShort: true };

function aDesk(existing: ExistingPolicy, standing: Standing, changes: Partial<TradingPlan> = {}) {
  return new BeforeDesk(existing, standing, changes);
}

describe('what stands at the broker before the first session', () => {
  describe('refused, as is the default', () => {
    it.each([
      ['a position', { held: { [SYMBOL]: '5' } }, `5 ${SYMBOL}`],
      ['a short one', { held: { [SYMBOL]: '-5' } }, `-5 ${SYMBOL}`],
      ['an order', { orders: [ORDER] }, `an order of ${SYMBOL}`],
      [
        'both, of two symbols',
        { held: { [SYMBOL]: '5', [OTHER]: '2' }, orders: [ORDER, { ...ORDER, brokerOrderId: 'v2' }] },
        `5 ${SYMBOL} and 2 orders of ${SYMBOL}; 2 ${OTHER}`,
      ],
    ])(
      'Given %s, Then the start is refused, names it, and has changed nothing',
      async (_, standing: Standing, text) => {
        const desk = aDesk('refuse', standing);
        const outcome = await desk.start();
        expect(outcome).toMatchObject({ kind: 'conflict' });
        expect(outcome).toHaveProperty('reason', expect.stringContaining(`has ${text}, expected nothing`));
        expect([await desk.desk.ledger.readAccount(), desk.twin.open.length]).toEqual([
          null,
          standing.orders?.length ?? 0,
        ]);
        expect(await desk.events()).toEqual([]);
      },
    );

    it("Given less than a lot, or a symbol that is not asked for, Then it is nobody's business", async () => {
      const dust = aDesk('refuse', { held: { [SYMBOL]: '0.0000001' } });
      expect(await dust.start()).toMatchObject({ kind: 'started', session: { status: 'RUNNING' } });
      const other = aDesk('refuse', { held: { [OTHER]: '3' } });
      expect(await other.start([SYMBOL])).toMatchObject({ kind: 'started', session: { symbols: [SYMBOL] } });
    });
  });

  it('Given orders in symbols that are to be adopted, When a dry run is to start, Then it is refused, and they go on working; a position alone is no matter', async () => {
    const desk = aDesk('adopt', { held: { [SYMBOL]: '5' }, orders: [ORDER] }, { dryRun: true });
    expect(await desk.start()).toMatchObject({
      kind: 'conflict',
      reason: expect.stringContaining('a dry run cancels nothing'),
    });
    expect(desk.twin.open).toEqual([ORDER]);
    expect(await desk.events()).toEqual([]);
    const held = aDesk('adopt', { held: { [SYMBOL]: '5' } }, { dryRun: true });
    expect(await held.start()).toMatchObject({ kind: 'started', session: { dryRun: true } });
  });

  describe('ignored', () => {
    it('Then the session leaves its symbols alone, says so, and no reconciliation minds', async () => {
      const desk = aDesk('ignore', { held: { [SYMBOL]: '5' }, orders: [ORDER] });
      expect(await desk.start()).toMatchObject({
        kind: 'started',
        session: { status: 'RUNNING', symbols: [OTHER], adopts: [] },
      });
      expect(await desk.events()).toEqual(['ExistingIgnored']);
      for (const mode of ['AUTO_ADJUST', 'HALT_ON_MISMATCH'] as const) {
        const reconciler = new ReconcileDesk(desk.desk, desk.twin, '');
        expect(await reconciler.reconcile(mode)).toMatchObject({ outcome: 'agreed', drifts: [] });
      }
      expect(desk.twin.open).toEqual([ORDER]);
      expect((await desk.desk.ledger.readAccount())?.positions.size).toBe(0);
    });

    it('Given something in each symbol, Then nothing is left to trade, and the start is refused', async () => {
      const desk = aDesk('ignore', { held: { [SYMBOL]: '5' }, orders: [{ ...ORDER, symbol: OTHER }] });
      expect(await desk.start()).toMatchObject({
        kind: 'conflict',
        reason: expect.stringContaining('no symbol is left'),
      });
      expect(await desk.desk.ledger.readAccount()).toBeNull();
    });
  });

  describe('adopted', () => {
    it.each([
      ['5', 10_000],
      ['-5', 10_500],
    ])(
      "Given %s, Then it is the session's at the last price, cash is the broker's, and nothing is profit",
      async (quantity, cash) => {
        const desk = aDesk('adopt', { cash, held: { [SYMBOL]: quantity } }, { venue: { ...VENUE, margin: SHORTS } });
        expect(await desk.start()).toMatchObject({ kind: 'started', session: { status: 'STARTING' } });
        const { latest, view } = await desk.settle();
        expect([latest?.outcome, view?.session?.status]).toEqual(['agreed', 'RUNNING']);
        const position = view?.positions.get(SYMBOL);
        expect([position?.quantity.toFixed(), position?.cost.toFixed()]).toEqual([
          quantity,
          String(Number(quantity) * 100),
        ]);
        const account = view?.account;
        expect(account?.cash.toFixed()).toBe(String(cash));
        const worth = String(cash + Number(quantity) * 100);
        expect([account?.equity, account?.peak, account?.dayStartEquity].map((one) => one?.toFixed())).toEqual([
          worth,
          worth,
          worth,
        ]);
        expect(account?.realizedPnl.toFixed()).toBe('0');
        const [fill] = await desk.desk.ledger.listFills(null);
        expect(fill?.provenance).toEqual({ kind: 'adopted', reconciliationId: null, of: null });
        expect(await desk.events()).toEqual(['HoldingAdopted', 'ReconciliationCompleted']);
      },
    );

    it('Given an order that works, Then it is cancelled first, which is told', async () => {
      const desk = aDesk('adopt', { held: { [SYMBOL]: '5' }, orders: [ORDER] });
      await desk.start();
      const { view } = await desk.settle();
      expect([desk.twin.open, view?.session?.status, view?.positions.get(SYMBOL)?.quantity.toFixed()]).toEqual([
        [],
        'RUNNING',
        '5',
      ]);
      expect(await desk.events()).toEqual(['ExistingOrdersCancelled', 'HoldingAdopted', 'ReconciliationCompleted']);
    });

    it('Given two, Then their entries come before whatever the venue fills', async () => {
      const desk = aDesk('adopt', { held: { [SYMBOL]: '5', [OTHER]: '2' } });
      await desk.start();
      const sequences = (await desk.desk.ledger.listFills(null)).map(({ sequence }) => sequence);
      const venues = ['000000000001', '2031-04-06T14:30:00.000000000#1', 'a-trade'];
      expect([...venues, ...sequences].sort().slice(0, 2)).toEqual(sequences);
      expect(new Set(sequences).size).toBe(2);
    });

    it('Given the order fills before its cancel, Then what is left is adopted', async () => {
      const desk = aDesk('adopt', { held: { [SYMBOL]: '5', [OTHER]: '1' }, orders: [ORDER] });
      desk.twin.whenCancelled = () => {
        desk.twin.hold(SYMBOL, d(-5));
        desk.twin.cash = desk.twin.cash.plus(500);
      };
      await desk.start();
      const { latest, view } = await desk.settle();
      expect([latest?.outcome, view?.session?.status, view?.account.cash.toFixed()]).toEqual([
        'agreed',
        'RUNNING',
        '10500',
      ]);
      expect([...(view?.positions.keys() ?? [])]).toEqual([OTHER]);
    });

    it('Given the broker is slow to cancel, Then the start is refused until the order is gone', async () => {
      const desk = aDesk('adopt', { held: { [SYMBOL]: '5' }, orders: [ORDER] });
      desk.desk.broker = new Proxy(desk.desk.broker, {
        get: (target, name) =>
          name === 'cancelOrder' ? async () => ({ kind: 'requested' }) : Reflect.get(target, name),
      });
      expect(await desk.start()).toMatchObject({ kind: 'conflict', reason: expect.stringContaining('v-before') });
      expect(await desk.desk.ledger.readAccount()).toBeNull();
      desk.twin.open.length = 0;
      expect(await desk.start()).toMatchObject({ kind: 'started' });
      expect(await desk.events()).toEqual(['ExistingOrdersCancelled', 'HoldingAdopted']);
    });

    it('Given shares that are split today, Then the start is refused: nobody knows which shares and prices these are', async () => {
      const one = new BeforeDesk('adopt', { held: { [SHARE]: '40' } }, { symbols: [SHARE] });
      const source = new ToldSplits();
      source.told.push(aSplit(4, 1));
      one.desk.splits = source;
      one.desk.now = OPEN - 60 * MINUTE;
      expect(await one.start()).toMatchObject({
        kind: 'conflict',
        reason: expect.stringContaining('adopt ACME tomorrow'),
      });
      one.desk.now = OPEN + DAY;
      expect(await one.start()).toMatchObject({ kind: 'started' });
    });

    it('Given no price of it is known, Then the start is refused', async () => {
      const desk = aDesk('adopt', { held: { [SYMBOL]: '5' } });
      desk.desk.marketData = { ...desk.desk.marketData, getLatestPrice: async () => null };
      expect(await desk.start()).toMatchObject({
        kind: 'conflict',
        reason: expect.stringContaining(`price of ${SYMBOL}`),
      });
      expect(await desk.desk.ledger.readAccount()).toBeNull();
    });

    it.each(['the same request', 'the monitor'])(
      'Given it dies at any call, When %s goes on, Then the end is the undisturbed one',
      async (by) => {
        const undisturbed = aDesk('adopt', { held: { [SYMBOL]: '5', [OTHER]: '2' }, orders: [ORDER] });
        undisturbed.desk.points.arm(null);
        await undisturbed.start();
        const calls = undisturbed.desk.points.calls.length;
        expect(calls).toBeGreaterThan(20);
        const expected = await endOf(undisturbed);
        let begun = 0;
        for (let point = 0; point < calls * 2; point += 1) {
          const desk = aDesk('adopt', { held: { [SYMBOL]: '5', [OTHER]: '2' }, orders: [ORDER] });
          desk.desk.points.arm(point);
          expect(await unlessDead(desk.start())).toBeNull();
          desk.desk.points.arm(null);
          const left = (await desk.desk.ledger.readAccount())?.session ?? null;
          if (by === 'the same request') await desk.start();
          else await desk.tick();
          if (left === null && by === 'the monitor') continue;
          begun += 1;
          expect([point, await endOf(desk)]).toEqual([point, expected]);
        }
        expect(begun).toBeGreaterThan(10);
      },
      60_000,
    );
  });
});

describe('what comes to stand in a symbol of a session that runs', () => {
  it.each(EXISTING_POLICIES)("Given %s, Then it is the reconciliation's to judge", async (existing) => {
    const desk = aDesk(existing, {});
    await desk.start();
    desk.twin.hold(SYMBOL, d(5));
    const { drifts } = await new ReconcileDesk(desk.desk, desk.twin, '').reconcile('WARN_ONLY');
    expect(drifts.map(({ kind, symbol }) => [kind, symbol])).toEqual([['unknown_position', SYMBOL]]);
    expect((await desk.desk.ledger.readAccount())?.positions.size).toBe(0);
  });
});

async function endOf(desk: BeforeDesk) {
  const { latest, view } = await desk.settle();
  const positions = [...(view?.positions.values() ?? [])].map(({ cost, quantity, symbol }) => [
    symbol,
    quantity.toFixed(),
    cost.toFixed(),
  ]);
  const { account } = view ?? {};
  return {
    outcome: latest?.outcome,
    status: view?.session?.status,
    cash: account?.cash.toFixed(),
    equity: account?.equity.toFixed(),
    peak: account?.peak.toFixed(),
    fills: (await desk.desk.ledger.listFills(null)).length,
    events: await desk.events(),
    positions,
    open: desk.twin.open.length,
  };
}
