import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OperatorApi } from '#local/replay/operator-api.ts';
import { Faults } from '../support/venue/faults.ts';
import { VenueCore } from '../support/venue/venue-core.ts';
import { startVenueServer, type VenueServer } from '../support/venue/venue-server.ts';
import { type LocalApp, synthesizeApp } from './support/local-app.ts';
import { ALPACA_WIRE } from './support/outside-wires.ts';

const SYMBOL = 'SYN/USD';
const venue = new VenueCore({ cash: { USD: '100000' } });
const faults = new Faults();

let server: VenueServer;
let app: LocalApp;
beforeAll(async () => {
  venue.setPrice(SYMBOL, '100');
  server = await startVenueServer(ALPACA_WIRE.frontEnd(venue), faults);
  app = await synthesizeApp({ policy: 'buy_hold', durationMinutes: '5', stopLossPct: '50' }, 'alpaca');
});
afterAll(async () => {
  app.remove();
  await server.close();
});

describe('an emergency stop at a venue outside', () => {
  it('Given a position that is protected there, When everything is stopped and what sells it is lost once, Then it is sold once, and the report says so', async () => {
    const run = await app.boot({
      environment: ALPACA_WIRE.environment(server.url),
      onPhase: async (index) => {
        if (index !== 6) return;
        expect(venue.positions.get(SYMBOL)?.gt(0)).toBe(true);
        // The order that sells is lost on its way: the stop asks, finds none, and sends it again.
        faults.script('place', 'drop_before');
        const stop = { reason: 'drill', flatten: true };
        await new OperatorApi(run.cloud).post('/emergency-stop', stop, { 'idempotency-key': 'drill' });
      },
    });
    try {
      const { fills } = await run.replay();
      expect(fills.map(({ side }) => side)).toEqual(['buy', 'sell']);
      expect(venue.positions.get(SYMBOL)?.isZero() ?? true).toBe(true);
      expect(venue.orders.map(({ status }) => status)).toEqual(['filled', 'cancelled', 'filled']);
      expect(run.cloud.workflows.executions.map(({ status }) => status)).toContain('SUCCEEDED');
      const answer = await new OperatorApi(run.cloud).get('/emergency-stop');
      expect(answer.body).toMatchObject({
        status: 'DONE',
        reconciliation: { outcome: 'agreed', drifts: [] },
        snapshot: { cash: venue.cash('USD').toFixed(), positions: [] },
        troubles: [],
        unprotected: [],
      });
    } finally {
      await run.stop();
    }
  });
});
