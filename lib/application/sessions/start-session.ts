import { createHash } from 'node:crypto';
import type { Broker } from '#application/ports/broker.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { Ledger } from '#application/ports/ledger.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import { describeMissing, missingToStart } from '#application/promotion/promotion-gate.ts';
import { settleSession } from '#application/reconciliation/settle-session.ts';
import { sessionIdOf } from '#domain/orders/client-order-id.ts';
import type { PromotionRules } from '#domain/promotion/judge-promotion.ts';
import type { Reconciliation } from '#domain/reconciliation/reconciliation.ts';
import { newSession } from '#domain/sessions/new-session.ts';
import type { Session } from '#domain/sessions/session.ts';
import { type Instant, toIso } from '#domain/shared/instant.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { adoptHoldings } from './adopt-holdings.ts';
import { hasHistory, runSession } from './finish-starting.ts';
import { makeReady } from './make-ready.ts';
import { type Surveyed, surveyVenue } from './survey-venue.ts';

export interface StartSessionDeps {
  readonly ledger: Ledger;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly marketData: MarketData;
  readonly plan: TradingPlan;
  /** The environment's configuration as canonical JSON: the session keeps it. */
  readonly config: string;
  readonly promotion: PromotionRules;
  /** Asks for the reconciliation that the session waits for. Absent: none is made. */
  readonly reconcile?: (session: Session) => Promise<Reconciliation>;
}

export interface StartSessionRequest {
  /** The same key opens the same session, however often it is asked for. */
  readonly idempotencyKey: string;
  /** Default: all of the environment's. */
  readonly strategies?: readonly string[] | undefined;
  readonly symbols?: readonly string[] | undefined;
  /** Whether it sends no order. Default: the environment's, of which a dry run is not to be taken back. */
  readonly dryRun?: boolean | undefined;
  /** When it ends by itself. Default: never. */
  readonly until?: Instant | undefined;
  /** Starts it in spite of what it lacks, which is written down. */
  readonly override?: PromotionOverride | undefined;
}

export interface PromotionOverride {
  readonly reason: string;
  readonly requestedBy: string;
}

export type StartSessionOutcome =
  | { readonly kind: 'started'; readonly session: Session }
  | { readonly kind: 'invalid'; readonly reason: string }
  | { readonly kind: 'conflict'; readonly reason: string; readonly missing?: readonly string[] };

/**
 * Opens a session: takes the account's lock (STARTING), with the broker's balance as the opening balance of a new account, then
 * lets it run; an account with a history at an outside broker is reconciled first. What the rung below has not shown yet refuses it, and what stands at the broker already may. A crash in between is made good by the same request again, or by the monitor.
 */
export async function startSession(deps: StartSessionDeps, request: StartSessionRequest): Promise<StartSessionOutcome> {
  const { ledger, plan } = deps;
  const stranger = findStranger(plan, request);
  if (stranger !== null) return { kind: 'invalid', reason: stranger };
  const id = sessionIdOf(plan.environment, plan.account, request.idempotencyKey);
  const existing = await ledger.readSession(id);
  if (existing !== null) return otherKind(existing, request) ?? takeUp(deps, existing);
  const { clock } = deps;
  if (request.until !== undefined && request.until <= clock.now())
    return {
      kind: 'invalid',
      reason: `until: received ${toIso(request.until)}, expected a time after ${toIso(clock.now())}`,
    };
  const view = await ledger.readAccount();
  if (view?.account.mode === 'HALTED')
    return {
      kind: 'conflict',
      reason: `account ${plan.account} is HALTED (${view.account.modeCause}): reset the stop first`,
    };
  const holder = view?.session ?? null;
  // The same request may have opened it since.
  if (holder !== null) return holder.id === id ? takeUp(deps, holder) : heldBy(plan, holder.id);
  const isDry = request.dryRun ?? plan.dryRun;
  if (isDry && plan.cancelAfter !== null) return { kind: 'conflict', reason: DRY_TIMER };
  const survey = () => surveyVenue(deps, request.symbols ?? plan.symbols, view);
  const found = await survey();
  if (found.kind === 'conflict') return found;
  const refusal = await refusePromotion(deps, sessionOf(deps, id, request, found), request.override);
  if (refusal !== null) return refusal;
  const ready = await makeReady(deps, { id, isDry }, found, survey);
  if (ready.kind === 'conflict') return ready;
  const session = sessionOf(deps, id, request, ready);
  const opened = await ledger.openSession(session, ready.opening);
  if (opened !== 'opened' && opened.heldBy !== id) return heldBy(plan, opened.heldBy);
  // Here, too, and with other prices: what is stored counts.
  return takeUp(deps, (await ledger.readSession(id)) ?? session);
}

