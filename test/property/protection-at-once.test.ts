import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '#domain/shared/decimal.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { deliverOne } from '../support/exit-desk.ts';
import { aHandDesk, ENTRY, type HandVenue } from '../support/hand-venue.ts';
import type { PaperDesk } from '../support/paper-desk.ts';

/** What happens next. `fill`: tenths of the entry, `stop`: of what a working stop may still sell; `late`: after the venue has ended the entry. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('fill' as const), part: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stop' as const), part: fc.integer({ min: 1, max: 10 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('track' as const), part: fc.constant(0) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('deliver', 'deliverTwice'), part: fc.constant(0) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('monitor', 'close', 'lose', 'end'), part: fc.constant(0) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function fillEntry(venue: HandVenue, part: number): void {
  const order = venue.orders.get(ENTRY);
  const left = order?.request.quantity.minus(order.filled) ?? new Decimal(0);
  if (left.gt(0)) venue.fill(ENTRY, Decimal.min(left, part).toFixed());
}

function fillStop(venue: HandVenue, part: number): void {
  const [stop] = venue.working('sell');
  if (stop === undefined) return;
  const left = stop.request.quantity.minus(stop.filled);
  venue.fill(stop.request.clientOrderId, left.times(part).div(10).toDecimalPlaces(4).toFixed(), 90);
}

async function act(desk: PaperDesk, venue: HandVenue, { kind, part }: Step): Promise<void> {
  desk.now += 1;
  if (kind === 'fill') fillEntry(venue, part);
  if (kind === 'stop') fillStop(venue, part);
  if (kind === 'track') await desk.track();
  if (kind === 'monitor') await desk.monitor();
  if (kind === 'lose') desk.queue.length = 0;
  if (kind === 'deliverTwice' && desk.queue[0] !== undefined) await desk.carryOut(desk.queue[0]);
  if (kind.startsWith('deliver') && desk.queue.length > 0) await deliverOne(desk);
  if (kind === 'end') for (const entry of venue.working('buy')) entry.status = 'cancelled';
  if (kind === 'close') {
    desk.now += MINUTE;
    await desk.monitor();
  }
}

async function drain(desk: PaperDesk): Promise<void> {
  for (let round = 0; round < 4; round++) {
    desk.now += 1;
    await desk.track();
    await desk.consume();
  }
}

/** G6: what exits may sell, by the ledger and at the venue, is never more than what is held. */
async function expectNoFlip(desk: PaperDesk, venue: HandVenue): Promise<void> {
  const position = (await desk.ledger.readAccount())?.positions.get('SYN/USD');
  if (position === undefined) return;
  expect(position.exitReserved.lte(position.quantity)).toBe(true);
  expect(venue.offered.lte(venue.held)).toBe(true);
}

describe('protection at a venue that fills at any time', () => {
  it('Given any order of fills, ticks, closes and deliveries, When all is delivered, Then the venue protects exactly what is held, and at no time more', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { desk, venue } = await aHandDesk();
        let isLost = false;
        for (const one of steps) {
          await act(desk, venue, one);
          await expectNoFlip(desk, venue);
          isLost ||= one.kind === 'lose';
        }
        await drain(desk);
        // What a crash has taken from the queue is raised by the monitor.
        if (isLost) await desk.monitor();
        await desk.consume();
        expect(venue.offered.toFixed()).toBe(venue.held.toFixed());
        await expectNoFlip(desk, venue);
        const ids = [...venue.orders.values()].map(({ request }) => request.clientOrderId);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 200 },
    );
  }, 120_000);
});
