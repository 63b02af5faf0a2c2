import type { Account } from '../accounts/account.ts';
import { tradingMode } from './rules/state/trading-mode.ts';

/** What a kill must refuse: what adds exposure, what reduces it, and protection. */
const REFUSED = [
  { kind: 'entry', purpose: 'entry' },
  { kind: 'exit', purpose: 'strategy_exit' },
  { kind: 'exit', purpose: 'protection' },
] as const;

/**
 * Whether the gate in front of every order would refuse this account's, were it halted by a kill. `account` has been read from where the gate reads it, so that a switch that cannot be
 * read cannot pass; `null`: it has no row yet. That the write of an order is conditional on the mode, too, is not seen from here.
 *
 * @param gate the gate's rule of trading modes
 */
export function killSwitchHolds(account: Account | null, gate: typeof tradingMode = tradingMode): boolean {
  const halted = { ...account, mode: 'HALTED', modeCause: 'kill' } as const;
  return REFUSED.every((intent) => gate({ account: halted, intent })?.rule === 'kill_switch');
}
