import { Decimal } from '#domain/shared/decimal.ts';
import { DAY, type Instant, SECOND } from '#domain/shared/instant.ts';
import type { Item, Key } from './table.ts';

/** Days that each kind is kept; `null`: for ever. */
export interface Retention {
  readonly snapshots: number | null;
  readonly closed_trades: number | null;
  readonly signals: number | null;
  readonly risk_events: number | null;
  readonly reconciliations: number | null;
}

/** What happens to records of one kind. `since` is the attribute that the days count from; `null`: this one has not ended yet, or a decision needs it. */
export type RecordFate =
  | { readonly kept: 'for ever' | 'its own time'; readonly why: string }
  | { readonly kept: keyof Retention; readonly since: (item: Item) => string | null };

/** By what a partition begins with: every kind of record that this program writes. What is not listed is kept for ever. */
export const RECORD_FATES: Readonly<Record<string, RecordFate>> = {
  ACCOUNT: { kept: 'for ever', why: 'the present: account, positions, session, states, health of the broker' },
  SESSIONS: { kept: 'for ever', why: 'a request that comes again must find the session that it opened' },
  ORDERS: { kept: 'for ever', why: 'a message that comes again must find its order; the audit counts on every one' },
  FILLS: { kept: 'for ever', why: 'a fill that is listed again must find itself booked; cash is their sum; taxes' },
  ADJUSTMENTS: { kept: 'for ever', why: 'cash is the sum of fills and adjustments' },
  STOPS: { kept: 'for ever', why: 'a request that comes again must find its stop; there are few' },
  NOTICES: { kept: 'its own time', why: 'set as it is written: a bus repeats an event for a day' },
  AUDIT: { kept: 'for ever', why: 'a chain with a gap proves nothing' },
  SEALS: { kept: 'for ever', why: 'a chain with a gap proves nothing; the head is the present' },
  SIM: { kept: 'for ever', why: 'the book of the simulated venue, which is a venue: it forgets nothing' },
  SNAPSHOTS: { kept: 'snapshots', since: () => 'barTime' },
  TRADES: { kept: 'closed_trades', since: () => 'closedAt' },
  // The sender's own id is all that keeps a call of the webhook from trading again.
  SIGNALS: { kept: 'signals', since: ({ source }) => (source === 'webhook' ? null : 'receivedAt') },
  RISK: {
    kept: 'risk_events',
    since: ({ severity, resolvedAt }) => {
      if (resolvedAt !== undefined) return 'resolvedAt';
      return severity === 'critical' ? null : 'at';
    },
  },
  RECONCILIATIONS: { kept: 'reconciliations', since: ({ phase }) => (phase === 'done' ? 'finishedAt' : null) },
};

/** When a record may go, as DynamoDB's `ttl`, seconds since 1970; `null`: not for now. */
export function ttlOf(key: Key, item: Item, retention: Retention): Decimal | null {
  const fate = RECORD_FATES[key.pk.slice(0, key.pk.indexOf('#'))];
  if (fate === undefined || 'why' in fate) return null;
  const days = retention[fate.kept];
  const since = days === null ? null : fate.since(item);
  if (days === null || since === null) return null;
  const from = item[since];
  if (!Decimal.isDecimal(from))
    throw new Error(
      `record ${key.pk} / ${key.sk}: received no ${since}, expected the instant that its days count from`,
    );
  return from
    .plus(days * DAY)
    .div(SECOND)
    .ceil();
}

/** `retention` with round trips kept as long as a protection looks back on them, in milliseconds. */
export function keepingTrades(retention: Retention, lookBack: Instant): Retention {
  const { closed_trades: days } = retention;
  return { ...retention, closed_trades: days === null ? null : Math.max(days, Math.ceil(lookBack / DAY) + 1) };
}
