import { hash } from 'node:crypto';
import { type Instant, toIso } from '../shared/instant.ts';

/** What makes an intent the same intent, however often it is derived. */
export interface IntentIdentity {
  readonly environment: string;
  readonly account: string;
  readonly sessionId: string;
  readonly strategy: string;
  readonly symbol: string;
  /** Close of the bar, or time of the event, that caused it: never the time of processing. */
  readonly signalTime: Instant;
  /** Which order of the signal: `entry`, `exit`, later the legs of a bracket. */
  readonly leg: string;
  /** Tells apart several intents of one leg, e.g. the id of an external signal. */
  readonly sequence: string;
}

/**
 * The client order id: 32 lower-case hex digits, legal at every venue that we know (Kraken allows 32 hex, Hyperliquid wants
 * `0x` + 32 hex, Bybit ≤ 36 characters, Alpaca ≤ 128).
 */
export function clientOrderIdOf(intent: IntentIdentity): string {
  return hash32([
    intent.environment,
    intent.account,
    intent.sessionId,
    intent.strategy,
    intent.symbol,
    toIso(intent.signalTime),
    intent.leg,
    intent.sequence,
  ]);
}

/** The id of the session that a start request with this idempotency key opens: the same request, the same session. */
export function sessionIdOf(environment: string, account: string, key: string): string {
  return hash32(['session', environment, account, key]);
}

/** The id of a signal's record. `parts` say which signal of its source it is. */
export function signalIdOf(environment: string, account: string, source: string, parts: readonly string[]): string {
  return hash32(['signal', environment, account, source, ...parts]);
}

/** First 32 hex digits of the sha256 of the parts joined by `|`; a part that holds `|` or `\` is escaped, so that no two lists collide. */
function hash32(parts: readonly string[]): string {
  const text = parts.map((part) => part.replace(/[\\|]/g, (character) => `\\${character}`)).join('|');
  return hash('sha256', text, 'hex').slice(0, 32);
}
