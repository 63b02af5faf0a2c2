import { describe, expect, it } from 'vitest';
import { seriesOf } from '#domain/shared/bar-series.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { NO_EXITS } from '#domain/trading/exit-rules.ts';
import { barsOf, d, SYMBOL } from '../../support/builders.ts';
import { aScript, aStartedDesk, BUY, ordersOf, runAll, SELL } from '../../support/exit-desk.ts';
import { VENUE } from '../../support/paper-desk.ts';
import { replayWatched } from '../../support/replay-records.ts';

const BARS = barsOf([100, 100, 100, 100, 100, 100, 100, 100]);
const WAIT = { ...BUY, limit: 0.05 };

/** Fees in the base currency leave less than a lot behind when the position is sold. */
function aDustyPlan(script: Parameters<typeof aScript>[0]) {
  const lot = d(1);
  return aScript(script, {
    exits: NO_EXITS,
    venue: { ...VENUE, lot, feeCurrency: 'base' },
  });
}

describe('dust at the venue', () => {
  it.each([
    ['is left by an exit', [BUY, null, SELL], ['entry 95 FILLED', 'strategy_exit 94 FILLED']],
    [
      'is there when a further entry ends unfilled',
      [BUY, null, SELL, null, WAIT, SELL],
      ['entry 95 FILLED', 'entry 99 CANCELLED', 'strategy_exit 94 FILLED'],
    ],
  ])('Given dust that %s, Then it takes no slot, in the ledger and in the replay', async (_, script, expected) => {
    const plan = aDustyPlan(script);
    const [desk, phases] = await aStartedDesk(plan, BARS);
    await runAll(desk, phases);
    expect((await ordersOf(desk)).sort()).toEqual(expected);
    const view = await desk.ledger.readAccount();
    const position = view?.positions.get(SYMBOL);
    expect([position?.quantity.toFixed(), position?.holding]).toEqual(['0.905', null]);
    expect([...(view?.account.openSymbols ?? [SYMBOL])]).toEqual([]);
    const { account } = replayWatched({ plan, sessionId: desk.sessionId }, seriesOf(BARS, MINUTE));
    expect([...account.openSymbols]).toEqual([]);
  });
});
