import { describe, expect, test } from 'vitest';
import { billOf } from '#cli/cost/bill.ts';
import { readDeployed } from '#cli/cost/deployed.ts';
import { loadOf } from '#cli/cost/load.ts';
import type { FunctionUsage, MeasuredUsage, Usage } from '#cli/cost/usage.ts';
import { toPlain } from '#domain/shared/decimal.ts';
import type { JsonObject } from '#local/template/json.ts';

const NOTHING: FunctionUsage = { invocations: 0, milliseconds: 0, logBytes: 0, readUnits: 0, writeUnits: 0 };
const NO_USAGE: Usage = { functions: {}, queueRequests: 0, busEvents: 0, executions: 0, transitions: 0 };

const FUNCTION = {
  Type: 'AWS::Lambda::Function',
  Properties: { MemorySize: 512, Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'look' } } },
};
const EACH_MINUTE = {
  Type: 'AWS::Scheduler::Schedule',
  Properties: { ScheduleExpression: 'cron(* * * * ? *)', Target: { Arn: { 'Fn::GetAtt': ['Look', 'Arn'] } } },
};
const TABLE = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    SSESpecification: { SSEEnabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  },
};

const tick: FunctionUsage = { invocations: 1, milliseconds: 10, logBytes: 300, readUnits: 2, writeUnits: 1 };
const order: Usage = {
  ...NO_USAGE,
  functions: { look: { invocations: 3, milliseconds: 64, logBytes: 900, readUnits: 5, writeUnits: 8 } },
  queueRequests: 4,
  executions: 1,
  transitions: 5,
};
const reconciliation: Usage = { ...NO_USAGE, executions: 1, transitions: 5 };
const measured: MeasuredUsage = {
  measuredOn: '2026-11-21',
  request: NOTHING,
  sim: { tick: { look: tick }, order, reconciliation: null, metrics: ['A {}', 'B {}'] },
  outside: { tick: { look: tick }, order, reconciliation, metrics: ['A {}', 'B {}', 'C {}'] },
};

function bill(resources: JsonObject, broker = 'sim', limits = 0) {
  const deployed = readDeployed({
    directory: '',
    stacks: [{ name: 'app', region: null, template: { Resources: resources }, assets: new Map() }],
  });
  return billOf(deployed, loadOf(deployed, measured, { broker, reconciliationSeconds: 300, limits }));
}

/** Units and dollars of a month, and of 1,000 orders more; each list price, then what is left after what is free. */
function figures(resources: JsonObject, broker?: string) {
  return Object.fromEntries(
    bill(resources, broker).lines.map(({ key, idleUnits, idle, orderUnits, perThousandOrders }) => [
      key,
      [idleUnits, idle.list, idle.afterFree, orderUnits, perThousandOrders.list, perThousandOrders.afterFree].map(
        toPlain,
      ),
    ]),
  );
}

