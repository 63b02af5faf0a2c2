import { join } from 'node:path';
import { CfnOutput, Duration, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';
import { noticedEvents } from '#application/contracts/sections/notifications-section.ts';
import { bundleFolders, bundleFunctions } from '../bundle-functions.ts';
import { ControlApi } from '../constructs/control-api.ts';
import { canBeGuarded, GuardedDeployments } from '../constructs/guarded-deployments.ts';
import { LedgerStream } from '../constructs/ledger-stream.ts';
import { NoticeTopic } from '../constructs/notice-topic.ts';
import { Notices } from '../constructs/notices.ts';
import { Observability } from '../constructs/observability/observability.ts';
import { OrdersQueue } from '../constructs/orders-queue.ts';
import { type AsyncInvocation, ServiceFunction, type ServiceFunctionProps } from '../constructs/service-function.ts';
import { SignalRule } from '../constructs/signal-rule.ts';
import { StepWorkflow } from '../constructs/step-workflow.ts';
import { TickSchedules } from '../constructs/tick-schedules.ts';
import { OPEN_ORDERS_INDEX } from '../constructs/trading-table.ts';
import { constructIdOf, type FunctionName } from '../function-names.ts';
import { logRetention } from '../log-retention.ts';
import { isProduction, removalPolicyOf } from '../retention-policy.ts';
import { systemName } from '../system-name.ts';

export interface AppStackProps extends StackProps {
  /** The environment that is deployed; every function finds it beside its handler. */
  readonly config: EnvironmentConfig;
  /** Folder that holds `lambdas/`. */
  readonly root: string;
  /** The ledger. */
  readonly table: dynamodb.Table;
  /** Key of the market-data service. */
  readonly marketDataSecret: secretsmanager.Secret;
  /** Key that trades; `null` for the simulated broker. */
  readonly brokerSecret: secretsmanager.Secret | null;
  /** Tokens of the signal webhook. */
  readonly webhookSecret: secretsmanager.Secret;
  /** Channels of notices; `null`: there are none. */
  readonly noticeSecret: secretsmanager.Secret | null;
}

/** A tick that failed is not repeated: the next one, a minute later, does its work. */
const TICK: AsyncInvocation = { maxEventAge: Duration.seconds(60), retryAttempts: 0 };
/** Time for both retries: nobody else does what an alarm wants done. Later somebody may have looked. */
const ALARM: AsyncInvocation = { maxEventAge: Duration.minutes(10), retryAttempts: 2 };
/** Time for the one retry, which Lambda makes after a minute; whether the signal is still traded is the gate's decision. */
const SIGNAL: AsyncInvocation = { maxEventAge: Duration.seconds(120), retryAttempts: 1 };

/** A channel that fails is asked again after a minute or two; what is older than an hour is no news. */
const NOTICE: AsyncInvocation = { maxEventAge: Duration.hours(1), retryAttempts: 2 };

/** Three phases of five minutes, and their last steps. */
const STOP_TIMEOUT = Duration.minutes(20);
/** An operator has six hours to decide, at most. */
const RECONCILE_TIMEOUT = Duration.hours(7);

/** Records that the bus is told of, and those of the trail. */
const TOLD = ['ORDERS#', 'FILLS#', 'SESSIONS#', 'SIGNALS#', 'RISK#', 'STOPS#', 'RECONCILIATIONS#'];
const AUDITED = [...TOLD, 'ADJUSTMENTS#'];

interface Workflows {
  readonly emergencyStop: StepWorkflow;
  readonly reconcile: StepWorkflow;
}

/** Whose queues alarms watch. */
interface Messaging {
  readonly orders: OrdersQueue;
  readonly signals: SignalRule;
  readonly streams: { readonly audit: LedgerStream; readonly events: LedgerStream };
  /** `null`: nobody wants to be told. */
  readonly notices: Notices | null;
}

/** Everything that runs: functions, the queue between them, what calls them. It keeps nothing for long and can be made anew. */
export class AppStack extends Stack {
  /** Where alarms tell of themselves. */
  readonly alarmTopic: sns.Topic;
  private readonly props: AppStackProps;
  private readonly functions: ServiceFunction[] = [];
  private readonly bundles: Readonly<Record<FunctionName, string>>;

  constructor(scope: Construct, id: string, props: AppStackProps) {
    super(scope, id, props);
    this.props = props;
    this.bundles = this.bundle();
    const orders = new OrdersQueue(this, 'Orders');
    const generateSignals = this.addSignalSource('generate-signals', orders, TICK);
    const acceptSignal = this.addSignalSource('accept-signal', orders, SIGNAL);
    const placeOrder = this.addPlaceOrder(orders);
    const trackOrders = this.addTrackOrders(orders);
    const emergencyStop = this.addEmergencyStop();
    const reconcile = this.addReconcile();
    const workflows = { emergencyStop, reconcile };
    const monitorRisk = this.addMonitorRisk(orders, workflows);
    const controlApi = this.addControlApi(orders, workflows);
    const signals = new SignalRule(this, 'Signals', { busName: systemName(props.config), target: acceptSignal });
    const streams = { audit: this.addRecordAudit(), events: this.addRelayEvents(signals.bus) };
    const sealAudit = this.addSealAudit();
    const notices = this.addNotices(signals.bus);
    const { day_summary: tellsDays, dead_man: tellsOutside } = props.config.notifications ?? {};
    const unhurried = notices !== null && (tellsDays || tellsOutside) ? [notices.target] : [];
    new TickSchedules(this, 'Ticks', { functions: [generateSignals, trackOrders, monitorRisk, sealAudit], unhurried });
    this.alarmTopic = this.addObservability({ orders, signals, streams, notices }, placeOrder, emergencyStop);
    new CfnOutput(this, 'ApiUrl', { value: controlApi.url });
    new CfnOutput(this, 'AlarmTopicArn', { value: this.alarmTopic.topicArn });
    new CfnOutput(this, 'TableName', { value: props.table.tableName });
    new CfnOutput(this, 'OrdersQueueUrl', { value: orders.queue.queueUrl });
    new CfnOutput(this, 'EventBusName', { value: signals.bus.eventBusName });
  }

  /** Commands that deploy nothing (`cdk list`, tests) ask for no bundles: the sources stand in for them. */
  private bundle(): Readonly<Record<FunctionName, string>> {
    const { root, config } = this.props;
    if (!this.bundlingRequired) return bundleFolders(() => join(root, 'lambdas'));
    const stage = Stage.of(this);
    if (stage === undefined) throw new Error(`received stack ${this.node.path} outside of an app, expected it in one`);
    return bundleFunctions({ root, config, outdir: join(stage.outdir, 'bundles') });
  }

  private addFunction(
    name: FunctionName,
    options: Pick<ServiceFunctionProps, 'asyncInvocation' | 'timeout'> = {},
  ): ServiceFunction {
    const added = new ServiceFunction(this, constructIdOf(name), {
      name,
      hasAlias: isProduction(this.props.config) && canBeGuarded(name),
      bundle: this.bundles[name],
      ...this.logs(),
      ...options,
    });
    this.functions.push(added);
    return added;
  }

  private logs(): Pick<ServiceFunctionProps, 'logRemoval' | 'logRetention'> {
    const { config } = this.props;
    return { logRetention: logRetention(config.retention_days), logRemoval: removalPolicyOf(config) };
  }

  private addSignalSource(
    name: 'accept-signal' | 'generate-signals',
    orders: OrdersQueue,
    asyncInvocation: AsyncInvocation,
  ): ServiceFunction {
    const source = this.addFunction(name, { asyncInvocation });
    source.bindTable(this.props.table, 'Query', 'PutItem', name === 'generate-signals' ? 'UpdateItem' : 'GetItem');
    source.bindOrdersSender(orders.queue);
    source.bindMarketDataSecret(this.props.marketDataSecret);
    return source;
  }

  private addPlaceOrder(orders: OrdersQueue): ServiceFunction {
    const placeOrder = this.addFunction('place-order', { timeout: Duration.seconds(10) });
    placeOrder.bindTable(this.props.table, 'Query', 'GetItem', 'PutItem', 'UpdateItem', 'ConditionCheckItem');
    placeOrder.bindOrdersConsumer(orders.queue);
    placeOrder.bindBrokerSecret(this.props.brokerSecret);
    return placeOrder;
  }

  private addTrackOrders(orders: OrdersQueue): ServiceFunction {
    const trackOrders = this.addFunction('track-orders', { asyncInvocation: TICK });
    trackOrders.bindTable(
      this.props.table,
      'Query',
      'GetItem',
      'BatchGetItem',
      'PutItem',
      'UpdateItem',
      'ConditionCheckItem',
    );
    trackOrders.bindIndex(this.props.table, OPEN_ORDERS_INDEX);
    trackOrders.bindMarketDataSecret(this.props.marketDataSecret);
    trackOrders.bindBrokerSecret(this.props.brokerSecret);
    // A venue outside fills between two closes, and what it fills is protected at once.
    if (this.props.brokerSecret !== null) trackOrders.bindOrdersSender(orders.queue);
    return trackOrders;
  }

  private addEmergencyStop(): StepWorkflow {
    const step = this.addFunction('emergency-stop');
    step.bindTable(this.props.table, 'Query', 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'ConditionCheckItem');
    step.bindIndex(this.props.table, OPEN_ORDERS_INDEX);
    step.bindMarketDataSecret(this.props.marketDataSecret);
    step.bindBrokerSecret(this.props.brokerSecret);
    return new StepWorkflow(this, 'EmergencyStopWorkflow', {
      step,
      comment: 'Stops everything: cancels, waits, verifies, flattens, reconciles, as the function says',
      timeout: STOP_TIMEOUT,
      ...this.logs(),
    });
  }

  private addReconcile(): StepWorkflow {
    const step = this.addFunction('reconcile');
    step.bindTable(this.props.table, 'Query', 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem');
    step.bindIndex(this.props.table, OPEN_ORDERS_INDEX);
    step.bindMarketDataSecret(this.props.marketDataSecret);
    step.bindBrokerSecret(this.props.brokerSecret);
    return new StepWorkflow(this, 'ReconcileWorkflow', {
      step,
      comment: 'Compares ledger and broker: looks, looks again, waits for an operator, declares, as the function says',
      timeout: RECONCILE_TIMEOUT,
      ...this.logs(),
    });
  }

  private addMonitorRisk(orders: OrdersQueue, workflows: Workflows): ServiceFunction {
    const monitorRisk = this.addFunction('monitor-risk', { asyncInvocation: TICK });
    monitorRisk.bindTable(this.props.table, 'Query', 'GetItem', 'PutItem', 'UpdateItem');
    monitorRisk.bindOrdersSender(orders.queue);
    monitorRisk.bindMarketDataSecret(this.props.marketDataSecret);
    monitorRisk.bindEmergencyStop(workflows.emergencyStop.stateMachine);
    monitorRisk.bindReconcile(workflows.reconcile.stateMachine);
    return monitorRisk;
  }

  private addControlApi(orders: OrdersQueue, workflows: Workflows): ControlApi {
    const handler = this.addFunction('control-api');
    handler.bindTable(this.props.table, 'BatchGetItem', 'GetItem', 'Query', 'PutItem', 'UpdateItem');
    handler.bindIndex(this.props.table, OPEN_ORDERS_INDEX);
    handler.bindOrdersSender(orders.queue);
    handler.bindMarketDataSecret(this.props.marketDataSecret);
    handler.bindBrokerSecret(this.props.brokerSecret);
    handler.bindWebhookSecret(this.props.webhookSecret);
    handler.bindEmergencyStop(workflows.emergencyStop.stateMachine);
    handler.bindReconcile(workflows.reconcile.stateMachine);
    return new ControlApi(this, 'Http', { name: systemName(this.props.config), handler, ...this.logs() });
  }

  private addObservability(
    { notices, orders, signals, streams }: Messaging,
    placeOrder: ServiceFunction,
    emergencyStop: StepWorkflow,
  ): sns.Topic {
    const { config, table } = this.props;
    const restrictTrading = this.addFunction('restrict-trading', { asyncInvocation: ALARM });
    restrictTrading.bindTable(table, 'Query', 'UpdateItem');
    const stopTrading = this.addFunction('stop-trading', { asyncInvocation: ALARM });
    stopTrading.bindTable(table, 'Query', 'GetItem', 'PutItem', 'UpdateItem');
    stopTrading.bindEmergencyStop(emergencyStop.stateMachine);
    const queues = {
      orders: orders.queue,
      'order-dead-letters': orders.deadLetterQueue,
      'signal-dead-letters': signals.deadLetterQueue,
      'audit-set-aside': streams.audit.setAside,
      'events-set-aside': streams.events.setAside,
      'notice-dead-letters': notices?.deadLetterQueue ?? null,
    };
    const actors = { placeOrder, notify: notices?.target ?? null, restrictTrading, stopTrading };
    const removalPolicy = removalPolicyOf(config);
    const { alarms, topic } = new Observability(this, 'Watch', {
      config,
      queues,
      table,
      removalPolicy,
      functions: this.functions,
      ...actors,
    });
    const guarded = this.functions.filter(({ alias }) => alias !== null);
    if (guarded.length > 0) new GuardedDeployments(this, 'Deployments', { functions: guarded, alarms });
    return topic;
  }

  private addRecordAudit(): LedgerStream {
    const { table } = this.props;
    const target = this.addFunction('record-audit');
    target.bindTable(table, 'PutItem');
    return new LedgerStream(this, 'AuditStream', { table, target, partitions: AUDITED, modes: true });
  }

  /** A reader of its own: the trail does not wait for the bus. */
  private addRelayEvents(bus: events.EventBus): LedgerStream {
    const target = this.addFunction('relay-events');
    target.bindEventBus(bus);
    return new LedgerStream(this, 'EventStream', { table: this.props.table, target, partitions: TOLD, modes: false });
  }

  private addSealAudit(): ServiceFunction {
    const sealAudit = this.addFunction('seal-audit', { asyncInvocation: TICK });
    sealAudit.bindTable(this.props.table, 'BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem');
    sealAudit.bindIndex(this.props.table, OPEN_ORDERS_INDEX);
    return sealAudit;
  }

  /** `null`: nobody wants to be told. */
  private addNotices(bus: events.EventBus): Notices | null {
    const { config, noticeSecret, table } = this.props;
    if (noticeSecret === null || config.notifications === undefined) return null;
    const target = this.addFunction('notify', { asyncInvocation: NOTICE });
    const reads = config.notifications.day_summary === true ? (['Query'] as const) : [];
    target.bindTable(table, 'GetItem', 'PutItem', 'UpdateItem', ...reads);
    target.bindNoticeSecret(noticeSecret);
    const { emails } = config.notifications;
    if (emails !== undefined) target.bindNoticeTopic(new NoticeTopic(this, 'NoticeMail', { emails }).topic);
    return new Notices(this, 'Notices', { bus, target, names: noticedEvents(config.notifications.least_severity) });
  }
}
