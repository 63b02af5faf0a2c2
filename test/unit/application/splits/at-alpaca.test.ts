import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlpacaBroker } from '#adapters/alpaca/alpaca-broker.ts';
import { AlpacaMarketData } from '#adapters/alpaca/alpaca-market-data.ts';
import { advanceReconciliation } from '#application/reconciliation/advance-reconciliation.ts';
import { requestReconciliation } from '#application/reconciliation/request-reconciliation.ts';
import { generateSignals } from '#application/signals/generate-signals.ts';
import { MINUTE, SECOND, toIso } from '#domain/shared/instant.ts';
import type { RunningStrategy } from '#domain/strategies/strategy.ts';
import { d, RECONCILIATION, T0 } from '../../../support/builders.ts';
import { checkMoney } from '../../../support/check-money.ts';
import { aScript } from '../../../support/exit-desk.ts';
import { PaperDesk, VENUE } from '../../../support/paper-desk.ts';
import { MIDNIGHT, OPEN, SHARE } from '../../../support/split-desk.ts';
import { type AlpacaDesk, openAlpacaDesk } from '../../../support/venue/alpaca-desk.ts';

interface ToldBar {
  readonly time: number;
  /** As it was traded. */
  readonly price: number;
}

/** Buys at its first bar, and leaves when a close is a fifth away from the one before. */
const JUMPS: RunningStrategy<unknown> = {
  warmup: 2,
  initial: [],
  step: (state, { close }) => {
    const closes = state as readonly number[];
    const before = closes.at(-1);
    const hasJumped = before !== undefined && Math.abs(close / before - 1) > 0.2;
    const action = before === undefined && close === 100 ? 'BUY' : hasJumped ? 'SELL' : null;
    const signals = action === null ? [] : [{ action, ranking: 50, reason: 'jump' } as const];
    return { state: [...closes, close], signals };
  },
};

/** Alpaca's data service: bars, raw or adjusted by the split that it knows of, and that split. */
class DataService {
  readonly bars: ToldBar[] = [];
  split: { readonly newRate: number; readonly oldRate: number } | null = null;
  readonly asked: string[] = [];
  now = T0;

  answer(url: URL): string {
    this.asked.push(url.pathname);
    if (url.pathname === '/v1/corporate-actions') return this.#actions();
    const [start, end] = ['start', 'end'].map((name) => Date.parse(url.searchParams.get(name) ?? ''));
    const isDaily = url.searchParams.get('timeframe') === '1Day';
    const isAdjusted = url.searchParams.get('adjustment') === 'split';
    const told = this.bars
      .filter(({ time }) => time >= (start ?? 0) && time <= (end ?? 0) && time < this.now)
      .map((bar) => this.#bar(bar, isAdjusted));
    const listed = isDaily ? told.slice(-1) : told;
    return `{"bars":{"${SHARE}":[${listed.join(',')}]},"next_page_token":null}`;
  }

  #bar({ time, price }: ToldBar, isAdjusted: boolean): string {
    const factor = isAdjusted && this.split !== null && time < MIDNIGHT ? this.split.oldRate / this.split.newRate : 1;
    const p = price * factor;
    return `{"t":"${toIso(time)}","o":${p},"h":${p},"l":${p},"c":${p},"v":1000}`;
  }

  #actions(): string {
    if (this.split === null) return '{"corporate_actions":{},"next_page_token":null}';
    const { newRate, oldRate } = this.split;
    const told = `{"symbol":"${SHARE}","ex_date":"2026-01-06","process_date":"2026-01-06","new_rate":${newRate},"old_rate":${oldRate}}`;
    const kind = newRate > oldRate ? 'forward_splits' : 'reverse_splits';
    return `{"corporate_actions":{"${kind}":[${told}]},"next_page_token":null}`;
  }
}

