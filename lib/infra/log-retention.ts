import { RetentionDays } from 'aws-cdk-lib/aws-logs';

const OFFERED = Object.values(RetentionDays)
  .filter((value): value is RetentionDays => typeof value === 'number')
  .sort((a, b) => a - b);

/**
 * The shortest retention that CloudWatch Logs offers and that keeps records for at least `days`;
 * beyond ten years that is for ever.
 */
export function logRetention(days: number): RetentionDays {
  return OFFERED.find((offered) => offered >= days) ?? RetentionDays.INFINITE;
}
