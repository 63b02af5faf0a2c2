import type { RiskRule } from '../../rule.ts';

/**
 * The account's mode decides what may be authorised: NORMAL everything, REDUCE_ONLY and PAUSED exits, HALTED nothing
 * (the emergency stop's own exits carry the halt epoch and have their own path).
 */
export const tradingMode: RiskRule = ({ account, intent }) => {
  if (account.mode === 'NORMAL') return null;
  if (account.mode === 'HALTED') return { rule: 'kill_switch', limit: 'NORMAL', value: 'HALTED', unit: 'mode' };
  if (intent.kind === 'exit') return null;
  return { rule: account.mode.toLowerCase(), limit: 'NORMAL', value: account.mode, unit: 'mode' };
};
