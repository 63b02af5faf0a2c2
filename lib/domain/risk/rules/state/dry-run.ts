import type { RiskRule } from '../../rule.ts';

/** A dry run sends no order, whatever it is for: not by hand, not to protect, not to leave a position. The flag is that which its session began with. */
export const dryRun: RiskRule = ({ account }) => {
  if (!account.dryRun) return null;
  return { rule: 'dry_run', limit: 'no order is sent', value: 'DRY_RUN', unit: 'session' };
};
