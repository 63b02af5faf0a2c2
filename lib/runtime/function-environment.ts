import * as z from 'zod/mini';

const schema = z.object({
  TABLE_NAME: z.optional(z.string().check(z.minLength(3))),
  ORDERS_QUEUE_URL: z.optional(z.url()),
  MARKET_DATA_SECRET_ID: z.optional(z.string().check(z.minLength(1))),
  BROKER_SECRET_ID: z.optional(z.string().check(z.minLength(1))),
  WEBHOOK_SECRET_ID: z.optional(z.string().check(z.minLength(1))),
  EMERGENCY_STOP_ARN: z.optional(z.string().check(z.minLength(1))),
  RECONCILE_ARN: z.optional(z.string().check(z.minLength(1))),
  EVENT_BUS_NAME: z.optional(z.string().check(z.minLength(1))),
  NOTICE_SECRET_ID: z.optional(z.string().check(z.minLength(1))),
  NOTICE_TOPIC_ARN: z.optional(z.string().check(z.minLength(1))),
});

/** The variables that the template may set. */
export type FunctionVariable = keyof z.infer<typeof schema>;

/** What the template gives a function: names of its resources, no secret and no setting. */
export interface FunctionEnvironment {
  readonly tableName: string | null;
  readonly ordersQueueUrl: string | null;
  readonly marketDataSecretId: string | null;
  readonly brokerSecretId: string | null;
  readonly webhookSecretId: string | null;
  readonly emergencyStopArn: string | null;
  readonly reconcileArn: string | null;
  readonly eventBusName: string | null;
  readonly noticeSecretId: string | null;
  readonly noticeTopicArn: string | null;
}

/** Reads the variables once, at the start. Throws and names the variable that is missing or malformed. */
export function readFunctionEnvironment(variables: Readonly<Record<string, string | undefined>>): FunctionEnvironment {
  const parsed = z.safeParse(schema, variables);
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0] ?? '');
    throw new Error(
      `environment variable ${name}: received ${JSON.stringify(variables[name])}, expected the value that the template sets`,
    );
  }
  const { TABLE_NAME, ORDERS_QUEUE_URL, MARKET_DATA_SECRET_ID, BROKER_SECRET_ID, ...others } = parsed.data;
  const { WEBHOOK_SECRET_ID, EMERGENCY_STOP_ARN, RECONCILE_ARN, EVENT_BUS_NAME, NOTICE_SECRET_ID, NOTICE_TOPIC_ARN } =
    others;
  return {
    tableName: TABLE_NAME ?? null,
    ordersQueueUrl: ORDERS_QUEUE_URL ?? null,
    marketDataSecretId: MARKET_DATA_SECRET_ID ?? null,
    brokerSecretId: BROKER_SECRET_ID ?? null,
    webhookSecretId: WEBHOOK_SECRET_ID ?? null,
    emergencyStopArn: EMERGENCY_STOP_ARN ?? null,
    reconcileArn: RECONCILE_ARN ?? null,
    eventBusName: EVENT_BUS_NAME ?? null,
    noticeSecretId: NOTICE_SECRET_ID ?? null,
    noticeTopicArn: NOTICE_TOPIC_ARN ?? null,
  };
}

/** A resource that this function was not given is a fault of the template: it is named. */
export function required<T>(value: T | null, variable: FunctionVariable): T {
  if (value === null)
    throw new Error(`environment variable ${variable} is not set: the template does not bind it to this function`);
  return value;
}