describe('the bill', () => {
  test('Given a function that is called each minute, Then it is billed by hand the same: 730 hours, its memory, its share of a CPU', () => {
    // 43,800 calls × 0.20 ÷ 10^6. 438 s × 1769/512 × 0.5 GB = 756.662… GB-s. An order: 3 calls; 0.064 s × 1769/1024 = 0.1105625 GB-s.
    expect(figures({ Look: FUNCTION, Each: EACH_MINUTE })).toEqual({
      lambdaRequest: ['43800', '0.00876', '0', '3000', '0.0006', '0'],
      lambdaArmCompute: ['756.662109375', '0.010088878569140625', '0', '110.5625', '0.0014741740375', '0'],
      scheduledCall: ['43800', '0.0438', '0', '0', '0', '0'],
    });
  });

  test('Given the ledger, Then units, storage, restore and its key are billed', () => {
    expect(figures({ Look: FUNCTION, Each: EACH_MINUTE, Ledger: TABLE })).toMatchObject({
      tableWrite: ['43800', '0.027375', '0.027375', '8000', '0.005', '0.005'],
      tableRead: ['87600', '0.01095', '0.01095', '5000', '0.000625', '0.000625'],
      tableStorage: ['1', '0.25', '0', '0', '0', '0'],
      tableRestore: ['1', '0.2', '0.2', '0', '0', '0'],
      keyRequest: ['8760', '0.02628', '0', '0', '0', '0'],
      tableExport: ['0', '0', '0', '0', '0', '0'],
    });
  });

  test('Given an export each month, Then each GB of it is billed, and no function', () => {
    const Target = { Arn: 'arn:aws:scheduler:::aws-sdk:dynamodb:exportTableToPointInTime' };
    const schedule = { Type: 'AWS::Scheduler::Schedule', Properties: { ScheduleExpression: 'rate(73 hours)', Target } };

    expect(figures({ Ledger: TABLE, Export: schedule })).toMatchObject({
      scheduledCall: ['10', '0.00001', '0', '0', '0', '0'],
      tableExport: ['10', '1', '1', '0', '0', '0'],
    });
  });

  test('Given a queue that a function polls and its dead letters, Then five long polls of twenty seconds are billed, once', () => {
    const mapping = {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: { 'Fn::GetAtt': ['Orders', 'Arn'] } },
    };
    const queue = { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } };

    // 5 × 3 a minute × 43,800 minutes, × 0.50 ÷ 10^6; a million of them are free, orders use up what is left of it.
    expect(figures({ Orders: queue, Dead: queue, Mapping: mapping })).toEqual({
      fifoRequest: ['657000', '0.3285', '0', '4000', '0.002', '0'],
    });
  });

  test('Given a state machine, Then the simulated broker reconciles nothing, an outside one every five minutes', () => {
    const machine = { Type: 'AWS::StepFunctions::StateMachine', Properties: {} };

    expect(figures({ Machine: machine })).toMatchObject({ transition: ['0', '0', '0', '5000', '0.125', '0.025'] });
    // 730 × 12 executions of 5 transitions: 43,800, of which 4,000 are free.
    expect(figures({ Machine: machine }, 'ccxt:binance')).toMatchObject({
      transition: ['43800', '1.095', '0.995', '5000', '0.125', '0.125'],
      trace: ['8760', '0.0438', '0', '1000', '0.005', '0'],
    });
  });

  test('Given logs kept for 73 days, Then what is written in a month is kept 2.4 times, and each metric is billed', () => {
    const group = { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 73 } };

    // 43,800 × (300 + 700) bytes and 1,000 × 400 of the access log: 0.0442 GB. An order: 900 + 3 × 700 = 3,000 bytes.
    expect(figures({ Look: FUNCTION, Each: EACH_MINUTE, Logs: group })).toMatchObject({
      logIngestion: ['0.0442', '0.0221', '0', '0.003', '0.0015', '0'],
      logStorage: ['0.10608', '0.0031824', '0', '0.0072', '0.000216', '0'],
      metric: ['2', '0.6', '0', '0', '0', '0'],
    });
  });

  test.for([
    ['sim', 0, 2],
    ['alpaca', 0, 3],
    ['alpaca', 6, 10],
  ] as const)(
    'Given broker %s and %i limits, Then the metrics of that broker are billed, and one a limit with one for the highest: %i',
    ([broker, limits, metrics]) => {
      const { lines } = bill({ Logs: { Type: 'AWS::Logs::LogGroup', Properties: {} } }, broker, limits);
      expect(lines.find(({ key }) => key === 'metric')?.idleUnits.toNumber()).toBe(metrics);
    },
  );

  test('Given secrets, alarms and dashboards, Then each is billed, an alarm on two metrics twice', () => {
    const sums = {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { Metrics: [{ MetricStat: {} }, { MetricStat: {} }, { Expression: 'a+b' }] },
    };
    const resources = {
      One: { Type: 'AWS::SecretsManager::Secret', Properties: {} },
      Two: { Type: 'AWS::SecretsManager::Secret', Properties: {} },
      Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: {} },
      Sums: sums,
      Board: { Type: 'AWS::CloudWatch::Dashboard', Properties: {} },
    };

    expect(figures(resources)).toEqual({
      secret: ['2', '0.8', '0.8', '0', '0', '0'],
      alarm: ['3', '0.3', '0', '0', '0', '0'],
      dashboard: ['1', '3', '0', '0', '0', '0'],
    });
  });

  test('Given everything, Then the sums are those of the lines, and the machine costs the same at the orders that fill the difference', () => {
    const { lines, idle, perThousandOrders, ordersAtCostOfVm } = bill({
      Look: FUNCTION,
      Each: EACH_MINUTE,
      Ledger: TABLE,
    });
    const sum = lines.reduce((all, line) => all + line.idle.list.toNumber(), 0);

    expect(idle.list.toNumber()).toBeCloseTo(sum, 12);
    expect(ordersAtCostOfVm).toBe(Math.floor(((5 - sum) / perThousandOrders.list.toNumber()) * 1_000));
  });

  test('Given more than the machine costs before the first order, Then no number of orders makes them the same', () => {
    const board = { Type: 'AWS::CloudWatch::Dashboard', Properties: {} };

    expect(bill({ One: board, Two: board, Look: FUNCTION }).ordersAtCostOfVm).toBeNull();
  });
});

describe('what cannot be priced', () => {
  test.for([
    [
      'a type that nobody has priced',
      { Shiny: { Type: 'AWS::New::Thing', Properties: {} } },
      /AWS::New::Thing \(Shiny\), expected a type that has a price/,
    ],
    [
      'a table with provisioned capacity',
      { Look: FUNCTION, Ledger: { Type: 'AWS::DynamoDB::Table', Properties: {} } },
      /BillingMode of Ledger: received none/,
    ],
    [
      'a schedule of a function that was never measured',
      {
        Look: { ...FUNCTION, Properties: { Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'new' } } } },
        Each: EACH_MINUTE,
      },
      /received a schedule of new, expected a function whose ticks/,
    ],
    ['a schedule of something else than a function', { Each: EACH_MINUTE }, /expected it to lead to a function/],
  ] as const)('Given %s, Then it is an error that names it', ([, resources, message]) => {
    expect(() => bill(resources as JsonObject)).toThrow(message);
  });
});
