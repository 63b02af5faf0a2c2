import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '#application/contracts/environment-config.ts';

export type AccountBudgetProps = NonNullable<EnvironmentConfig['budget']>;

/** Percent of the budget at which is told what has been spent. */
const SPENT = 80;
/** Percent at which is told what the month will have cost. */
const FORECAST = 100;

/**
 * Tells by e-mail when the bill of the AWS account comes near what it may be. Of the account, not of a tag: a tag has to be activated for billing by hand, and until then its budget would say
 * nothing for ever. Nothing is stopped by it.
 */
export class AccountBudget extends Construct {
  constructor(scope: Construct, id: string, { monthly_usd: amount, emails }: AccountBudgetProps) {
    super(scope, id);
    const subscribers = emails.map((address) => ({ subscriptionType: 'EMAIL', address }));
    const told = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: { notificationType, threshold, thresholdType: 'PERCENTAGE', comparisonOperator: 'GREATER_THAN' },
      subscribers,
    });
    new CfnBudget(this, 'Budget', {
      budget: { budgetType: 'COST', timeUnit: 'MONTHLY', budgetLimit: { amount: amount.toNumber(), unit: 'USD' } },
      notificationsWithSubscribers: [told('ACTUAL', SPENT), told('FORECASTED', FORECAST)],
    });
  }
}
