import * as z from 'zod/mini';
import { Decimal } from '#domain/shared/decimal.ts';
import { fraction, positive, ranking } from '../config-fields.ts';

/** `sizing`: how large an entry is. `null` switches a bound off. */
export const sizingSection = z
  .strictObject({
    /** Fraction of equity that an entry is worth at most. */
    position_size_pct: z._default(fraction, new Decimal('0.1')),
    /** What a fresh simulated account holds, in the quote currency. */
    initial_capital: z._default(positive, new Decimal(100_000)),
    /** An entry of less is not made. */
    position_min_amount: z._default(z.nullable(positive), null),
    /** An entry is cut to it. */
    position_max_amount: z._default(z.nullable(positive), null),
    /** Fraction of equity that is lost when the entry's stop is hit. */
    risk_per_trade: z._default(z.nullable(fraction), null),
    /** Annualised volatility that one position brings to the equity. */
    volatility_target: z._default(z.nullable(positive), null),
    /** Signals of a lower ranking make no entry. */
    min_signal_ranking: z._default(ranking, 0),
  })
  .check(
    z.refine(
      ({ position_min_amount: least, position_max_amount: most }) => least === null || most === null || least.lte(most),
      { error: 'an amount of at most position_max_amount', path: ['position_min_amount'] },
    ),
  );
