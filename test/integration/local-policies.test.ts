import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditBody, entryOfBody, sealOfBody } from '#cli/operate/audit/read-trail.ts';
import type { AuditFact } from '#domain/audit/audit-entry.ts';
import { checkRecords } from '#domain/audit/check-records.ts';
import { ledgerRecords } from '#domain/audit/ledger-records.ts';
import { verifyChain } from '#domain/audit/verify-chain.ts';
import { toIso } from '#domain/shared/instant.ts';
import type { Phase } from '#domain/simulation/phases.ts';
import { AccessDeniedError } from '#local/access-denied-error.ts';
import type { CloudAssembly } from '#local/assembly/cloud-assembly.ts';
import { AccessControl, type AskedRight } from '#local/gateway/access-control.ts';
import type { LocalCloud } from '#local/local-cloud.ts';
import type { LocalRun } from '#local/local-run.ts';
import { OperatorApi } from '#local/replay/operator-api.ts';
import { readTemplate } from '#local/template/read-template.ts';
import { type LocalApp, synthesizeApp } from './support/local-app.ts';
import { type StatementReference, statementsOf, withoutStatement } from './support/policy-statements.ts';

/** Names that do not come from the template. */
const REGION = { region: 'us-east-1', gatewayUrl: 'http://127.0.0.1' };
const EVERYTHING = ['entry FILLED', 'manual CANCELLED', 'protection CANCELLED', 'strategy_exit FILLED'];

let app: LocalApp;
beforeAll(async () => {
  app = await synthesizeApp({ policy: 'buy_hold', durationMinutes: '5', stopLossPct: '5' });
});
afterAll(() => app.remove());

/** Only AWS exports the table. No limit halts this session, and no workflow of it is left by its own: that the monitor may start one, the scenario of a limit cascade shows. */
function isUnused({ policy, actions }: StatementReference): boolean {
  if (policy.startsWith('MonthlyExport')) return true;
  return policy.startsWith('MonitorRisk') && actions.includes('states:StartExecution');
}

/** Of the statements every so many is taken out of a whole run. */
const EVERY = 7;

const ANOTHER_ATTEMPT = 'sends an order again whose answer was lost';
/** Actions that no session like this one needs, and when one does. */
const GRANTED_FOR_OTHER_DAYS: Readonly<Record<string, string>> = {
  'AcceptSignal dynamodb:GetItem': 'a signal that comes again is read',
  'EmergencyStop dynamodb:ConditionCheckItem': ANOTHER_ATTEMPT,
  'GenerateSignals dynamodb:UpdateItem': 'marks the account where it comes before the monitor',
  'PlaceOrder dynamodb:ConditionCheckItem': ANOTHER_ATTEMPT,
  'Reconcile dynamodb:UpdateItem': 'books what differs: here nothing does',
  'TrackOrders dynamodb:ConditionCheckItem': ANOTHER_ATTEMPT,
};

/** The rights of the session that its roles would not have without the statement. */
function deniedWithout(statement: StatementReference, asked: readonly AskedRight[]): readonly AskedRight[] {
  const template = readTemplate(withoutStatement(app.assembly, statement), REGION);
  const access = new AccessControl(template);
  return asked.filter(({ action, resource, role }) => {
    const spec = template.roles.find(({ arn }) => arn === role);
    return spec === undefined || access.authoriseRole(spec, role, { action, resource }) !== null;
  });
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
  if (index === 7) await api.get('/audit');
  if (index === 8) for (const name of ['DriftDetected', 'HeartbeatMonitorRisk']) await ring(cloud, name, instant);
  if (index === 8) await api.post('/emergency-stop', { reason: 'drill' }, { 'idempotency-key': 'drill' });
}

/** An alarm rings, as in a drill; then `trading-unsafe` does, too. */
async function ring(cloud: LocalCloud, name: string, instant: number): Promise<void> {
  const alarm = cloud.template.alarms.find((one) => one.name.endsWith(name));
  try {
    await cloud.alarms.set(alarm?.name ?? name, 'ALARM', instant);
  } finally {
    cloud.assertAllowed();
  }
}

/**
 * A session of five bars that buys at the first, is protected, sells when an outside signal says so, takes an order by hand, and is stopped with
 * all that works, by an alarm and by an operator: every function does all that it ever does.
 */
