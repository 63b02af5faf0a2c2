import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { FunctionName } from '../function-names.ts';

/** What a function may do with items; a transaction is authorised by the actions of its items. */
export type TableAction = 'BatchGetItem' | 'ConditionCheckItem' | 'GetItem' | 'PutItem' | 'Query' | 'UpdateItem';

/** Limits of Lambda's own queue for events that nobody waits for. */
export interface AsyncInvocation {
  /** An older event is dropped instead of being handed to the function. */
  readonly maxEventAge: Duration;
  /** Further attempts after the function failed, the first one a minute later. */
  readonly retryAttempts: 0 | 1 | 2;
}

export interface ServiceFunctionProps {
  /** Verb-noun name; logs and metrics carry it. */
  readonly name: FunctionName;
  /** Folder with `handler.mjs` and `config.json`. */
  readonly bundle: string;
  /** How long the function's log is kept. */
  readonly logRetention: logs.RetentionDays;
  /** What becomes of the log when the stack is deleted. */
  readonly logRemoval: RemovalPolicy;
  /** @default Duration.seconds(30) */
  readonly timeout?: Duration;
  /** For functions that a rule or a schedule calls. @default - Lambda's: 6 hours, 2 retries */
  readonly asyncInvocation?: AsyncInvocation;
  /** Whether it is called through an alias, so that a deployment can move its callers bit by bit. @default false */
  readonly hasAlias?: boolean;
}

/** Of every function that has one. */
const ALIAS = 'live';

/**
 * A Lambda function with a role and a log of its own. The `bind…` methods give it a resource: permission and
 * environment variable in one operation. Statements name exact actions on exact ARNs, narrower than the
 * `grants` of the resources, which add what the handlers never call.
 */
