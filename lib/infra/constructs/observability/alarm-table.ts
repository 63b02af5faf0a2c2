import { type EnvironmentConfig, riskLimits } from '#application/contracts/environment-config.ts';
import { dataAgeLimit, type MetricName } from '#application/contracts/metrics.ts';

/** `Critical`: no new exposure is safe, and somebody is woken. `Warning`: somebody should look today. */
export type Severity = 'Critical' | 'Warning';

/** A figure of the functions, or one that SQS itself tells of a queue. */
export type AlarmMetric =
  | { readonly kind: 'ours'; readonly name: MetricName }
  | {
      readonly kind: 'queue';
      readonly queue:
        | 'orders'
        | 'order-dead-letters'
        | 'signal-dead-letters'
        | 'audit-set-aside'
        | 'events-set-aside'
        | 'notice-dead-letters';
      readonly name: 'ApproximateAgeOfOldestMessage' | 'ApproximateNumberOfMessagesVisible';
    };

/** What a period without data means. `ignore`: the state stays what it is. */
export type MissingData = 'breaching' | 'notBreaching' | 'ignore';

/** One alarm: everything that differs between them. */
export interface AlarmSpec {
  /** In the template, in notices and in the name of what CloudWatch shows. */
  readonly name: string;
  readonly severity: Severity;
  /** What is the matter when it rings. */
  readonly meaning: string;
  readonly metric: AlarmMetric;
  readonly statistic: 'Average' | 'Maximum' | 'Minimum' | 'Sum';
  /** Seconds. */
  readonly period: number;
  /** Of the last `of` periods, so many have to be bad. */
  readonly bad: number;
  readonly of: number;
  readonly comparison: '<' | '>' | '>=';
  readonly threshold: number;
  readonly missing: MissingData;
  /** Why missing data is taken so. */
  readonly because: string;
  /** Page in docs/runbooks, without `.md`. */
  readonly runbook: string;
}

/** An alarm whose threshold may be the environment's. */
type AlarmRow = Omit<AlarmSpec, 'threshold'> & {
  readonly threshold: number | ((config: EnvironmentConfig) => number);
};

/** Basis points, where the configuration guards against no slippage. */
const DEFAULT_GUARD = 30;
const MINUTELY = { period: 60, bad: 1, of: 1 } as const;
const FIVE_MINUTES = { period: 300, bad: 1, of: 1 } as const;
const SOME = { statistic: 'Maximum', comparison: '>=', threshold: 1 } as const;
const SILENT = 'no monitor, no figure: its silence is an alarm of its own';
const NO_MESSAGES = 'SQS tells nothing of a queue that nobody uses';

function ours(name: MetricName): AlarmMetric {
  return { kind: 'ours', name };
}

/** Silence for so many minutes: of three, one tick may be late and two may fail. */
function heartbeat(name: string, metric: MetricName, severity: Severity, meaning: string, minutes = 3): AlarmSpec {
  return {
    name,
    severity,
    meaning,
    metric: ours(metric),
    statistic: 'Sum',
    period: 60,
    bad: minutes,
    of: minutes,
    comparison: '<',
    threshold: 1,
    missing: 'breaching',
    because: 'a function that does not run writes nothing: the silence is what it is about',
    runbook: 'heartbeat-missing',
  };
}

