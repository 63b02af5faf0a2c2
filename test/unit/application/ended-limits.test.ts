import { describe, expect, it } from 'vitest';
import { seriesOf } from '#domain/shared/bar-series.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { phasesOf } from '#domain/simulation/phases.ts';
import { DEFAULT_EXECUTION } from '#domain/trading/execution-rules.ts';
import { barsOf, d, T0 } from '../../support/builders.ts';
import { aScript, BUY, held, runAll, working } from '../../support/exit-desk.ts';
import { PaperDesk } from '../../support/paper-desk.ts';

/** Leaps away after the first bar, and falls far below it in the sixth. */
const BARS = barsOf([100, 110, 110, 110, 110, 80, 80]).map((bar) => ({ ...bar, open: bar.close, low: bar.close }));

describe('a session that has come to its own end', () => {
  it('Given a limit that has not filled, Then it is cancelled, the session stops, and nothing is bought without protection when the price comes back', async () => {
    const execution = { ...DEFAULT_EXECUTION, limitTolerance: d('0.001') };
    const desk = new PaperDesk(aScript([BUY], { execution }), BARS);
    await desk.start(T0 + 3 * MINUTE);
    const phases = [...phasesOf(seriesOf(BARS, MINUTE))];
    await runAll(desk, phases.slice(0, 5));
    expect(await working(desk)).toEqual(['buy 94.905 entry']);
    for (const phase of phases.slice(5)) {
      await desk.run(phase);
      await desk.monitor();
      await desk.consume();
      await desk.track();
    }
    expect([await held(desk), await working(desk)]).toEqual(['0', []]);
    expect(await desk.ledger.readSession(desk.sessionId)).toMatchObject({ status: 'STOPPED', stopReason: 'ended' });
  });
});