async function runSession(
  assembly: CloudAssembly,
  lookAfter: (run: LocalRun) => Promise<void> = async () => undefined,
): Promise<void> {
  const answers: number[] = [];
  const run: LocalRun = await app.boot({
    assembly,
    alarmsAct: true,
    onPhase: (index, phase) => callFromOutside(run, index, phase, (status) => answers.push(status)),
  });
  try {
    const records = await run.replay();
    expect(answers).toEqual([202]);
    expect(records.fills.map((fill) => fill.side)).toEqual(['buy', 'sell']);
    expect(records.orders.map(({ intent, state }) => `${intent.purpose} ${state}`).sort()).toEqual(EVERYTHING);
    expect(run.cloud.workflows.executions.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    await lookAfter(run);
  } finally {
    await run.stop();
  }
}

/** What the session's trail consists of. */
const TOLD = [
  'SessionStateChanged',
  'OperatorActed',
  'OrderSubmitted',
  'OrderAccepted',
  'OrderFilled',
  'OrderCancelled',
  'FillApplied',
  'TradingModeChanged',
  'EmergencyStopRequested',
  'EmergencyStopReconciling',
  'EmergencyStopCompleted',
  'RiskEventRecorded',
  'SignalGenerated',
  'ReconciliationRequested',
  'ReconciliationCompleted',
];

async function readAudit(cloud: LocalCloud) {
  const api = new OperatorApi(cloud);
  const { head, items, seals, unsealed, nextCursor } = (await api.get('/audit?limit=1000')).body as AuditBody;
  const records = (await api.get('/audit/records?limit=1000')).body as { readonly items: readonly AuditFact[] };
  expect(nextCursor).toBeNull();
  return { head, seals: seals.map(sealOfBody), entries: items.map(entryOfBody), unsealed, records: records.items };
}

function faultsOf({ head, seals, entries, records }: Awaited<ReturnType<typeof readAudit>>) {
  const ledger = ledgerRecords(records);
  if (ledger === null) throw new Error('expected an account');
  return [...verifyChain({ head, seals, entries }), ...checkRecords(ledger, entries)];
}

/** Start of the role's name by whom a denial names. */
function ownerOf(principal: string): string {
  if (principal.startsWith('schedule of ')) return 'ticks';
  if (!principal.startsWith('state machine ')) return principal.replaceAll('-', '');
  return /Reconcile/.test(principal) ? 'reconcileworkflow' : 'emergencystopworkflow';
}

describe('Given the template as it was synthesized', () => {
  it('When a session trades, Then nothing is denied, and its trail tells of everything; one entry that is written over is found', async () => {
    await runSession(app.assembly, async ({ cloud }) => {
      const trail = await readAudit(cloud);
      expect(trail.unsealed).toEqual([]);
      expect(new Set(trail.entries.map(({ kind }) => kind))).toEqual(new Set(TOLD));
      expect(faultsOf(trail)).toEqual([]);
      const { id: sk, account } = trail.entries.find(({ kind }) => kind === 'OrderAccepted') ?? trail.entries[0] ?? {};
      await cloud.dynamo.send(
        new UpdateItemCommand({
          TableName: cloud.table.name,
          Key: { pk: { S: `AUDIT#${account}` }, sk: { S: sk ?? '' } },
          UpdateExpression: 'SET actor = :nobody',
          ExpressionAttributeValues: { ':nobody': { S: 'nobody' } },
        }),
      );
      const [fault, ...others] = faultsOf(await readAudit(cloud));
      expect(fault).toMatchObject({ rule: 'chain', what: `was changed: ${sk}` });
      expect(others).toEqual([]);
    });
  });

  it('When each statement of each role is taken out in turn, Then something that the session did is denied', async () => {
    let asked: readonly AskedRight[] = [];
    await runSession(app.assembly, async ({ cloud }) => {
      asked = cloud.access.asked;
    });
    const statements = statementsOf(app.assembly).filter((statement) => !isUnused(statement));
    expect(statements.length).toBeGreaterThan(20);
    const idle: string[] = [];
    for (const statement of statements) {
      const denied = deniedWithout(statement, asked);
      const told = `statement ${statement.index} of ${statement.policy}: ${statement.actions.join(', ')}`;
      expect(denied.length, told).toBeGreaterThan(0);
      for (const { action } of denied) expect(statement.actions, told).toContain(action);
      const unused = statement.actions.filter((action) => !denied.some((right) => right.action === action));
      idle.push(...unused.map((action) => `${statement.policy.replace(/Role.*$/, '')} ${action}`));
    }
    expect(idle.toSorted()).toEqual(Object.keys(GRANTED_FOR_OTHER_DAYS).toSorted());
  });

  it('When one of them is taken out of a run, Then the run ends with the function, the action and the resource', async () => {
    const statements = statementsOf(app.assembly).filter((statement) => !isUnused(statement));
    for (const statement of statements.filter((_, index) => index % EVERY === 3)) {
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
      expect(resource).toMatch(/^(logs|xray):|:ListStreams$/.test(action) ? /^(arn:aws:|\*$)/ : /^arn:aws:/);
    }
  });
});
