import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emergencyStopView } from '#application/contracts/api/emergency-stop-view.ts';
import { type EmergencyStop, newStop } from '#domain/emergency/emergency-stop.ts';
import { ApiStub } from '../../../support/api-stub.ts';
import { d, T0 } from '../../../support/builders.ts';
import { runCli } from '../../../support/run-cli.ts';

let stub: ApiStub;
beforeAll(async () => {
  stub = await ApiStub.listen();
});
afterAll(() => stub.close());

const WISH = { id: 'a'.repeat(32), account: 'main', requestedAt: T0, requestedBy: 'arn:me', reason: 'drill' } as const;
const STOP = newStop({ ...WISH, trigger: 'request', flatten: false, cancelAll: false, haltEpoch: 1 });

function status(changes: Partial<EmergencyStop>) {
  stub.answer(() => ({ status: 200, body: emergencyStopView({ ...STOP, ...changes }) }));
  return runCli(['emergency-stop', 'status'], stub.env);
}

describe('emergency-stop status', () => {
  it('Given a stop that has found differences, Then each is told with its size, and what they come to', async () => {
    const result = await status({
      phase: 'done',
      cancelledAt: T0 + 12_000,
      reconciliation: {
        id: 'r',
        outcome: 'drift',
        drifts: [{ kind: 'wrong_cash', subject: 'USD', quantity: null, value: d('-250.125') }],
      },
      snapshot: { at: T0, cash: d(10), equity: d('4757.5'), realizedPnl: d(0), fees: d(0), positions: [] },
    });
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/ledger and broker +drift\n/);
    expect(result.stdout).toMatch(/drift +250\.125\n/);
    expect(result.stdout).toMatch(/equity +4757\.5\n/);
    expect(result.stdout).toMatch(/wrong_cash +USD .*-250\.125/);
  });

  it('Given a stop under way, or one without an answer, Then it says so', async () => {
    expect((await status({})).stdout).toMatch(/ledger and broker +not compared\n/);
    const late = { reconciliation: { id: 'r', outcome: null, drifts: [] } };
    expect((await status({ ...late, phase: 'done' })).stdout).toMatch(/ledger and broker +not answered\n/);
  });
});
