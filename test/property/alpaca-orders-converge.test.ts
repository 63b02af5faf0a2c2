import { afterEach, expect, it } from 'vitest';
import { AlpacaBroker } from '#adapters/alpaca/alpaca-broker.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { anIntent, d, SYMBOL } from '../support/builders.ts';
import { aPlan, PaperDesk } from '../support/paper-desk.ts';
import { type AlpacaDesk, openAlpacaDesk } from '../support/venue/alpaca-desk.ts';
import { someTerms } from '../support/venue-desk.ts';

const SEEDS = Array.from({ length: 12 }, (_, index) => index + Number(process.env.PROPERTY_SEED ?? 1));
const FAULT_RATES = {
  drop_before: 0.08,
  drop_after: 0.08,
  gateway_before: 0.04,
  gateway_after: 0.04,
  truncated: 0.04,
  html: 0.04,
  too_many: 0.06,
  internal_error: 0.06,
};

let venueDesk: AlpacaDesk;
afterEach(() => venueDesk.close());

/** An invocation that dies is delivered again. */
async function deliver(act: () => Promise<unknown>): Promise<void> {
  for (let delivery = 0; delivery < 3; delivery += 1) {
    const isDone = await act().then(
      () => true,
      () => false,
    );
    if (isDone) return;
  }
}

function intents(sessionId: string): readonly OrderIntent[] {
  const terms = [someTerms({ type: 'market' }), someTerms({ type: 'limit', limit: 99 })];
  return Array.from({ length: 8 }, (_, number) =>
    anIntent({
      sessionId,
      clientOrderId: number.toString(16).repeat(32),
      quantity: d('1.5'),
      terms: terms[number % 2] ?? terms[0] ?? anIntent().terms,
      expiresAt: null,
    }),
  );
}

it.each(SEEDS)(
  'Given the wire to Alpaca that fails by seed %d, When orders go the protocol’s way, Then ledger and venue agree to the last digit',
  async (seed) => {
    venueDesk = await openAlpacaDesk((wire) => new AlpacaBroker(wire));
    const { venue, faults, broker } = venueDesk;
    venue.setPrice(SYMBOL, '100.000000001', { after: seed % 4, parts: 1 + (seed % 3) });
    const desk = new PaperDesk(aPlan());
    desk.broker = broker;
    await desk.start();
    await desk.track();
    faults.draw(seed, FAULT_RATES);
    for (const intent of intents(desk.sessionId)) {
      await deliver(() => desk.place(intent));
      desk.now += MINUTE / 4;
      await deliver(() => desk.track());
      const working = venue.orders.find(({ type, status }) => type === 'limit' && status === 'working');
      if (working !== undefined) venue.fill(working.id, '0.75', '98.7654321');
    }
    faults.draw(seed, {});
    for (let tick = 0; tick < 8; tick += 1) {
      desk.now += MINUTE;
      await desk.track();
    }
    const ids = venue.orders.map(({ clientOrderId }) => clientOrderId);
    expect(new Set(ids).size).toBe(ids.length);
    const view = await desk.ledger.readAccount();
    expect(view?.account.cash.toFixed()).toBe(venue.cash('USD').toFixed());
    expect(view?.positions.get(SYMBOL)?.quantity.toFixed() ?? '0').toBe(venue.positions.get(SYMBOL)?.toFixed() ?? '0');
    expect(view?.account.mode).toBe('NORMAL');
    for (const intent of intents(desk.sessionId)) {
      const order = await desk.ledger.readOrder(intent.clientOrderId);
      const told = venue.orderByClientId(intent.clientOrderId);
      expect(order?.outcomeUnknown ?? false).toBe(false);
      expect(order?.filledQuantity.toFixed() ?? '0').toBe(told?.filled.toFixed() ?? '0');
    }
    expect(venue.executions.length).toBeGreaterThan(0);
  },
);
