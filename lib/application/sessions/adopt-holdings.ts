import type { Clock } from '#application/ports/clock.ts';
import type { Ledger, RiskEvent } from '#application/ports/ledger.ts';
import { applyFill } from '#domain/accounts/account-accounting.ts';
import { emptyPosition } from '#domain/accounts/position-accounting.ts';
import type { Fill } from '#domain/orders/fill.ts';
import { sequenceBehind } from '#domain/orders/fill-sequence.ts';
import type { CashAdjustment } from '#domain/reconciliation/adjustment.ts';
import { declareCash } from '#domain/reconciliation/declare.ts';
import type { Holding } from '#domain/sessions/existing.ts';
import type { Session } from '#domain/sessions/session.ts';
import { toMoney, toPlain, ZERO } from '#domain/shared/decimal.ts';
import { stepsOf } from '#domain/simulation/venue-rules.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { sessionSteps } from './session-steps.ts';

export interface AdoptDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly plan: Pick<TradingPlan, 'venue'>;
}

/** Writes that lost a race are repeated on what the winner left; more losses than this in a row are a fault. */
const MAX_RACES = 8;

/**
 * Takes over what stood at the broker before the session, each holding by one write that is made once: its worth comes in as cash that was moved, and pays for an entry of its quantity. So neither is profit or loss, and
 * cash stays the broker's. Where the ledger has traded the symbol by now, a reconciliation has declared it already.
 */
export async function adoptHoldings(deps: AdoptDeps, session: Session): Promise<void> {
  for (const holding of session.adopts) await adopt(deps, session, holding);
}

async function adopt(deps: AdoptDeps, session: Session, holding: Holding): Promise<void> {
  const { clock, ledger, plan } = deps;
  const { lot } = stepsOf(sessionSteps(plan, session).venue, holding.symbol);
  for (let race = 0; race < MAX_RACES; race += 1) {
    const view = await ledger.readAccount();
    if (view === null) throw new Error(`account ${session.account} has no ledger row`);
    const { account } = view;
    const position = view.positions.get(holding.symbol) ?? emptyPosition(holding.symbol);
    if (position.fillSeq > 0) return;
    const last = (await ledger.listFills(null)).at(-1)?.sequence ?? '';
    const cash = cashOf(session, holding, account.currency);
    const before = { account: declareCash(account, cash.amount), position };
    const after = applyFill(
      before,
      null,
      entryOf(session, holding, sequenceBehind(last, session.id)),
      clock.now(),
      lot,
    );
    const outcome = await ledger.applyFill({
      fill: after.fill,
      order: null,
      position: { before: position, after: after.position },
      account: { before: account, after: after.account },
      trade: after.trade,
      cash,
      riskEvent: tell(session, holding),
    });
    if (outcome !== 'changed') return;
  }
  throw new Error(`${holding.symbol}: its rows kept changing while it was adopted: ${MAX_RACES} writes in a row lost`);
}

function cashOf({ account, id, startedAt }: Session, holding: Holding, currency: string): CashAdjustment {
  const movement = { kind: 'transfer', what: `adopted ${inWords(holding)}` } as const;
  return { id: `${id}~${holding.symbol}`, account, currency, amount: worthOf(holding), at: startedAt, movement };
}

function entryOf(session: Session, holding: Holding, sequence: string): Fill {
  const { price, quantity, symbol } = holding;
  return {
    account: session.account,
    symbol,
    id: entryId(session),
    sequence,
    clientOrderId: null,
    sessionId: session.id,
    side: quantity.isNegative() ? 'sell' : 'buy',
    quantity: quantity.abs(),
    price,
    notional: worthOf(holding).abs(),
    fee: ZERO,
    baseFee: ZERO,
    otherFees: [],
    time: session.startedAt,
    venueTime: null,
    reason: null,
    explanation: null,
    provenance: { kind: 'adopted', reconciliationId: null, of: null },
  };
}

function tell(session: Session, holding: Holding): RiskEvent {
  const { account, id, startedAt } = session;
  return {
    id: `HoldingAdopted#${holding.symbol}#${id}`,
    account,
    sessionId: id,
    kind: 'HoldingAdopted',
    severity: 'warning',
    at: startedAt,
    detail: { holding: inWords(holding) },
  };
}

function inWords({ price, quantity, symbol }: Holding): string {
  return `${toPlain(quantity)} ${symbol} at ${toPlain(price)}`;
}

function entryId({ id }: Session): string {
  return `${id}~adopted`;
}

/** Signed. */
function worthOf({ price, quantity }: Holding) {
  return toMoney(quantity.times(price));
}
