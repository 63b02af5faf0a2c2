import * as z from 'zod/mini';
import { emails, positive } from '../config-fields.ts';

/** `budget`: when somebody is told what the account is billed. */
export const budgetSection = z.strictObject({
  /** US dollars a month, for all that the AWS account runs. */
  monthly_usd: positive,
  emails,
});
