import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENT_SCHEMAS } from '#application/contracts/events/event-schemas.ts';
import type { AuditBody } from '#cli/operate/audit/read-trail.ts';
import { EVENT_NAMES, type EventName } from '#domain/events/domain-event.ts';
import { toIso } from '#domain/shared/instant.ts';
import { AccessDeniedError } from '#local/access-denied-error.ts';
import type { AssembledStack, CloudAssembly } from '#local/assembly/cloud-assembly.ts';
import { OperatorApi } from '#local/replay/operator-api.ts';
import { CloudServer } from '#local/serve/serve-cloud.ts';
import { type JsonObject, objectAt } from '#local/template/json.ts';
import { type LocalApp, synthesizeApp } from './support/local-app.ts';
import { statementsOf, withoutStatement } from './support/policy-statements.ts';

interface Told {
  readonly source: string;
  readonly 'detail-type': EventName;
  readonly detail: JsonObject;
}

let app: LocalApp;
beforeAll(async () => {
  app = await synthesizeApp({ policy: 'buy_hold', durationMinutes: '5', stopLossPct: '5' });
});
afterAll(() => app.remove());

/** A folder with a handler of this text. */
function bundle(name: string, source: string): string {
  const folder = join(app.directory, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'handler.mjs'), source);
  return folder;
}

/** What somebody else deploys: a rule on the bus, and a function behind it that writes down each event. */
function listener(bus: string): JsonObject {
  const arn = (id: string): JsonObject => ({ 'Fn::GetAtt': [id, 'Arn'] });
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } };
  const log = { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' };
  return {
    ProbeRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: { Statement: [trust] },
        Policies: [{ PolicyName: 'logs', PolicyDocument: { Statement: [log] } }],
      },
    },
    ProbeFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Key: 'probe.zip' },
        Handler: 'handler.handler',
        Role: arn('ProbeRole'),
        Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'probe' } },
      },
    },
    ProbeRule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: { Ref: bus },
        EventPattern: { source: ['tidegate'] },
        Targets: [{ Id: 'probe', Arn: arn('ProbeFunction') }],
      },
    },
    ProbePermission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: arn('ProbeFunction'),
        Principal: 'events.amazonaws.com',
        SourceArn: arn('ProbeRule'),
      },
    },
  };
}

function changed(change: (resources: JsonObject, stack: AssembledStack) => AssembledStack): CloudAssembly {
  const stacks = app.assembly.stacks.map((stack) => change(objectAt(stack.template, 'Resources'), stack));
  return { ...app.assembly, stacks };
}

/** The app with somebody who listens, and the file that he writes. */
function withListener(): { assembly: CloudAssembly; readTold: () => readonly Told[] } {
  const file = join(app.directory, 'told.ndjson');
  const code = `import { appendFileSync } from 'node:fs';
export const handler = async (event) => appendFileSync(${JSON.stringify(file)}, JSON.stringify(event) + '\\n');\n`;
  const folder = bundle('probe', code);
  const assembly = changed((resources, stack) => {
    const bus = Object.keys(resources).find((id) => id.startsWith('SignalsBus'));
    if (bus === undefined) return stack;
    const template = { ...stack.template, Resources: { ...resources, ...listener(bus) } };
    return { ...stack, template, assets: new Map([...stack.assets, ['probe.zip', folder]]) };
  });
  const lines = () => readFileSync(file, 'utf8').trim().split('\n');
  return { assembly, readTold: () => lines().map((line) => JSON.parse(line) as Told) };
}

/** The app with another bundle behind `relay-events`: the bus is not well. */
function withoutBus(): CloudAssembly {
  const folder = bundle('no-bus', "export const handler = async () => { throw new Error('the bus is away'); };\n");
  return changed((resources, stack) => {
    const found = Object.entries(resources).find(([id]) => id.startsWith('RelayEventsFunction'));
    const { S3Key } = (found?.[1] as { Properties?: { Code: { S3Key: string } } } | undefined)?.Properties?.Code ?? {};
    return S3Key === undefined ? stack : { ...stack, assets: new Map([...stack.assets, [S3Key, folder]]) };
  });
}