/** What the venue cancels after a silence, protection of an earlier session maybe, a dry run could not place again. */
const DRY_TIMER =
  'session.cancel_after_seconds: received a number beside a dry run, expected null: it could not protect again what the timer takes';

async function takeUp(deps: StartSessionDeps, session: Session): Promise<StartSessionOutcome> {
  return session.status === 'STARTING' ? goOn(deps, session) : { kind: 'started', session };
}

/** Who asks for a dry run, or for none, is not to be given the other. */
function otherKind({ dryRun, id }: Session, request: StartSessionRequest): StartSessionOutcome | null {
  if (request.dryRun === undefined || request.dryRun === dryRun) return null;
  const kind = dryRun ? 'a dry run' : 'no dry run';
  return {
    kind: 'conflict',
    reason: `session ${id} of this key is ${kind}: ask for another one with a key of its own`,
  };
}

function heldBy({ account }: TradingPlan, id: string): StartSessionOutcome {
  return { kind: 'conflict', reason: `account ${account} is held by session ${id}: stop it first` };
}

/** `null`: the rung below has shown enough, or somebody vouches for it, which is written down before the session is. */
async function refusePromotion(
  deps: StartSessionDeps,
  { account, id, strategies }: Session,
  override: PromotionOverride | undefined,
): Promise<StartSessionOutcome | null> {
  const { clock, ledger, plan, promotion } = deps;
  const planned = plan.strategies.filter(({ name }) => strategies.includes(name));
  const missing = await missingToStart(deps, planned);
  if (missing.length === 0) return null;
  const { minDays, rung } = promotion;
  if (override === undefined) return { kind: 'conflict', reason: describeMissing(promotion, missing), missing };
  const detail = { rung, minDays: String(minDays), missing: missing.join('; ').slice(0, 1000), ...override };
  const event = { id: `PromotionOverridden#${id}`, account, sessionId: id, kind: 'PromotionOverridden' } as const;
  await ledger.recordRiskEvent({ ...event, severity: 'warning', at: clock.now(), detail });
  return null;
}

/** An account that has a history here, at an outside broker: its session runs when ledger and broker agree. One that is over has seen no session: it is settled here. */
async function goOn(deps: StartSessionDeps, session: Session): Promise<StartSessionOutcome> {
  const { broker, ledger, reconcile } = deps;
  await adoptHoldings(deps, session);
  if (reconcile === undefined || broker.capabilities.isOnOurClock) return run(deps, session);
  if (!hasHistory(await ledger.readAccount())) return run(deps, session);
  const reconciliation = await reconcile(session);
  if (reconciliation.phase === 'done') await settleSession(deps, reconciliation);
  return { kind: 'started', session: (await ledger.readSession(session.id)) ?? session };
}

async function run(deps: StartSessionDeps, session: Session): Promise<StartSessionOutcome> {
  const outcome = await runSession(deps, session);
  return outcome.kind === 'refused' ? { ...outcome, kind: 'conflict' } : { ...outcome, kind: 'started' };
}

function sessionOf(
  { clock, plan, config }: StartSessionDeps,
  id: string,
  request: StartSessionRequest,
  { adopts, steps, symbols }: Surveyed,
): Session {
  return newSession({
    id,
    account: plan.account,
    environment: plan.environment,
    strategies: request.strategies ?? plan.strategies.map((strategy) => strategy.name),
    symbols,
    dryRun: request.dryRun ?? plan.dryRun,
    startedAt: clock.now(),
    endsAt: request.until ?? null,
    steps,
    adopts,
    config,
    configHash: createHash('sha256').update(config).digest('hex'),
  });
}

function findStranger(plan: TradingPlan, request: StartSessionRequest): string | null {
  const names = plan.strategies.map((strategy) => strategy.name);
  const strategy = request.strategies?.find((name) => !names.includes(name));
  if (strategy !== undefined) return `strategies: received ${strategy}, expected some of ${names.join(', ')}`;
  if (plan.dryRun && request.dryRun === false)
    return 'dryRun: received false, expected true or nothing: the configuration says dry_run';
  const symbol = request.symbols?.find((name) => !plan.symbols.includes(name));
  return symbol === undefined ? null : `symbols: received ${symbol}, expected some of ${plan.symbols.join(', ')}`;
}
