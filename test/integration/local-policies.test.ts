import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toIso } from '#domain/shared/instant.ts';
import { AccessDeniedError } from '#local/access-denied-error.ts';
import type { CloudAssembly } from '#local/assembly/cloud-assembly.ts';
import type { LocalRun } from '#local/local-run.ts';
import { type LocalApp, synthesizeApp } from './support/local-app.ts';
import { type StatementReference, statementsOf, withoutStatement } from './support/policy-statements.ts';

let app: LocalApp;
beforeAll(async () => {
  app = await synthesizeApp({ policy: 'buy_hold', durationMinutes: '5', stopLossPct: '5' });
});
afterAll(() => app.remove());

/** Nobody asks this session for an emergency stop: who may start one, and what it may do itself. The workflow's own role has its own test. */
function isOfTheStop({ policy, actions }: StatementReference): boolean {
  return policy.startsWith('EmergencyStop') || actions.includes('states:StartExecution');
}

/** A session of five bars that buys at the first, is protected, and sells when an outside signal says so: every function does all that it ever does. */
async function runSession(assembly: CloudAssembly): Promise<void> {
  let run: LocalRun | null = null;
  run = await app.boot({
    assembly,
    onPhase: (index, phase) => {
      if (index !== 5) return;
      const detail = {
        strategy: 'desk',
        symbol: 'SYN/USD',
        signal: 'CLOSE',
        time: toIso(phase.instant),
        id: 'signal-1',
      };
      const EventBusName = run?.cloud.template.rules[0]?.bus ?? '';
      run?.cloud.putEvents([
        { Source: 'desk', DetailType: 'SignalReceived', Detail: JSON.stringify(detail), EventBusName },
      ]);
    },
  });
  try {
    const records = await run.replay();
    expect(records.fills.map((fill) => fill.side)).toEqual(['buy', 'sell']);
  } finally {
    await run.stop();
  }
}

describe('Given the template as it was synthesized', () => {
  it('When a session trades, Then nothing is denied', async () => {
    await expect(runSession(app.assembly)).resolves.toBeUndefined();
  });

  it('When each statement of each role is taken out in turn, Then the run ends with the function, the action and the resource', async () => {
    const statements = statementsOf(app.assembly).filter((statement) => !isOfTheStop(statement));
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
      const owner = principal.startsWith('schedule of ') ? 'ticks' : principal.replaceAll('-', '');
      expect(statement.policy.toLowerCase().startsWith(`${owner}role`)).toBe(true);
      expect(resource).toMatch(/^arn:aws:/);
    }
  }, 400_000);
});
