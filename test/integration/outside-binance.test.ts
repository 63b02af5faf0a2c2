import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Faults } from '../support/venue/faults.ts';
import { VenueCore } from '../support/venue/venue-core.ts';
import { expectSameBooks, OutsideDesk } from './support/outside-desk.ts';
import { binanceWire } from './support/outside-wires.ts';

const desks: OutsideDesk[] = [];
afterAll(async () => {
  for (const desk of desks) await desk.close();
});

const SYMBOL = 'SYN/USD';
/** The venue has the order, or it does not; either way nobody hears. Binance refuses an id only while it is open, so none is sent again. */
const LOST_ANSWERS = ['drop_after', 'gateway_after', 'truncated', 'html'] as const;
const LOST_ORDERS = ['drop_before', 'gateway_before'] as const;
/** Crosses often, so that a few bars make several orders. */
const FLAGS = ['--param', 'fast=2', '--param', 'slow=5', '--duration-minutes', '60'];

async function openDesk(venue: VenueCore, faults: Faults): Promise<OutsideDesk> {
  const desk = await OutsideDesk.open(venue, faults, binanceWire(SYMBOL));
  desks.push(desk);
  return desk;
}

function postsOf(desk: OutsideDesk): readonly string[] {
  return desk.server.requests.filter((request) => request.startsWith('POST'));
}

function stateOf({ cwd }: OutsideDesk, state: string): number {
  return JSON.parse(readFileSync(join(cwd, 'out', 'summary.json'), 'utf8')).orders_by_state[state];
}

describe('tidegate local --broker ccxt:binance', () => {
  it('Given a venue that answers and takes fees, When a session trades there, Then both have the same orders, fills and cash, with one request for each order, and no key is written anywhere', async () => {
    const venue = new VenueCore({ cash: { USD: '54321.125' }, duplicateIds: 'while_open', feeRate: '0.00075' });
    venue.setPrice(SYMBOL, '99.375', { after: 1, parts: 3 });
    const desk = await openDesk(venue, new Faults());
    const { ended, output } = await desk.trade(FLAGS);
    expect(output.split('\n').filter((line) => line.startsWith('warning'))).toEqual([]);
    expect(ended, output).toBe(0);
    expect(venue.orders.length).toBeGreaterThan(1);
    expectSameBooks(desk);
    expect(postsOf(desk)).toHaveLength(venue.orders.length);
    const written = desk.everythingWritten(output);
    for (const key of desk.wire.keys) expect(written).not.toContain(key);
  });

  it('Given connections that break before and after the venue acts, pages of HTML, half answers and 429, When a session trades there, Then every intent is one order or none, to the last digit', async () => {
    const venue = new VenueCore({ cash: { USD: '100000' }, duplicateIds: 'while_open', feeRate: '0.001' });
    venue.setPrice(SYMBOL, '101.5', { after: 2, parts: 2 });
    const faults = new Faults();
    faults.script('place', ...LOST_ANSWERS, 'too_many', ...LOST_ORDERS);
    faults.draw(7, { drop_after: 0.03, gateway_before: 0.03, truncated: 0.03, too_many: 0.03 });
    const desk = await openDesk(venue, faults);
    const { ended, output } = await desk.trade(FLAGS);
    expect([ended, output.includes('error:')], output).toEqual([0, false]);
    expect(venue.orders.length).toBeGreaterThan(1);
    expectSameBooks(desk);
    expect(stateOf(desk, 'FAILED')).toBe(LOST_ORDERS.length);
    expect(postsOf(desk)).toHaveLength(venue.orders.length + LOST_ORDERS.length + ['too_many'].length);
    const written = desk.everythingWritten(output);
    for (const key of desk.wire.keys) expect(written).not.toContain(key);
  });
});