const ACCOUNT_ALARMS: readonly AlarmRow[] = [
  {
    name: 'RiskLimitExceeded',
    severity: 'Critical',
    meaning: 'A limit of daily loss or drawdown is reached',
    metric: ours('tidegate_risk_limits_exceeded'),
    ...SOME,
    ...MINUTELY,
    missing: 'notBreaching',
    because: `without an account there is no loss; ${SILENT}`,
    runbook: 'risk-limit-exceeded',
  },
  {
    name: 'MarginCallWarning',
    severity: 'Critical',
    meaning: 'The margin ratio is that of a margin call',
    metric: ours('tidegate_margin_calls'),
    ...SOME,
    ...MINUTELY,
    missing: 'notBreaching',
    because: `a cash account has no margin; ${SILENT}`,
    runbook: 'margin-call-warning',
  },
  {
    name: 'UnknownOutcome',
    severity: 'Critical',
    meaning: 'Nobody knows whether the venue has an order',
    metric: ours('tidegate_unknown_orders'),
    ...SOME,
    ...MINUTELY,
    missing: 'ignore',
    because: 'an order stays unknown until the venue has told, whether or not we look',
    runbook: 'unknown-outcome',
  },
  {
    name: 'DriftDetected',
    severity: 'Critical',
    meaning: 'Ledger and broker differ',
    metric: ours('tidegate_open_drifts'),
    ...SOME,
    ...MINUTELY,
    missing: 'ignore',
    because: 'a difference stands until a reconciliation finds none',
    runbook: 'drift-detected',
  },
  {
    name: 'KillSelfTest',
    severity: 'Critical',
    meaning: 'The kill switch cannot be read, or would not hold',
    metric: ours('tidegate_kill_self_test'),
    statistic: 'Minimum',
    comparison: '<',
    threshold: 1,
    ...MINUTELY,
    missing: 'ignore',
    because: `a test that was not made shows nothing; ${SILENT}`,
    runbook: 'kill-self-test',
  },
];

const HEARTBEATS: readonly AlarmRow[] = [
  heartbeat('HeartbeatMonitorRisk', 'tidegate_heartbeat_monitor_risk', 'Critical', 'Nobody watches the account'),
  heartbeat('HeartbeatTrackOrders', 'tidegate_heartbeat_track_orders', 'Critical', 'Nobody asks the venue for fills'),
  heartbeat(
    'HeartbeatGenerateSignals',
    'tidegate_heartbeat_generate_signals',
    'Critical',
    'No strategy is stepped: neither entries nor its exits are decided',
    // Its ticks fail, too, while nobody answers with bars: so long until the session is in ERROR for that.
    10,
  ),
  heartbeat('HeartbeatSealAudit', 'tidegate_heartbeat_seal_audit', 'Warning', 'The audit trail is not sealed'),
];

const QUEUE_ALARMS: readonly AlarmRow[] = [
  {
    name: 'OrderDeadLetters',
    severity: 'Critical',
    meaning: 'A command of the orders queue failed three times',
    metric: { kind: 'queue', queue: 'order-dead-letters', name: 'ApproximateNumberOfMessagesVisible' },
    ...SOME,
    ...MINUTELY,
    missing: 'notBreaching',
    because: NO_MESSAGES,
    runbook: 'dead-letters',
  },
  {
    name: 'SignalDeadLetters',
    severity: 'Warning',
    meaning: 'A signal from outside could not be delivered',
    metric: { kind: 'queue', queue: 'signal-dead-letters', name: 'ApproximateNumberOfMessagesVisible' },
    ...SOME,
    ...MINUTELY,
    missing: 'notBreaching',
    because: NO_MESSAGES,
    runbook: 'dead-letters',
  },
  {
    name: 'AuditSetAside',
    severity: 'Warning',
    meaning: 'The audit trail lacks entries',
    metric: { kind: 'queue', queue: 'audit-set-aside', name: 'ApproximateNumberOfMessagesVisible' },
    ...SOME,
    ...MINUTELY,
    missing: 'notBreaching',
    because: NO_MESSAGES,
    runbook: 'set-aside',
  },
  {
    name: 'EventsSetAside',
    severity: 'Warning',
    meaning: 'Events did not get onto the bus',
    metric: { kind: 'queue', queue: 'events-set-aside', name: 'ApproximateNumberOfMessagesVisible' },
    ...SOME,
    ...MINUTELY,
    missing: 'notBreaching',
    because: NO_MESSAGES,
    runbook: 'set-aside',
  },
  {
    name: 'QueueAge',
    severity: 'Warning',
    meaning: 'A command waits for longer than an entry may live',
    metric: { kind: 'queue', queue: 'orders', name: 'ApproximateAgeOfOldestMessage' },
    statistic: 'Maximum',
    comparison: '>',
    threshold: 60,
    ...MINUTELY,
    missing: 'notBreaching',
    because: NO_MESSAGES,
    runbook: 'queue-age',
  },
];

