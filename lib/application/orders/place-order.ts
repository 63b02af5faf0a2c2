import type { BrokerCapabilities } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import type { AccountView, Ledger } from '#application/ports/ledger.ts';
import { ruledTrades } from '#application/risk/recent-trades.ts';
import { sessionSteps } from '#application/sessions/session-steps.ts';
import { moveReservation } from '#domain/accounts/account-accounting.ts';
import { emptyPosition } from '#domain/accounts/position-accounting.ts';
import type { Order } from '#domain/orders/order.ts';
import type { OrderIntent } from '#domain/orders/order-intent.ts';
import { createOrder, denyOrder, recordOrderEvent, submitOrder } from '#domain/orders/order-lifecycle.ts';
import type { Violation } from '#domain/orders/violation.ts';
import { authorisationBounds } from '#domain/risk/authorisation-bounds.ts';
import { evaluateRisk } from '#domain/risk/evaluate-risk.ts';
import type { RiskInput } from '#domain/risk/rule.ts';
import type { Decimal } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { stepsOf } from '#domain/simulation/venue-rules.ts';
import { fitExit } from '#domain/trading/fit-exit.ts';
import { riskInputOf } from '#domain/trading/judge-commands.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { coveringProtection } from './covering-protection.ts';
import { fitToVenue } from './fit-to-venue.ts';
import { notSupported } from './not-supported.ts';
import { oldShares } from './old-shares.ts';
import { postOrder, resumeOrder, type SendOrderDeps, type SendOrderOutcome } from './send-order.ts';

export interface PlaceOrderDeps extends SendOrderDeps {
  readonly plan: TradingPlan;
}

export type PlaceOrderOutcome =
  | SendOrderOutcome
  | { readonly kind: 'denied'; readonly order: Order; readonly violations: readonly Violation[] };

/** Other exits hold all of the position that an exit is to leave: it is to be tried again when they are gone. */
export class ExitBusyError extends Error {
  readonly code = 'EXIT_BUSY';
  override readonly name = 'ExitBusyError';
}

const MAX_JUDGEMENTS = 5;

/**
 * The order protocol (write-ahead intent): judge, authorise in one transaction, POST only as the invocation whose own transaction
 * created the attempt, acknowledge. Two ledger calls before the POST, one after. Called again for the same intent it sends nothing
 * twice: a denial stands, and an order that is there already is looked up at the venue by its client order id.
 */
export async function placeOrder(deps: PlaceOrderDeps, intent: OrderIntent): Promise<PlaceOrderOutcome> {
  for (let judgement = 0; judgement < MAX_JUDGEMENTS; judgement++) {
    const outcome = await judgeAndAuthorise(deps, intent);
    switch (outcome.kind) {
      case 'changed':
        continue;
      case 'denied':
        return outcome;
      case 'covered':
        return { kind: 'already_done', order: outcome.order };
      case 'authorised':
        return postOrder(deps, outcome.order);
      case 'exists':
        return outcome.order.attempt === 0 ? denialOf(outcome.order) : resume(deps, outcome.order);
    }
  }
  throw new Error(`intent ${intent.clientOrderId}: the account changed during ${MAX_JUDGEMENTS} judgements in a row`);
}

/** What cannot be asked now is left to `track-orders`: an unknown outcome never blocks the orders behind it. */
async function resume(deps: PlaceOrderDeps, order: Order): Promise<SendOrderOutcome> {
  try {
    return await resumeOrder(deps, order);
  } catch (error) {
    if (error instanceof BrokerError) return { kind: 'unknown', order };
    throw error;
  }
}

type Authorisation =
  | { readonly kind: 'changed' }
  | { readonly kind: 'authorised' | 'covered' | 'exists'; readonly order: Order }
  | { readonly kind: 'denied'; readonly order: Order; readonly violations: readonly Violation[] };

