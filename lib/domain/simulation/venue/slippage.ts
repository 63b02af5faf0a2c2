import { type Decimal, toMoney } from '../../shared/decimal.ts';
import type { VenueRules } from '../venue-rules.ts';

/**
 * How far a taking order's price moves against it, fraction of the price: the fixed rate, plus `volumeSlippage × (quantity ÷ bar volume)²`, the quadratic
 * law of zipline's `VolumeShareSlippage` (github.com/quantopian/zipline, `zipline/finance/slippage.py`), which counts all orders of a bar together where this counts each
 * order by itself. Without a volume, the fixed rate alone.
 */
export function slippageRateOf(
  quantity: Decimal,
  volume: Decimal | null,
  rules: Pick<VenueRules, 'slippageRate' | 'volumeSlippage'>,
): Decimal {
  const { slippageRate, volumeSlippage } = rules;
  if (volumeSlippage === null || volume === null || volume.isZero()) return slippageRate;
  const share = quantity.div(volume);
  return slippageRate.plus(toMoney(share.times(share).times(volumeSlippage)));
}
