import { afterAll, describe, expect, it, vi } from 'vitest';
import { ALPACA_KEYS } from '../support/venue/alpaca-desk.ts';
import { Faults } from '../support/venue/faults.ts';
import { VenueCore } from '../support/venue/venue-core.ts';
import { expectSameBooks, OutsideDesk } from './support/outside-desk.ts';

const desks: OutsideDesk[] = [];
afterAll(async () => {
  for (const desk of desks) await desk.close();
});

const SYMBOL = 'SYN/USD';

async function openDesk(venue: VenueCore, faults: Faults): Promise<OutsideDesk> {
  const desk = await OutsideDesk.open(venue, faults);
  desks.push(desk);
  return desk;
}

describe('tidegate local --broker alpaca', () => {
  it('Given a venue that answers, Then both have the same orders, fills and cash, with one request for each order, and no key is written anywhere', async () => {
    const venue = new VenueCore({ cash: { USD: '54321.125' } });
    venue.setPrice(SYMBOL, '99.375', { after: 1, parts: 3 });
    const desk = await openDesk(venue, new Faults());
    const { ended, output } = await desk.trade(['--duration-minutes', '150']);
    expect(output.split('\n').filter((line) => line.startsWith('warning'))).toEqual([]);
    expect(ended).toBe(0);
    expect(venue.orders.length).toBeGreaterThan(1);
    expectSameBooks(desk);
    expect(desk.server.requests.filter((request) => request.startsWith('POST'))).toHaveLength(venue.orders.length);
    const written = desk.everythingWritten(output);
    expect(written).not.toContain(ALPACA_KEYS.secretKey);
    expect(written).not.toContain(ALPACA_KEYS.keyId);
  });

  it('Given connections that break before and after the venue acts, pages of HTML, half answers and 429, Then every intent is one order or none, to the last digit', async () => {
    const venue = new VenueCore({ cash: { USD: '100000' } });
    venue.setPrice(SYMBOL, '101.5', { after: 2, parts: 2 });
    const faults = new Faults();
    faults.script(
      'place',
      'drop_after',
      'gateway_after',
      'drop_before',
      'too_many',
      'truncated',
      'gateway_before',
      'html',
    );
    faults.draw(7, { drop_after: 0.03, gateway_before: 0.03, truncated: 0.03, too_many: 0.03 });
    const desk = await openDesk(venue, faults);
    const { ended, output } = await desk.trade(['--duration-minutes', '200']);
    expect([ended, output.includes('error:')]).toEqual([0, false]);
    expect(venue.orders.length).toBeGreaterThan(1);
    expectSameBooks(desk);
    expect(desk.everythingWritten(output)).not.toContain(ALPACA_KEYS.secretKey);
  });

  it('Given an entry that fills in part, Then a stop of that part rests at the venue before the bar closes, and in the end one of all', async () => {
    const venue = new VenueCore({ cash: { USD: '54321.125' } });
    const desk = await openDesk(venue, new Faults());
    const trading = desk.trade(['--duration-minutes', '110', '--stop-loss-pct', '50']);
    const entry = await vi.waitUntil(() => venue.orders[0], { timeout: 120_000 });
    venue.fill(entry.id, '100', '99.375');
    const stop = await vi.waitUntil(() => venue.orders[1], { timeout: 20_000 });
    // The replay stands still while a market order works: no bar has closed since the entry was sent.
    const { type, side, quantity } = stop;
    expect([type, side, quantity.toFixed(), entry.status]).toEqual(['stop_limit', 'sell', '100', 'working']);
    venue.setPrice(SYMBOL, '99.375');
    venue.fill(entry.id, entry.quantity.minus(100).toFixed(), '99.375');
    const { ended, output } = await trading;
    expect([ended, output.includes('error:')]).toEqual([0, false]);
    expect(venue.orders[2]).toMatchObject({ type: 'stop_limit', quantity: entry.quantity });
    expectSameBooks(desk);
  });
});
