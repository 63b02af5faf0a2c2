import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { allowingStatements, type DescribedStatement, describeReference, describeRoles } from './policy-statements.ts';
import { configOf, createApp, resourcesOf, templatesOf } from './synthesized-app.ts';

const template = templatesOf('dev').app;

function logsOf(name: string): DescribedStatement {
  return ['logs:CreateLogStream logs:PutLogEvents', `${name}Logs.Arn`];
}

const SECRET: DescribedStatement = ['secretsmanager:GetSecretValue', 'MarketDataSecret'];
/** The feed's key and the tokens of the webhook, which CDK makes one statement of. */
const SECRETS: DescribedStatement = ['secretsmanager:GetSecretValue', 'MarketDataSecret, WebhookTokensSecret'];
const START: DescribedStatement = [
  'states:StartExecution',
  'EmergencyStopWorkflowStateMachine, ReconcileWorkflowStateMachine',
];
const SEND: DescribedStatement = ['sqs:SendMessage', 'OrdersQueue.Arn'];

/** Logs and traces of a state machine: the one statement whose actions know no narrower resource. */
const DELIVERY: DescribedStatement = [
  'logs:CreateLogDelivery logs:DeleteLogDelivery logs:DescribeLogGroups logs:DescribeResourcePolicies logs:GetLogDelivery logs:ListLogDeliveries logs:PutResourcePolicy logs:UpdateLogDelivery xray:GetSamplingRules xray:GetSamplingTargets xray:PutTelemetryRecords xray:PutTraceSegments',
  '*',
];

/** What Lambda asks for when the stream's mapping is made. */
const READ_STREAM: DescribedStatement = [
  'dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator',
  'LedgerTable.StreamArn',
];
const LIST_STREAMS: DescribedStatement = ['dynamodb:ListStreams', '*'];

/** Everything that any role may do. Whoever adds a line here has read what the function calls. */
const ROLES: Readonly<Record<string, readonly DescribedStatement[]>> = {
  GenerateSignalsRole: [
    logsOf('GenerateSignals'),
    ['dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem', 'LedgerTable.Arn'],
    SEND,
    SECRET,
  ],
  AcceptSignalRole: [
    logsOf('AcceptSignal'),
    ['dynamodb:GetItem dynamodb:PutItem dynamodb:Query', 'LedgerTable.Arn'],
    SEND,
    SECRET,
  ],
  PlaceOrderRole: [
    logsOf('PlaceOrder'),
    [
      'dynamodb:ConditionCheckItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem',
      'LedgerTable.Arn',
    ],
    ['sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage', 'OrdersQueue.Arn'],
  ],
  TrackOrdersRole: [
    logsOf('TrackOrders'),
    [
      'dynamodb:BatchGetItem dynamodb:ConditionCheckItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem',
      'LedgerTable.Arn',
    ],
    ['dynamodb:Query', 'LedgerTable.Arn/index/open-orders'],
    SECRET,
  ],
  EmergencyStopRole: [
    logsOf('EmergencyStop'),
    [
      'dynamodb:BatchGetItem dynamodb:ConditionCheckItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem',
      'LedgerTable.Arn',
    ],
    ['dynamodb:Query', 'LedgerTable.Arn/index/open-orders'],
    SECRET,
  ],
  ReconcileRole: [
    logsOf('Reconcile'),
    ['dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem', 'LedgerTable.Arn'],
    ['dynamodb:Query', 'LedgerTable.Arn/index/open-orders'],
    SECRET,
  ],
  MonitorRiskRole: [
    logsOf('MonitorRisk'),
    ['dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem', 'LedgerTable.Arn'],
    SEND,
    SECRET,
    START,
  ],
  ControlApiRole: [
    logsOf('ControlApi'),
    ['dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem', 'LedgerTable.Arn'],
    ['dynamodb:Query', 'LedgerTable.Arn/index/open-orders'],
    SEND,
    SECRETS,
    START,
  ],
  RecordAuditRole: [
    logsOf('RecordAudit'),
    ['dynamodb:PutItem', 'LedgerTable.Arn'],
    READ_STREAM,
    LIST_STREAMS,
    ['sqs:SendMessage', 'AuditStreamSetAside.Arn'],
  ],
  RelayEventsRole: [
    logsOf('RelayEvents'),
    ['events:PutEvents', 'SignalsBus.Arn'],
    READ_STREAM,
    LIST_STREAMS,
    ['sqs:SendMessage', 'EventStreamSetAside.Arn'],
  ],
  SealAuditRole: [
    logsOf('SealAudit'),
    ['dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem', 'LedgerTable.Arn'],
    ['dynamodb:Query', 'LedgerTable.Arn/index/open-orders'],
  ],
  RestrictTradingRole: [logsOf('RestrictTrading'), ['dynamodb:Query dynamodb:UpdateItem', 'LedgerTable.Arn']],
  StopTradingRole: [
    logsOf('StopTrading'),
    ['dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem', 'LedgerTable.Arn'],
    ['states:StartExecution', 'EmergencyStopWorkflowStateMachine'],
  ],
  EmergencyStopWorkflowRole: [['lambda:InvokeFunction', 'EmergencyStopFunction.Arn'], DELIVERY],
  ReconcileWorkflowRole: [['lambda:InvokeFunction', 'ReconcileFunction.Arn'], DELIVERY],
  TicksRole: [
    [
      'lambda:InvokeFunction',
      'GenerateSignalsFunction.Arn, MonitorRiskFunction.Arn, SealAuditFunction.Arn, TrackOrdersFunction.Arn',
    ],
  ],
};

