import * as z from 'zod/mini';
import { count } from '../config-fields.ts';

/** The archive is written every month: a record lives to see two of them, and then some. */
export const LEAST_RETENTION = 70;

const days = z.nullable(count(LEAST_RETENTION));
const YEAR = 400;
const QUARTER = 100;

/** `retention`: days that records are kept which no decision needs any more; `null`: for ever. */
export const retentionSection = z.strictObject({
  /** Of the equity at a bar. */
  snapshots: z._default(days, YEAR),
  /** Of round trips, as protections look back on them; what has to be kept for taxes are fills. */
  closed_trades: z._default(days, YEAR),
  /** Of signals, but those of the webhook. */
  signals: z._default(days, QUARTER),
  /** Of risk events; critical ones from when they were resolved. */
  risk_events: z._default(days, YEAR),
  /** Of reconciliations that are done. */
  reconciliations: z._default(days, QUARTER),
});
