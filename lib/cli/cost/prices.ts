/**
 * Public list prices of AWS in us-east-1, in US dollars, on demand, without taxes. They were looked up in copies of the pages named in `sources`, the newest of September 2026, not on the
 * live pages: check them before a decision rests on them.
 */
export const PRICE_LIST = {
  date: '2026-11-21',
  region: 'us-east-1',
  sources: [
    'https://aws.amazon.com/lambda/pricing/',
    'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    'https://aws.amazon.com/sqs/pricing/',
    'https://aws.amazon.com/eventbridge/pricing/',
    'https://aws.amazon.com/step-functions/pricing/',
    'https://aws.amazon.com/api-gateway/pricing/',
    'https://aws.amazon.com/secrets-manager/pricing/',
    'https://aws.amazon.com/kms/pricing/',
    'https://aws.amazon.com/cloudwatch/pricing/',
    'https://aws.amazon.com/xray/pricing/',
    'https://aws.amazon.com/s3/pricing/',
    'https://aws.amazon.com/sns/pricing/',
    'https://docs.aws.amazon.com/lightsail/latest/userguide/amazon-lightsail-bundles.html',
  ],
} as const;

/** `usd` is the price of `per` units; `free` units a month cost an account nothing, for all that it runs and without an end. */
export interface Price {
  readonly what: string;
  readonly unit: string;
  readonly usd: string;
  readonly per: number;
  readonly free: number;
}

const MILLION = 1_000_000;

export const PRICES = {
  lambdaRequest: { what: 'Lambda requests', unit: 'requests', usd: '0.20', per: MILLION, free: MILLION },
  lambdaArmCompute: { what: 'Lambda compute, arm64', unit: 'GB-seconds', usd: '0.0000133334', per: 1, free: 400_000 },
  tableWrite: { what: 'DynamoDB writes', unit: 'write units', usd: '0.625', per: MILLION, free: 0 },
  tableRead: { what: 'DynamoDB reads', unit: 'read units', usd: '0.125', per: MILLION, free: 0 },
  tableStorage: { what: 'DynamoDB storage', unit: 'GB-months', usd: '0.25', per: 1, free: 25 },
  tableRestore: { what: 'DynamoDB point-in-time recovery', unit: 'GB-months', usd: '0.20', per: 1, free: 0 },
  tableExport: { what: 'DynamoDB exports', unit: 'GB', usd: '0.10', per: 1, free: 0 },
  keyRequest: { what: 'KMS requests, of the table', unit: 'requests', usd: '0.03', per: 10_000, free: 20_000 },
  fifoRequest: { what: 'SQS FIFO requests', unit: 'requests', usd: '0.50', per: MILLION, free: MILLION },
  scheduledCall: { what: 'EventBridge Scheduler', unit: 'calls', usd: '1.00', per: MILLION, free: 14 * MILLION },
  busEvent: { what: 'EventBridge custom events', unit: 'events', usd: '1.00', per: MILLION, free: 0 },
  transition: { what: 'Step Functions', unit: 'transitions', usd: '0.025', per: 1_000, free: 4_000 },
  trace: { what: 'X-Ray traces', unit: 'traces', usd: '5.00', per: MILLION, free: 100_000 },
  apiRequest: { what: 'HTTP API', unit: 'requests', usd: '1.00', per: MILLION, free: 0 },
  secret: { what: 'Secrets Manager', unit: 'secrets', usd: '0.40', per: 1, free: 0 },
  logIngestion: { what: 'CloudWatch Logs, written', unit: 'GB', usd: '0.50', per: 1, free: 5 },
  logStorage: { what: 'CloudWatch Logs, kept', unit: 'GB-months', usd: '0.03', per: 1, free: 5 },
  metric: { what: 'CloudWatch custom metrics', unit: 'metrics', usd: '0.30', per: 1, free: 10 },
  alarm: { what: 'CloudWatch alarms', unit: 'alarmed metrics', usd: '0.10', per: 1, free: 10 },
  compositeAlarm: { what: 'CloudWatch composite alarms', unit: 'alarms', usd: '0.50', per: 1, free: 0 },
  dashboard: { what: 'CloudWatch dashboards', unit: 'dashboards', usd: '3.00', per: 1, free: 3 },
  bucketStorage: { what: 'S3 storage', unit: 'GB-months', usd: '0.023', per: 1, free: 0 },
  bucketPut: { what: 'S3 requests that write', unit: 'requests', usd: '0.005', per: 1_000, free: 0 },
  notice: { what: 'SNS notices', unit: 'messages', usd: '0.50', per: MILLION, free: MILLION },
  key: { what: 'KMS keys of our own', unit: 'keys', usd: '1.00', per: 1, free: 0 },
} as const satisfies Readonly<Record<string, Price>>;

export type PriceKey = keyof typeof PRICES;

/** The cheapest machine of AWS that always runs and reaches brokers over IPv4; one with IPv6 alone is 3.50. */
export const CHEAPEST_VM = {
  name: 'Lightsail Nano: 2 vCPUs, 0.5 GB of memory, 20 GB of disk, an IPv4 address',
  usdPerMonth: '5.00',
} as const;
