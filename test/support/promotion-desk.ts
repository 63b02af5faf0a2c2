import { canonicalJson } from '#application/contracts/canonical-json.ts';
import {
  type EnvironmentConfig,
  parseEnvironmentConfig,
  toConfigJson,
} from '#application/contracts/environment-config.ts';
import type { RiskEvent } from '#application/ports/ledger.ts';
import { promotionRules } from '#application/promotion/promotion-rules.ts';
import { sessionPlan } from '#application/sessions/session-plan.ts';
import { sessionIdOf } from '#domain/orders/client-order-id.ts';
import type { ReconciliationOutcome, ReconciliationPhase } from '#domain/reconciliation/reconciliation.ts';
import { newSession } from '#domain/sessions/new-session.ts';
import type { Session } from '#domain/sessions/session.ts';
import { DAY, type Instant } from '#domain/shared/instant.ts';
import { ApiDesk } from './api-desk.ts';
import { d } from './builders.ts';
import { PaperDesk } from './paper-desk.ts';

/** The day on which everything here is asked, at noon. */
export const TODAY = Date.parse('2026-03-20');
export const NOON = TODAY + DAY / 2;

/** So many days before today, at noon. */
export function daysAgo(days: number): Instant {
  return NOON - days * DAY;
}

const TREND = { name: 'trend', policy: 'sma_fast_slow', params: { fast: 10, slow: 50 } };

export const PAPER = { environment: 'paper', account: 'paper', broker: 'sim' };
export const TESTNET = { environment: 'test', account: 'test', broker: 'ccxt:binance' };
const REAL = { environment: 'prod', account: 'main', broker: 'ccxt:binance', testnet: false, live: true };
export const SMALL = { ...REAL, risk: { profile: 'balanced', max_portfolio_exposure: '0.1' } };
export const LIVE = { ...REAL, risk: { profile: 'balanced' } };

export function configOf(changes: object): EnvironmentConfig {
  return parseEnvironmentConfig({ symbols: ['BTC-USD'], timeframe: '1m', strategies: [TREND], ...changes }, 'test');
}

export function strategyWith(params: object, name = 'trend') {
  return { ...TREND, name, params };
}

/** An environment with a history that a test writes. */
export class PromotionDesk {
  readonly desk: PaperDesk;
  readonly api: ApiDesk;
  #count = 0;

  constructor(changes: object) {
    const config = configOf(changes);
    this.desk = new PaperDesk(sessionPlan(config), []);
    this.desk.promotion = promotionRules(config);
    this.desk.config = textOf(config);
    this.desk.now = NOON;
    this.api = new ApiDesk(this.desk);
  }

  get ledger() {
    return this.desk.ledger;
  }

  /** A session that ran from then to then. @param to `null`: it still does */
  async ran(from: Instant, to: Instant | null, changes: Partial<Session> & { readonly of?: object } = {}) {
    const { of, ...more } = changes;
    const { account, environment } = this.desk.plan;
    this.#count += 1;
    const session: Session = {
      ...newSession({
        id: sessionIdOf(environment, account, `session ${this.#count}`),
        account,
        environment,
        strategies: this.desk.plan.strategies.map(({ name }) => name),
        symbols: this.desk.plan.symbols,
        startedAt: from,
        endsAt: null,
        steps: null,
        config: of === undefined ? this.desk.config : textOf(configOf(of)),
        configHash: JSON.stringify(of ?? 'own'),
      }),
      status: 'RUNNING',
      ...more,
    };
    await this.ledger.openSession(session, { currency: 'USD', cash: d(1_000) });
    if (to !== null)
      await this.ledger.commitSession(session, { ...session, version: 2, status: 'STOPPED', stoppedAt: to });
    return session;
  }

  async reconciled(at: Instant, outcome: ReconciliationOutcome | null, phase: ReconciliationPhase = 'done') {
    this.#count += 1;
    const id = at.toString(16).padStart(12, '0') + this.#count.toString(16).padStart(20, '0');
    const finishedAt = outcome === null ? null : at;
    await this.ledger.openReconciliation({
      id,
      account: this.desk.plan.account,
      version: 1,
      key: id,
      trigger: 'interval',
      mode: 'HALT_ON_MISMATCH',
      requestedAt: at,
      requestedBy: 'the clock',
      phase,
      advancedAt: at,
      phaseSince: at,
      suspectedAt: null,
      finishedAt,
      outcome,
      decision: null,
      drifts: [],
      troubles: [],
      fillCursor: null,
      readTo: null,
    });
    return id;
  }

  /** Agreement at the noon of each of these days. */
  async agreedDaily(from: number, to: number): Promise<void> {
    for (let day = from; day >= to; day -= 1) await this.reconciled(daysAgo(day), 'agreed');
  }

  async told(sessionId: string, kind: string, at: Instant, detail: RiskEvent['detail'] = {}): Promise<void> {
    this.#count += 1;
    const { account } = this.desk.plan;
    const id = `${kind}#${this.#count}`;
    await this.ledger.recordRiskEvent({ id, account, sessionId, kind, severity: 'critical', at, detail });
  }

  async get(path: string) {
    return bodyOf(await this.api.call({ routeKey: `GET ${path}` }));
  }

  /** Starts a session by the API. */
  async start(body: object = {}) {
    const headers = { 'idempotency-key': 'start' };
    const answer = await this.api.call({ routeKey: 'POST /sessions', headers, body: JSON.stringify(body) });
    return { status: answer.statusCode, body: bodyOf(answer) };
  }

  /** Takes over what another environment has shown. */
  async carry(evidence: readonly object[]) {
    const body = JSON.stringify({ evidence });
    const answer = await this.api.call({ routeKey: 'POST /promotion/evidence', body });
    return { status: answer.statusCode, body: bodyOf(answer) };
  }
}

function bodyOf({ body }: { readonly body?: string | undefined }) {
  return JSON.parse(body ?? '');
}

function textOf(config: EnvironmentConfig): string {
  return canonicalJson(toConfigJson(config));
}
