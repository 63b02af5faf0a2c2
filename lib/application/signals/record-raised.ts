import type { Ledger } from '#application/ports/ledger.ts';
import { signalIdOf } from '#domain/orders/client-order-id.ts';
import type { Session } from '#domain/sessions/session.ts';
import { type Instant, toIso } from '#domain/shared/instant.ts';
import type { SignalDecision } from '#domain/signals/signal-record.ts';
import type { PlannedSignal } from '#domain/trading/plan-orders.ts';
import type { RaisedSignal } from '#domain/trading/raise-signals.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { decidedBefore, decisionOf, denial } from './signal-decision.ts';

/** The signals of one step of all strategies. */
export interface RaisedSignals {
  readonly planned: readonly PlannedSignal[];
  /** They want to leave what is gone. */
  readonly pointless: readonly RaisedSignal[];
  /** Of earlier bars. A target weight that another one has replaced is not worth a record. */
  readonly overtaken: readonly RaisedSignal[];
}

/** What has run on for long behind a pause is not listed bar by bar. */
const MOST_OVERTAKEN = 20;

/** Records what strategies have raised, before anything is done about it: a step that is taken again finds its own records. */
export async function recordRaised(
  deps: { readonly ledger: Ledger; readonly plan: TradingPlan },
  { planned, pointless, overtaken }: RaisedSignals,
  session: Session,
  receivedAt: Instant,
): Promise<void> {
  const record = async (raised: RaisedSignal, decision: SignalDecision | null): Promise<void> => {
    if (decision === null) return;
    const { environment, account } = deps.plan;
    const { strategy, symbol, signal, time, sequence } = raised;
    const { action, ranking: strength, reason } = signal;
    const id = signalIdOf(environment, account, 'strategy', [session.id, strategy, symbol, toIso(time), sequence]);
    const known = {
      id,
      account,
      sessionId: session.id,
      source: 'strategy',
      strategy,
      symbol,
      time,
      receivedAt,
    } as const;
    await deps.ledger.recordSignal({ ...known, action, strength, reason, decision }, decidedBefore(decision));
  };
  for (const one of planned) await record(one.raised, decisionOf(one));
  for (const raised of pointless) await record(raised, denial('no_change', 'what it wants to leave is gone'));
  const latest = overtaken
    .filter(({ signal }) => signal.targetWeight === undefined)
    .sort((a, b) => b.time - a.time)
    .slice(0, MOST_OVERTAKEN);
  for (const raised of latest) await record(raised, denial('overtaken', 'a later bar had a signal, too'));
}