/** With a broker outside: its key, and the queue for protection that waits for no close. */
const BOTH_SECRETS: DescribedStatement = ['secretsmanager:GetSecretValue', 'BrokerSecret, MarketDataSecret'];
const OUTSIDE: Readonly<Record<string, readonly DescribedStatement[]>> = {
  PlaceOrderRole: [['secretsmanager:GetSecretValue', 'BrokerSecret']],
  TrackOrdersRole: [BOTH_SECRETS, SEND],
  EmergencyStopRole: [BOTH_SECRETS],
  ReconcileRole: [BOTH_SECRETS],
  ControlApiRole: [['secretsmanager:GetSecretValue', 'BrokerSecret, MarketDataSecret, WebhookTokensSecret']],
};

const COMMON_VARIABLES = { POWERTOOLS_METRICS_NAMESPACE: 'Tidegate' };
/** Has the events from the stream, and asks for nothing. */
const WITHOUT_TABLE = ['relay-events'];

const WORKFLOWS = {
  EMERGENCY_STOP_ARN: 'EmergencyStopWorkflowStateMachine',
  RECONCILE_ARN: 'ReconcileWorkflowStateMachine',
};

const VARIABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'generate-signals': { ORDERS_QUEUE_URL: 'OrdersQueue', MARKET_DATA_SECRET_ID: 'MarketDataSecret' },
  'accept-signal': { ORDERS_QUEUE_URL: 'OrdersQueue', MARKET_DATA_SECRET_ID: 'MarketDataSecret' },
  'place-order': {},
  'track-orders': { MARKET_DATA_SECRET_ID: 'MarketDataSecret' },
  'emergency-stop': { MARKET_DATA_SECRET_ID: 'MarketDataSecret' },
  reconcile: { MARKET_DATA_SECRET_ID: 'MarketDataSecret' },
  'monitor-risk': { ORDERS_QUEUE_URL: 'OrdersQueue', MARKET_DATA_SECRET_ID: 'MarketDataSecret', ...WORKFLOWS },
  'control-api': {
    ORDERS_QUEUE_URL: 'OrdersQueue',
    MARKET_DATA_SECRET_ID: 'MarketDataSecret',
    WEBHOOK_SECRET_ID: 'WebhookTokensSecret',
    ...WORKFLOWS,
  },
  'record-audit': {},
  'relay-events': { EVENT_BUS_NAME: 'SignalsBus' },
  'seal-audit': {},
  'restrict-trading': {},
  'stop-trading': { EMERGENCY_STOP_ARN: 'EmergencyStopWorkflowStateMachine' },
};

function variablesOf(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const { Variables } = properties.Environment as { Variables: Record<string, unknown> };
  return Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, describeReference(value)]));
}

describe('least privilege', () => {
  test('Given every role, When its statements are read, Then they are exactly the listed ones', () => {
    expect(describeRoles(template)).toEqual(ROLES);
  });

  test('Given a broker outside, Then its five functions may read its key, and track-orders may send protection', () => {
    const outside = Template.fromStack(createApp({ ...configOf('dev'), broker: 'alpaca' }).stacks.app);
    const added = Object.entries(describeRoles(outside)).map(([role, statements]) => {
      const known = (ROLES[role] ?? []).map((statement) => JSON.stringify(statement));
      return [role, statements.filter((statement) => !known.includes(JSON.stringify(statement)))] as const;
    });
    const [tracker] = resourcesOf(outside, 'AWS::Lambda::Function').filter(([id]) => id.startsWith('TrackOrders'));

    expect(Object.fromEntries(added.filter(([, statements]) => statements.length > 0))).toEqual(OUTSIDE);
    expect(variablesOf(tracker?.[1].Properties ?? {})).toMatchObject({ ORDERS_QUEUE_URL: 'OrdersQueue' });
  });

  test('Given every allowing statement, Then neither action nor resource has a wildcard, but for the delivery of logs and traces, and the names of streams', () => {
    const wide: readonly string[] = [DELIVERY[0], LIST_STREAMS[0]];
    const statements = allowingStatements(template).filter(({ Action }) => !wide.includes([Action].flat().join(' ')));

    expect(statements.length).toBeGreaterThan(20);
    expect(statements.filter(({ Action, Resource }) => JSON.stringify([Action, Resource]).includes('*'))).toEqual([]);
  });

  test('Given every role, Then it has no managed or inline policy beside the listed statements', () => {
    for (const [, role] of resourcesOf(template, 'AWS::IAM::Role')) {
      expect(Object.keys(role.Properties)).toEqual(['AssumeRolePolicyDocument']);
    }
  });

  test('Given every function, Then a role of its own runs it', () => {
    const functions = resourcesOf(template, 'AWS::Lambda::Function');
    const roles = functions.map(([, resource]) => describeReference(resource.Properties.Role));

    expect(new Set(roles).size).toBe(functions.length);
    expect(roles).toEqual(
      Object.keys(ROLES)
        .filter((role) => role !== 'TicksRole' && !role.endsWith('WorkflowRole'))
        .map((role) => `${role}.Arn`),
    );
  });

  test('Given every function, When its variables are read, Then they are its bindings and nothing else', () => {
    const variables = resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) =>
      variablesOf(Properties),
    );

    expect(variables).toEqual(
      Object.entries(VARIABLES).map(([name, own]) => ({
        POWERTOOLS_SERVICE_NAME: name,
        ...COMMON_VARIABLES,
        ...(WITHOUT_TABLE.includes(name) ? {} : { TABLE_NAME: 'LedgerTable' }),
        ...own,
      })),
    );
  });
});