describe('a session at Alpaca that runs through a split', () => {
  let data: DataService;
  let server: Server;
  let alpaca: AlpacaDesk;
  let desk: PaperDesk;

  beforeEach(async () => {
    data = new DataService();
    server = createServer((request, response) => response.end(data.answer(new URL(request.url ?? '/', 'http://data'))));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const start = T0 - MINUTE;
    const venue = { cash: { USD: '10000' }, start };
    alpaca = await openAlpacaDesk((options) => new AlpacaBroker({ ...options, currency: 'USD' }), venue);
    const whole = { ...VENUE, fees: [], lot: d(1) };
    const strategies = [{ name: 'jumps', fingerprint: 'j', symbols: [SHARE], running: JUMPS }];
    desk = new PaperDesk(aScript([], { symbols: [SHARE], venue: whole, strategies }));
    const marketData = new AlpacaMarketData({
      keyId: 'KEY',
      secretKey: 'SECRET',
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      adjustment: 'split',
      random: () => 0,
      sleep: async () => {},
    });
    desk.marketData = marketData;
    desk.splits = marketData;
    desk.broker = alpaca.broker;
    await desk.start();
    alpaca.venue.setPrice(SHARE, '100');
    for (const minute of [0, 1, 2]) {
      data.bars.push({ time: T0 + minute * MINUTE, price: 100 });
      await tickAt(T0 + (minute + 1) * MINUTE + SECOND);
    }
  });

  afterEach(async () => {
    await alpaca.close();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  async function tickAt(now: number): Promise<void> {
    desk.now = now;
    data.now = now;
    await desk.track();
    await desk.monitor();
    const { clock, ledger, marketData, orders: queue, plan, splits } = desk;
    await generateSignals({ clock, ledger, marketData, queue, plan, splits });
    await desk.consume();
  }

  async function reconcile() {
    const { broker, clock, ledger, marketData, plan, splits } = desk;
    const deps = { broker, clock, ledger, marketData, plan, splits, reconciliation: RECONCILIATION };
    const key = `at ${desk.now}`;
    const request = { key, trigger: 'operator', requestedBy: 'tester', mode: 'HALT_ON_MISMATCH' } as const;
    const { id } = await requestReconciliation(deps, request);
    for (let step = 0; step < 100; step += 1) {
      const outcome = await advanceReconciliation(deps, id);
      if (outcome.kind === 'done') break;
      desk.now += Math.max(outcome.seconds * SECOND, 1);
    }
    return ledger.readReconciliation(id);
  }

  async function held() {
    const view = await desk.ledger.readAccount();
    const position = view?.positions.get(SHARE);
    return [position?.quantity, position?.cost, view?.account.maxDrawdown, view?.account.mode].map(String);
  }

  const resting = () =>
    alpaca.venue.orders
      .filter(({ status }) => status === 'working')
      .map(({ quantity, side, stopPrice }) => `${side} ${quantity} @ ${stopPrice}`);

  it.each([
    [{ newRate: 4, oldRate: 1 }, '380', 25, 'sell 380 @ 22.5'],
    [{ newRate: 1, oldRate: 10 }, '9', 1_000, undefined],
  ])(
    'Given %j, Then ledger and venue agree, the stop is of the new shares, and nothing was sold, lost or signalled',
    async (split, quantity, price, stop) => {
      expect(await held()).toEqual(['95', '9500', '0', 'NORMAL']);
      expect(resting()).toEqual(['sell 95 @ 90']);
      data.split = split;
      alpaca.venue.split(SHARE, split, MIDNIGHT + SECOND);
      alpaca.venue.setPrice(SHARE, String(price));
      await tickAt(MIDNIGHT + 30 * SECOND);
      for (const minute of [0, 1, 2]) {
        data.bars.push({ time: OPEN + minute * MINUTE, price });
        await tickAt(OPEN + (minute + 1) * MINUTE + SECOND);
      }
      const asked = data.asked.filter((path) => path === '/v1/corporate-actions');
      expect(asked).toHaveLength(3);
      expect((await reconcile())?.outcome).toBe('agreed');
      await tickAt(desk.now + MINUTE);
      expect(await held()).toEqual([quantity, '9500', '0', 'NORMAL']);
      expect(alpaca.venue.positions.get(SHARE)?.toFixed()).toBe(quantity);
      if (stop !== undefined) expect(resting()).toEqual([stop]);
      expect(alpaca.venue.executions).toHaveLength(1);
      expect((await desk.ledger.listSignals()).map(({ action }) => action)).toEqual(['BUY']);
      await checkMoney(desk.ledger);
    },
  );
});