/** Only where people are told. What it tells itself goes the way that failed, too: the topic is what is left. */
const NOTICE_ALARMS: readonly AlarmRow[] = [
  {
    name: 'NoticeDeadLetters',
    severity: 'Warning',
    meaning: 'A notice of an event could not be handed over: nobody was told of it',
    metric: { kind: 'queue', queue: 'notice-dead-letters', name: 'ApproximateNumberOfMessagesVisible' },
    ...SOME,
    ...MINUTELY,
    missing: 'notBreaching',
    because: NO_MESSAGES,
    runbook: 'dead-letters',
  },
  {
    name: 'NoticesFailed',
    severity: 'Warning',
    meaning: 'A channel did not take a notice: who hears by it alone may not have been told',
    metric: ours('tidegate_notices_failed'),
    statistic: 'Sum',
    comparison: '>=',
    threshold: 1,
    ...FIVE_MINUTES,
    missing: 'notBreaching',
    because: 'nobody was to be told',
    runbook: 'notices-failed',
  },
];

const MARKET_ALARMS: readonly AlarmRow[] = [
  {
    name: 'HighSlippage',
    severity: 'Warning',
    meaning: 'Fills cost more than the slippage guard allows for',
    metric: ours('live_trade_slippage_bps'),
    statistic: 'Average',
    comparison: '>',
    threshold: slippageGuard,
    ...FIVE_MINUTES,
    missing: 'notBreaching',
    because: 'no fill, no slippage',
    runbook: 'high-slippage',
  },
  {
    name: 'LowLiquidity',
    severity: 'Warning',
    meaning: 'Orders are denied because their market is too thin',
    metric: ours('tidegate_liquidity_denials'),
    statistic: 'Sum',
    comparison: '>=',
    threshold: 1,
    ...FIVE_MINUTES,
    missing: 'notBreaching',
    because: 'told only when it happens',
    runbook: 'low-liquidity',
  },
  {
    name: 'DataAge',
    severity: 'Warning',
    meaning: 'A running session gets no bars',
    metric: ours('tidegate_data_age_seconds'),
    statistic: 'Maximum',
    comparison: '>',
    threshold: dataAgeLimit,
    period: 60,
    bad: 2,
    of: 3,
    missing: 'notBreaching',
    runbook: 'data-age',
    because: `told only while bars are waited for; ${SILENT}`,
  },
  {
    name: 'BrokerErrors',
    severity: 'Warning',
    meaning: 'The broker does not answer, or wants quiet',
    metric: ours('tidegate_broker_errors'),
    statistic: 'Sum',
    comparison: '>=',
    threshold: 5,
    ...FIVE_MINUTES,
    missing: 'notBreaching',
    because: 'nobody asked',
    runbook: 'broker-errors',
  },
  {
    name: 'ClockSkew',
    severity: 'Warning',
    meaning: 'Clock and scheduler differ by more than a tick may be late',
    metric: ours('tidegate_clock_skew_seconds'),
    statistic: 'Maximum',
    comparison: '>',
    threshold: 90,
    period: 60,
    bad: 3,
    of: 3,
    missing: 'notBreaching',
    because: SILENT,
    runbook: 'clock-skew',
  },
];

/** Every alarm of an environment. `trading-unsafe` is made of those that are critical. */
export function alarmTable(config: EnvironmentConfig): readonly AlarmSpec[] {
  const ofNotices = config.notifications === undefined ? [] : NOTICE_ALARMS;
  const rows = [...ACCOUNT_ALARMS, ...HEARTBEATS, ...QUEUE_ALARMS, ...ofNotices, ...MARKET_ALARMS];
  return rows.map((row) => {
    const { threshold } = row;
    return { ...row, threshold: typeof threshold === 'number' ? threshold : threshold(config) };
  });
}

function slippageGuard(config: EnvironmentConfig): number {
  return riskLimits(config).slippage_guard_bps?.toNumber() ?? DEFAULT_GUARD;
}
