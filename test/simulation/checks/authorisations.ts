import type { Account } from '#domain/accounts/account.ts';
import type { Position } from '#domain/accounts/position.ts';
import type { Order } from '#domain/orders/order.ts';
import { MINUTE, SECOND } from '#domain/shared/instant.ts';
import type { Findings } from './findings.ts';

export interface Standing {
  readonly now: number;
  readonly isKilled: boolean;
  /** Whether anything is held at all. */
  readonly isHolding: boolean;
  /** As they were when the attempt was written. */
  readonly account: Account | null;
  readonly position: Position | null;
  readonly maxOpenPositions: number;
}

/** By how much two of our clocks may differ. */
const CLOCKS = 500;
/** How old the mark of an account, and the price of an entry, may be. */
const MAX_ACCOUNT_AGE = 3 * MINUTE + CLOCKS + 5 * SECOND;
const MAX_PRICE_AGE = MINUTE + CLOCKS + 5 * SECOND;

/** Looks at every attempt that is written. G8: none once the kill is in. G9: entries only on fresh prices and rows, within limits, on a symbol that nothing is open about. */
export function checkAuthorisation(before: Order | null, after: Order, standing: Standing, findings: Findings): void {
  if (after.attempt === (before?.attempt ?? 0)) return;
  const { account, position, now } = standing;
  const { intent } = after;
  const id = intent.clientOrderId.slice(0, 8);
  if (intent.purpose === 'emergency_exit') {
    findings.expect(
      account?.mode === 'HALTED',
      'G8',
      () => `emergency exit ${id} is authorised in mode ${account?.mode}`,
    );
    return;
  }
  findings.expect(!standing.isKilled, 'G8', () => `${id} is authorised after the kill`);
  findings.expect(
    account !== null && account.mode !== 'HALTED',
    'G8',
    () => `${id} is authorised in mode ${account?.mode}`,
  );
  findings.expect(
    account?.sessionId === intent.sessionId,
    'G8',
    () => `${id} is authorised for a session that does not hold the account`,
  );
  if (intent.kind !== 'entry' || account === null) return;
  const expect = (holds: boolean, what: string) =>
    findings.expect(holds, 'G9', () => `entry ${id} is authorised ${what}`);
  expect(account.mode === 'NORMAL', `in mode ${account.mode}`);
  expect(account.sessionStatus === 'RUNNING', `in a session that is ${account.sessionStatus}`);
  expect(intent.expiresAt !== null && now <= intent.expiresAt + CLOCKS + SECOND, 'after it has expired');
  if (before !== null) return;
  expect(
    now - account.markedAt <= MAX_ACCOUNT_AGE || !standing.isHolding,
    `on a mark ${now - account.markedAt} ms old`,
  );
  expect(now - intent.referenceTime <= MAX_PRICE_AGE, `on a price ${now - intent.referenceTime} ms old`);
  expect(position === null || position.lock === null, `while the outcome of ${position?.lock} is unknown`);
  const open = new Set([...account.openSymbols, intent.symbol]).size;
  const isMember = account.openSymbols.has(intent.symbol);
  expect(isMember || open <= standing.maxOpenPositions, `as position ${open} of ${standing.maxOpenPositions}`);
}