describe('Given somebody who listens on the bus', () => {
  it('When a session trades, is told a signal and is stopped, Then its events arrive, each as its schema says, and none comes back in', async () => {
    const { assembly, readTold } = withListener();
    const run = await app.boot({
      assembly,
      deliverTwice: true,
      onPhase: async (index, { instant }) => {
        const detail = { strategy: 'desk', symbol: 'SYN/USD', signal: 'CLOSE', time: toIso(instant), id: 'signal-1' };
        const EventBusName = run.cloud.template.rules[0]?.bus ?? '';
        const put = (Source: string, more: object = {}) =>
          run.cloud.putEvents([
            { Source, DetailType: 'SignalReceived', Detail: JSON.stringify({ ...detail, ...more }), EventBusName },
          ]);
        if (index === 4) put('tidegate', { id: 'a-loop' });
        if (index === 5) put('desk');
        if (index === 8)
          await new OperatorApi(run.cloud).post('/emergency-stop', { reason: 'drill' }, { 'idempotency-key': 'drill' });
      },
    });
    try {
      const { orders, fills } = await run.replay();
      const told = readTold().filter(({ 'detail-type': name }) => EVENT_NAMES.includes(name));
      for (const { 'detail-type': name, detail, source } of told) {
        expect(source).toBe('tidegate');
        EVENT_SCHEMAS[name].parse(detail);
      }
      const once = [...new Map(told.map((one) => [one.detail['id'], one])).values()];
      expect(told.length).toBeGreaterThan(once.length);
      const count = (name: EventName): number => once.filter((one) => one['detail-type'] === name).length;
      expect(count('OrderSubmitted')).toBe(orders.length);
      expect(count('OrderFilled')).toBe(fills.length);
      expect([count('PositionOpened'), count('PositionClosed'), count('SignalGenerated')]).toEqual([1, 1, 2]);
      expect([count('EmergencyStopRequested'), count('EmergencyStopCompleted')]).toEqual([1, 1]);
      const states = once.flatMap(({ detail }) => (detail['from'] === undefined ? [] : [`${detail['status']}`]));
      expect(states).toEqual(['STARTING', 'RUNNING', 'STOPPING', 'STOPPED']);
      const signals = (await new OperatorApi(run.cloud).get('/signals')).body as { items: { reason: string }[] };
      expect(JSON.stringify(signals)).not.toContain('a-loop');
    } finally {
      await run.stop();
    }
  });

  it('When relay-events may not put events, Then the run ends with the action and the bus', async () => {
    const right = statementsOf(app.assembly).find(({ actions }) => actions.includes('events:PutEvents'));
    if (right === undefined) throw new Error('expected the right in the template');
    const assembly = withoutStatement(app.assembly, right);
    const run = await app.boot({ assembly });
    try {
      const error: unknown = await run.replay().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(AccessDeniedError);
      expect(String(error)).toMatch(
        /relay-events may not events:PutEvents on arn:aws:events:.*:event-bus\/tidegate-local/,
      );
    } finally {
      await run.stop();
    }
  });
});

describe('Given a bus that is away', () => {
  it('When a session is started, Then the trail tells of it all the same', async () => {
    const run = await app.boot({ assembly: withoutBus() });
    const errors: unknown[] = [];
    const server = new CloudServer({ cloud: run.cloud, rate: 1, onError: (error) => errors.push(error) });
    try {
      server.start();
      const api = new OperatorApi(run.cloud);
      const { status } = await api.post('/sessions', {}, { 'idempotency-key': 'start' });
      expect(status).toBe(202);
      const kinds = async () => ((await api.get('/audit')).body as AuditBody).unsealed.map(({ kind }) => kind);
      for (let tries = 0; tries < 50 && !(await kinds()).includes('SessionStateChanged'); tries += 1) await sleep(100);
      expect(await kinds()).toContain('SessionStateChanged');
      expect(String(errors[0])).toContain('relay-events failed: Error: the bus is away');
    } finally {
      await server.stop();
      await run.stop();
    }
  });
});
