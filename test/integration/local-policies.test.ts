import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toIso } from '#domain/shared/instant.ts';
import type { Phase } from '#domain/simulation/phases.ts';
import { AccessDeniedError } from '#local/access-denied-error.ts';
import type { CloudAssembly } from '#local/assembly/cloud-assembly.ts';
import type { LocalRun } from '#local/local-run.ts';
import { OperatorApi } from '#local/replay/operator-api.ts';
import { type LocalApp, synthesizeApp } from './support/local-app.ts';
import { type StatementReference, statementsOf, withoutStatement } from './support/policy-statements.ts';

const EVERYTHING = ['entry FILLED', 'manual CANCELLED', 'protection CANCELLED', 'strategy_exit FILLED'];

let app: LocalApp;
beforeAll(async () => {
  app = await synthesizeApp({ policy: 'buy_hold', durationMinutes: '5', stopLossPct: '5' });
});
afterAll(() => app.remove());

/** The limits of the ladder start no stop yet: the right is there, and nobody uses it. */
function isUnused({ policy, actions }: StatementReference): boolean {
  return policy.startsWith('MonitorRisk') && actions.includes('states:StartExecution');
}

/** What comes from outside, by the phase before which it comes; `hear`: what the webhook answers. */
async function callFromOutside(
  { cloud }: LocalRun,
  index: number,
  { instant }: Phase,
  hear: (status: number) => void,
): Promise<void> {
  const api = new OperatorApi(cloud);
  const order = { symbol: 'SYN/USD', side: 'buy', quantity: '0.1', type: 'limit', limitPrice: '1' };
  if (index === 5) {
    const detail = { strategy: 'desk', symbol: 'SYN/USD', signal: 'CLOSE', time: toIso(instant), id: 'signal-1' };
    const EventBusName = cloud.template.rules[0]?.bus ?? '';
    cloud.putEvents([{ Source: 'desk', DetailType: 'SignalReceived', Detail: JSON.stringify(detail), EventBusName }]);
  }
  if (index === 6) {
    const [strategy = '', token] = Object.entries(cloud.webhookTokens)[0] ?? [];
    const signal = { symbol: 'SYN/USD', signal: 'HOLD', time: toIso(instant), id: 'signal-2', token };
    hear((await api.post(`/webhooks/signals/${strategy}`, signal)).status);
  }
  if (index === 7) await api.post('/orders', order, { 'idempotency-key': 'by-hand' });
  if (index === 7) await api.post('/reconciliations', {}, { 'idempotency-key': 'look' });
  if (index === 8) await api.post('/emergency-stop', { reason: 'drill' }, { 'idempotency-key': 'drill' });
}

/**
 * A session of five bars that buys at the first, is protected, sells when an outside signal says so, takes an order by hand, and is stopped with
 * all that works: every function does all that it ever does.
 */
async function runSession(assembly: CloudAssembly): Promise<void> {
  const answers: number[] = [];
  const run: LocalRun = await app.boot({
    assembly,
    onPhase: (index, phase) => callFromOutside(run, index, phase, (status) => answers.push(status)),
  });
  try {
    const records = await run.replay();
    expect(answers).toEqual([202]);
    expect(records.fills.map((fill) => fill.side)).toEqual(['buy', 'sell']);
    expect(records.orders.map(({ intent, state }) => `${intent.purpose} ${state}`).sort()).toEqual(EVERYTHING);
    expect(run.cloud.workflows.executions.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  } finally {
    await run.stop();
  }
}

/** Start of the role's name by whom a denial names. */
function ownerOf(principal: string): string {
  if (principal.startsWith('schedule of ')) return 'ticks';
  if (!principal.startsWith('state machine ')) return principal.replaceAll('-', '');
  return /Reconcile/.test(principal) ? 'reconcileworkflow' : 'emergencystopworkflow';
}

describe('Given the template as it was synthesized', () => {
  it('When a session trades, Then nothing is denied', async () => {
    await expect(runSession(app.assembly)).resolves.toBeUndefined();
  });

  it('When each statement of each role is taken out in turn, Then the run ends with the function, the action and the resource', async () => {
    const statements = statementsOf(app.assembly).filter((statement) => !isUnused(statement));
    expect(statements.length).toBeGreaterThan(20);
    for (const statement of statements) {
      const error: unknown = await runSession(withoutStatement(app.assembly, statement)).then(
        () => `nothing missed statement ${statement.index} of ${statement.policy}: ${statement.actions.join(', ')}`,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(AccessDeniedError);
      if (!(error instanceof AccessDeniedError)) continue;
      const { principal, action, resource } = error.denial;
      expect(statement.actions).toContain(action);
      expect(error.message).toBe(`AccessDenied: ${principal} may not ${action} on ${resource}`);
      expect(statement.policy.toLowerCase().startsWith(`${ownerOf(principal)}role`)).toBe(true);
      expect(resource).toMatch(/^(logs|xray):/.test(action) ? /^(arn:aws:|\*$)/ : /^arn:aws:/);
    }
  }, 400_000);
});
