import type { AccountView } from '#application/ports/ledger.ts';
import { type Instant, toIso } from '#domain/shared/instant.ts';
import { maxAccountAge } from '#domain/trading/lifetimes.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';

/** Whether the system does its work. */
export interface Health {
  /**
   * `critical`: halted, in error, or cut off from the broker. `degraded`: it trades with restrictions, an order's outcome is unknown, or the account of a
   * running session has not been marked for more than a bar and a half.
   */
  readonly status: 'healthy' | 'degraded' | 'critical';
  readonly brokerConnected: boolean;
  /** Of the last bar that the account was marked at. */
  readonly lastDataUpdate: string | null;
  readonly positionCount: number;
}

export function readHealth(
  view: AccountView | null,
  { timeframe }: Pick<TradingPlan, 'timeframe'>,
  now: Instant,
): Health {
  if (view === null) return { status: 'healthy', brokerConnected: true, lastDataUpdate: null, positionCount: 0 };
  const { account, broker, positions } = view;
  const brokerConnected = (broker?.circuit.state ?? 'CLOSED') === 'CLOSED';
  return {
    status: statusOf(view, brokerConnected, isUnmarked(view, maxAccountAge(timeframe), now)),
    brokerConnected,
    lastDataUpdate: account.markedAt === 0 ? null : toIso(account.markedAt),
    positionCount: [...positions.values()].filter(({ quantity }) => !quantity.isZero()).length,
  };
}

function statusOf(
  { account, positions, session }: AccountView,
  isConnected: boolean,
  isOld: boolean,
): Health['status'] {
  if (account.mode === 'HALTED' || session?.status === 'ERROR' || !isConnected) return 'critical';
  const isUnknown = [...positions.values()].some(({ lock }) => lock !== null);
  return account.mode !== 'NORMAL' || isUnknown || isOld ? 'degraded' : 'healthy';
}

function isUnmarked({ account, session }: AccountView, age: number, now: Instant): boolean {
  return session?.status === 'RUNNING' && now - Math.max(account.markedAt, session.startedAt) > age;
}