async function judgeAndAuthorise(deps: PlaceOrderDeps, wanted: OrderIntent): Promise<Authorisation> {
  const { ledger, clock } = deps;
  const view = await readRows(deps);
  const lot = lotOf(deps, view, wanted);
  const covering = await coveringProtection(ledger, wanted, view.positions.get(wanted.symbol), lot);
  if (covering !== null) return { kind: 'covered', order: covering };
  const now = clock.now();
  const { input, violations } = await judge(deps, wanted, view, now);
  if (violations.length > 0) return deny(ledger, denyOrder(createOrder(input.intent, now), violations, now));
  const order = submitOrder(createOrder(input.intent, now), deps.requestId, now);
  const outcome = await ledger.authorise(order, input, authorisationBounds(input));
  if (outcome.kind === 'authorised') return { kind: 'authorised', order };
  if (outcome.kind === 'changed') return outcome;
  return { kind: isOwn(outcome.order, order) ? 'authorised' : 'exists', order: outcome.order };
}

/** What stands against an intent when `replaced`, a working order of its symbol, has ended. Advisory: nothing is written. */
export async function violationsWithout(
  deps: PlaceOrderDeps,
  replaced: Order,
  intent: OrderIntent,
): Promise<readonly Violation[]> {
  const view = await readRows(deps);
  const now = deps.clock.now();
  const { symbol } = intent;
  const rows = { account: view.account, position: view.positions.get(symbol) ?? emptyPosition(symbol) };
  const ended = recordOrderEvent(replaced, 'cancel', now, 'replaced');
  const { account, position } = moveReservation(rows, replaced, ended);
  const positions = new Map([...view.positions, [symbol, position]]);
  return (await judge(deps, intent, { ...view, account, positions }, now)).violations;
}

async function readRows({ ledger, plan }: PlaceOrderDeps): Promise<AccountView> {
  const view = await ledger.readAccount();
  if (view === null) throw new Error(`account ${plan.account} has no ledger row: no session was ever started`);
  return view;
}

async function judge(deps: PlaceOrderDeps, wanted: OrderIntent, view: AccountView, now: Instant) {
  const plan = sessionSteps(deps.plan, view.session);
  const { capabilities } = deps.broker;
  const intent = fitToVenue(await fitted(deps, wanted, view), capabilities);
  const trades = wanted.kind === 'entry' ? await ruledTrades(deps.ledger, plan, now) : [];
  const input = riskInputOf(intent, view, { plan, now, trades });
  return { input, violations: [...violationsOf(input, capabilities), ...oldShares(intent, view)] };
}

function violationsOf(input: RiskInput, capabilities: BrokerCapabilities): readonly Violation[] {
  const verdict = evaluateRisk(input);
  return [...(verdict.kind === 'denied' ? verdict.violations : []), ...notSupported(input.intent, capabilities)];
}

/**
 * The exit as it fits the position now.
 *
 * @throws {ExitBusyError} when other exits still hold all of it, and the intent has no order yet: the message comes again.
 */
async function fitted(deps: PlaceOrderDeps, intent: OrderIntent, view: AccountView): Promise<OrderIntent> {
  const position = view.positions.get(intent.symbol);
  if (position === undefined) return intent;
  const fit = fitExit(intent, position, lotOf(deps, view, intent));
  if (fit.kind === 'fits') return fit.intent;
  if ((await deps.ledger.readOrder(intent.clientOrderId)) !== null) return intent;
  throw new ExitBusyError(
    `exit ${intent.clientOrderId}: other exits of ${intent.symbol} still hold the whole position`,
  );
}

function lotOf({ plan }: PlaceOrderDeps, { session }: AccountView, { symbol }: OrderIntent): Decimal {
  return stepsOf(sessionSteps(plan, session).venue, symbol).lot;
}

/** A redelivered intent may look forbidden only because its own order has been placed: the order that is there decides. */
async function deny(ledger: Ledger, denied: Order): Promise<Authorisation> {
  const recorded = await ledger.deny(denied);
  return recorded.attempt > 0 ? { kind: 'exists', order: recorded } : denialOf(recorded);
}

function denialOf(order: Order) {
  return { kind: 'denied', order, violations: order.violations } as const;
}

/** A lost response to our own write shows as an existing order: it is ours when nobody else can have made it. */
function isOwn(found: Order, made: Order): boolean {
  return found.authorisedBy === made.authorisedBy && found.attempt === made.attempt && found.version === made.version;
}
