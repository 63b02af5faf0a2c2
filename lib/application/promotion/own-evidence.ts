import { ConfigError, parseEnvironmentConfig } from '#application/contracts/environment-config.ts';
import type { Clock } from '#application/ports/clock.ts';
import type { Ledger, RecordedRiskEvent } from '#application/ports/ledger.ts';
import { sessionPlan } from '#application/sessions/session-plan.ts';
import { cleanStreak, LOOK_BACK, type Run, startOfDay } from '#domain/promotion/clean-days.ts';
import type { Evidence } from '#domain/promotion/evidence.ts';
import type { PromotedStrategy } from '#domain/promotion/judge-promotion.ts';
import { isOutside, type Rung } from '#domain/promotion/rung.ts';
import type { Session } from '#domain/sessions/session.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { conclusionsOf, unresolvedOf } from './concluded.ts';
import { promotionRules } from './promotion-rules.ts';

export interface OwnEvidenceDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
}

interface Shown extends PromotedStrategy {
  readonly environment: string;
  readonly account: string;
  readonly rung: Rung;
  readonly runs: Run[];
}

/** What this account's sessions of the last 45 days have shown, by rung and strategy: each by the configuration that it has kept, not by today's. */
export async function ownEvidence(
  { clock, ledger }: OwnEvidenceDeps,
  events: readonly RecordedRiskEvent[],
): Promise<readonly Evidence[]> {
  const now = clock.now();
  const since = startOfDay(now - LOOK_BACK);
  // A dry run has traded nothing, and shows nothing.
  const sessions = (await ledger.listSessions()).filter(
    ({ dryRun, stoppedAt }) => !dryRun && (stoppedAt ?? now) > since,
  );
  const shown = shownBy(sessions, events, now);
  if (shown.length === 0) return [];
  // At paper a reconciliation is made on demand only: the last one may be old, and stands.
  const isPaper = shown.some(({ rung }) => !isOutside(rung));
  const reconciliations = await ledger.listReconciliations(isPaper ? 0 : since);
  const conclusions = conclusionsOf(reconciliations);
  const unresolved = unresolvedOf(reconciliations);
  return shown.map(({ account, environment, fingerprint, name, rung, runs }) => {
    const streak = cleanStreak({ runs, conclusions, needsConclusion: isOutside(rung) }, now);
    return { environment, account, rung, strategy: name, fingerprint, ...streak, unresolved, at: now };
  });
}

function shownBy(sessions: readonly Session[], events: readonly RecordedRiskEvent[], now: Instant): readonly Shown[] {
  const shown = new Map<string, Shown>();
  const known = new Map<string, Described | null>();
  for (const session of sessions) {
    const { account, config, configHash, environment } = session;
    if (!known.has(configHash)) known.set(configHash, describe(config));
    const described = known.get(configHash) ?? null;
    if (described === null) continue;
    const runs = runsOf(session, events, now);
    for (const strategy of described.strategies.filter(({ name }) => session.strategies.includes(name))) {
      const { rung } = described;
      const key = `${environment}#${rung}#${strategy.fingerprint}`;
      const one = shown.get(key) ?? { ...strategy, environment, account, rung, runs: [] };
      one.runs.push(...runs);
      shown.set(key, one);
    }
  }
  return [...shown.values()];
}

interface Described {
  readonly rung: Rung;
  readonly strategies: readonly PromotedStrategy[];
}

/** `null`: this version cannot read it, or has no such strategy any more. Then nobody knows what it has shown. */
function describe(text: string): Described | null {
  try {
    const config = parseEnvironmentConfig(JSON.parse(text), 'session');
    return { rung: promotionRules(config).rung, strategies: sessionPlan(config).strategies };
  } catch (error) {
    if (error instanceof ConfigError || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** From its start to its end, without the time in ERROR; one that ledger and broker kept from its start never ran. */
function runsOf(
  { id, startedAt, status, stoppedAt }: Session,
  events: readonly RecordedRiskEvent[],
  now: Instant,
): readonly Run[] {
  const runs: Run[] = [];
  let from: Instant | null = status === 'STARTING' ? null : startedAt;
  for (const { at, detail, kind } of events.filter(({ sessionId }) => sessionId === id)) {
    if (kind === 'SessionRestarted') from ??= at;
    if (kind !== 'SessionFailed' || from === null) continue;
    if (detail['fault'] !== 'reconciliation') runs.push({ from, to: at });
    from = null;
  }
  return from === null ? runs : [...runs, { from, to: stoppedAt ?? now }];
}