export class ServiceFunction extends Construct {
  readonly name: FunctionName;
  readonly function: lambda.Function;
  /** Names the version that is called; `null`: whatever was deployed last is. */
  readonly alias: lambda.Alias | null;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    this.name = props.name;
    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: props.logRemoval,
    });
    logGroup.grants.write(this.role);
    this.function = new lambda.Function(this, 'Function', {
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'handler.handler',
      code: lambda.Code.fromAsset(props.bundle),
      role: this.role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      // Lambda gives CPU in proportion to memory: a cold start runs half a megabyte of code.
      memorySize: 512,
      timeout: props.timeout ?? Duration.seconds(30),
      environment: { POWERTOOLS_SERVICE_NAME: props.name, POWERTOOLS_METRICS_NAMESPACE: 'Tidegate' },
      ...(props.hasAlias === true ? {} : props.asyncInvocation),
    });
    this.alias = props.hasAlias === true ? this.addAlias(props.asyncInvocation) : null;
  }

  /** What callers call, and are allowed to. */
  get target(): lambda.IFunction {
    // CDK's classes say `undefined` where its interfaces leave out.
    return this.alias === null ? this.function : (this.alias as lambda.IFunction);
  }

  /** Items of the ledger: `TABLE_NAME`. */
  bindTable(table: dynamodb.Table, ...actions: readonly TableAction[]): void {
    this.allow(
      actions.map((action) => `dynamodb:${action}`),
      table.tableArn,
    );
    this.function.addEnvironment('TABLE_NAME', table.tableName);
  }

  /** One index of a table that is bound already. */
  bindIndex(table: dynamodb.Table, indexName: string): void {
    this.allow(['dynamodb:Query'], `${table.tableArn}/index/${indexName}`);
  }

  /** The stream of a table, as its consumer. @param setAside takes what it never manages to handle: Lambda sends it with the function's role */
  bindStream(table: dynamodb.Table, setAside: sqs.Queue): void {
    if (table.tableStreamArn === undefined)
      throw new Error(`received ${table.node.path} without a stream, expected one`);
    this.allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], table.tableStreamArn);
    this.allow(['dynamodb:ListStreams'], '*');
    this.allow(['sqs:SendMessage'], setAside.queueArn);
  }

  /** A bus, to put events on: `EVENT_BUS_NAME`. */
  bindEventBus(bus: events.EventBus): void {
    this.allow(['events:PutEvents'], bus.eventBusArn);
    this.function.addEnvironment('EVENT_BUS_NAME', bus.eventBusName);
  }

  /** The queue as its sender: `ORDERS_QUEUE_URL`. */
  bindOrdersSender(queue: sqs.Queue): void {
    this.allow(['sqs:SendMessage'], queue.queueArn);
    this.function.addEnvironment('ORDERS_QUEUE_URL', queue.queueUrl);
  }

  /** The queue as its consumer, one message at a time: an outcome then belongs to one order only. */
  bindOrdersConsumer(queue: sqs.Queue): void {
    this.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], queue.queueArn);
    new lambda.EventSourceMapping(this, 'Orders', {
      target: this.target,
      eventSourceArn: queue.queueArn,
      batchSize: 1,
      reportBatchItemFailures: true,
    });
  }

  /** The market-data key: `MARKET_DATA_SECRET_ID`, an ARN. */
  bindMarketDataSecret(secret: secretsmanager.Secret): void {
    this.allow(['secretsmanager:GetSecretValue'], secret.secretArn);
    this.function.addEnvironment('MARKET_DATA_SECRET_ID', secret.secretArn);
  }

  /** The trading key: `BROKER_SECRET_ID`, an ARN. The simulated broker has none. */
  bindBrokerSecret(secret: secretsmanager.Secret | null): void {
    if (secret === null) return;
    this.allow(['secretsmanager:GetSecretValue'], secret.secretArn);
    this.function.addEnvironment('BROKER_SECRET_ID', secret.secretArn);
  }

  /** Tokens of the signal webhook: `WEBHOOK_SECRET_ID`, an ARN. */
  bindWebhookSecret(secret: secretsmanager.Secret): void {
    this.allow(['secretsmanager:GetSecretValue'], secret.secretArn);
    this.function.addEnvironment('WEBHOOK_SECRET_ID', secret.secretArn);
  }

  /** Addresses and keys of notices: `NOTICE_SECRET_ID`, an ARN. */
  bindNoticeSecret(secret: secretsmanager.Secret): void {
    this.allow(['secretsmanager:GetSecretValue'], secret.secretArn);
    this.function.addEnvironment('NOTICE_SECRET_ID', secret.secretArn);
  }

  /** The topic of notices by e-mail, to publish to it: `NOTICE_TOPIC_ARN`. */
  bindNoticeTopic(topic: sns.Topic): void {
    this.allow(['sns:Publish'], topic.topicArn);
    this.function.addEnvironment('NOTICE_TOPIC_ARN', topic.topicArn);
  }

  /** The workflow that stops everything, to start it: `EMERGENCY_STOP_ARN`. */
  bindEmergencyStop(workflow: stepfunctions.StateMachine): void {
    this.allow(['states:StartExecution'], workflow.stateMachineArn);
    this.function.addEnvironment('EMERGENCY_STOP_ARN', workflow.stateMachineArn);
  }

  /** The workflow that reconciles, to start it: `RECONCILE_ARN`. */
  bindReconcile(workflow: stepfunctions.StateMachine): void {
    this.allow(['states:StartExecution'], workflow.stateMachineArn);
    this.function.addEnvironment('RECONCILE_ARN', workflow.stateMachineArn);
  }

  /** Limits of calls that nobody waits for belong to what is called. */
  private addAlias(limits: AsyncInvocation | undefined): lambda.Alias {
    const version = this.function.currentVersion as lambda.IVersion;
    return new lambda.Alias(this, 'Alias', { aliasName: ALIAS, version, ...limits });
  }

  private allow(actions: readonly string[], resourceArn: string): void {
    iam.Grant.addToPrincipal({
      grantee: this.role,
      actions: [...actions],
      resourceArns: [resourceArn],
    }).assertSuccess();
  }
}
