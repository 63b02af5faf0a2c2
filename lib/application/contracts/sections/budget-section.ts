import * as z from 'zod/mini';
import { distinct, positive, text } from '../config-fields.ts';

/** AWS tells so many of one threshold. */
const MOST_ADDRESSES = 10;
const address = text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'an e-mail address');

/** `budget`: when somebody is told what the account is billed. */
export const budgetSection = z.strictObject({
  /** US dollars a month, for all that the AWS account runs. */
  monthly_usd: positive,
  emails: distinct(address, String, `a list of 1 to ${MOST_ADDRESSES} e-mail addresses, each once`, MOST_ADDRESSES),
});
