import { describe, expect, it } from 'vitest';
import { acceptSignal } from '#application/signals/accept-signal.ts';
import { type Bar, barNumbers } from '#domain/shared/bar.ts';
import { DAY, MINUTE, SECOND } from '#domain/shared/instant.ts';
import type { RunningStrategy } from '#domain/strategies/strategy.ts';
import { d, NO_LIMITS } from '../../../support/builders.ts';
import { scripted } from '../../../support/scripted-strategy.ts';
import { aSplit, MIDNIGHT, OPEN, SHARE, SplitDesk } from '../../../support/split-desk.ts';

const FIRST_TICK = MIDNIGHT + 30 * SECOND;

/** Keeps the closes that it has seen, and sells when the last one is a fifth below the one before. */
const REMEMBERS: RunningStrategy<unknown> = {
  warmup: 2,
  initial: [],
  step: (state, bar) => {
    const closes = [...(state as readonly number[]), bar.close];
    const [before, last] = closes.slice(-2);
    const isFallen = before !== undefined && last !== undefined && last < before * 0.8;
    return { state: closes, signals: isFallen ? [{ action: 'SELL', ranking: 50, reason: 'it has fallen' }] : [] };
  },
};

async function aDesk(quantity = 10): Promise<SplitDesk> {
  const strategies = [{ name: 'remembers', fingerprint: 'r', symbols: [SHARE], running: REMEMBERS }];
  const desk = await SplitDesk.holding(quantity, [], { strategies });
  expect(await stateOf(desk)).toEqual([100, 100]);
  return desk;
}

async function stateOf(desk: SplitDesk): Promise<unknown> {
  return (await desk.desk.ledger.readAccount())?.strategyStates[0]?.state;
}

function inNewShares({ symbol, openTime, closeTime }: Bar, price: number): Bar {
  const decimals = { open: d(price), high: d(price), low: d(price), close: d(price), volume: d(1_000) };
  return { symbol, openTime, closeTime, ...barNumbers(decimals) };
}

/** As the service tells its bars from then on. */
function adjust(desk: SplitDesk, price: number): void {
  for (const [index, bar] of desk.bars.entries()) desk.bars[index] = inNewShares(bar, price);
}

async function signals(desk: SplitDesk) {
  return (await desk.desk.ledger.listSignals()).map(({ action }) => action);
}

describe('strategies on shares that are split', () => {
  it.each([10, 0])(
    'Given %d shares, When they are split, Then what was learnt of old ones is learnt anew, and nothing is signalled',
    async (held) => {
      const desk = await aDesk(held);
      desk.source.told.push(aSplit(4, 1));
      adjust(desk, 25);
      await desk.tickAt(FIRST_TICK);
      desk.addBar(OPEN, 25);
      await desk.tickAt(OPEN + MINUTE);
      expect(await stateOf(desk)).toEqual([25, 25, 25]);
      expect(await signals(desk)).toEqual([]);
      expect(await desk.events()).toEqual(['SplitApplied']);
      desk.addBar(OPEN + MINUTE, 19);
      await desk.tickAt(OPEN + 2 * MINUTE);
      expect(await signals(desk)).toEqual(['SELL']);
    },
  );

  it('Given no word of the split, Then the same bar is a signal', async () => {
    const desk = await aDesk();
    desk.addBar(OPEN, 25);
    await desk.tickAt(OPEN + MINUTE);
    expect(await signals(desk)).toEqual(['SELL']);
  });

  it('Given history that is told in old shares still, Then nothing is decided, by the opening it is a failure, and the new bars mark all the same', async () => {
    const desk = await aDesk();
    desk.source.told.push(aSplit(4, 1));
    desk.source.isAdjusted = false;
    await desk.tickAt(FIRST_TICK);
    expect(await stateOf(desk)).toEqual([100, 100]);
    desk.addBar(OPEN, 24);
    desk.desk.now = OPEN + MINUTE;
    await desk.desk.monitor();
    await expect(desk.generate()).rejects.toThrow('bars of ACME of before 2026-01-06 are not told in new shares');
    expect((await desk.position()).mark?.toFixed()).toBe('24');
    expect((await desk.position()).quantity.toFixed()).toBe('40');
    desk.source.isAdjusted = true;
    for (const [index, bar] of desk.bars.entries())
      if (bar.openTime < MIDNIGHT) desk.bars[index] = inNewShares(bar, 25);
    await desk.generate();
    expect(await stateOf(desk)).toEqual([25, 25, 24]);
    expect((await desk.position()).splits.notes.get(SHARE)?.isInHistory).toBe(true);
    expect(await signals(desk)).toEqual([]);
  });

  it('Given such history of a share that is held, Then what is signalled on others is decided all the same', async () => {
    const strategies = [
      { name: 'remembers', fingerprint: 'r', symbols: [SHARE], running: REMEMBERS },
      { name: 'other', fingerprint: 'o', symbols: ['OTHR'], running: scripted([{ action: 'BUY' }]) },
    ];
    const limits = { ...NO_LIMITS, max_correlation: d('0.9'), correlation_window: 1_000 };
    const desk = await SplitDesk.holding(10, [], { strategies, symbols: [SHARE, 'OTHR'], limits });
    desk.source.told.push(aSplit(4, 1));
    desk.source.isAdjusted = false;
    await desk.tickAt(FIRST_TICK);
    desk.addBar(OPEN, 25);
    const bar = desk.bars.at(-1);
    if (bar !== undefined) desk.bars.push({ ...bar, symbol: 'OTHR' });
    desk.desk.now = OPEN + MINUTE;
    await expect(desk.generate()).rejects.toThrow('not told in new shares');
    expect(await signals(desk)).toEqual(['BUY']);
  });

  it('Given bars of before the split that come after it in old shares, Then they mark nothing', async () => {
    const desk = await aDesk();
    desk.source.told.push(aSplit(4, 1));
    desk.source.isAdjusted = false;
    desk.addBar(MIDNIGHT - DAY / 2, 100);
    await desk.tickAt(FIRST_TICK);
    expect((await desk.position()).mark?.toFixed()).toBe('25');
  });

  it('Given a signal from outside on a day whose splits are not known, Then an entry waits and an exit does not', async () => {
    const desk = await aDesk();
    desk.desk.now = FIRST_TICK;
    const { clock, ledger, marketData, orders: queue, plan, splits } = desk.desk;
    const deps = { clock, ledger, marketData, queue, plan, splits };
    const signal = {
      source: 'event',
      strategy: 'remembers',
      symbol: SHARE,
      strength: 50,
      time: FIRST_TICK - SECOND,
      id: '1',
    } as const;
    await expect(acceptSignal(deps, { ...signal, action: 'BUY' })).rejects.toThrow('are not known for today');
    expect(await acceptSignal(deps, { ...signal, id: '2', action: 'CLOSE' })).toMatchObject({ kind: 'queued' });
  });
});
