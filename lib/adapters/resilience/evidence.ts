import type { CancelOrderOutcome, PlaceOrderOutcome } from '#application/ports/broker.ts';
import type { BrokerErrorCode } from '#application/ports/broker-error.ts';
import { SECOND } from '#domain/shared/instant.ts';

/**
 * What requests tell of the way to the venue. `answered`: it works, whatever the answer was, refusals included. `failed`: so many came to nothing. `limited`: the
 * venue wants quiet. `nothing`: keys are refused or missing, or nothing was asked.
 */
export type Evidence =
  | { readonly kind: 'answered' | 'nothing' }
  | { readonly kind: 'failed'; readonly requests: number }
  | { readonly kind: 'limited'; readonly retryAfter: number };

/** Quiet for a venue that asks for it and does not say how long, milliseconds. */
const QUIET = 1 * SECOND;

const ANSWERED: Evidence = { kind: 'answered' };
const FAILED: Evidence = { kind: 'failed', requests: 1 };
const NOTHING: Evidence = { kind: 'nothing' };

export function evidenceOfCode(code: BrokerErrorCode, retryAfter: number | null): Evidence {
  switch (code) {
    case 'NETWORK':
    case 'UNAVAILABLE':
    case 'UNREADABLE':
      return FAILED;
    case 'RATE_LIMITED':
      return { kind: 'limited', retryAfter: retryAfter ?? QUIET };
    case 'AUTH_FAILED':
      return NOTHING;
    default:
      return ANSWERED;
  }
}

export function evidenceOfPost(outcome: PlaceOrderOutcome): Evidence {
  switch (outcome.kind) {
    case 'accepted':
    case 'duplicate':
      return ANSWERED;
    case 'rejected':
      return evidenceOfCode(outcome.code, null);
    case 'not_sent':
      return evidenceOfCode(outcome.code, outcome.retryAfter);
    case 'unknown':
      return FAILED;
  }
}

/** A cancel without an answer counts as a failure, unless its adapter knows better. */
export function evidenceOfCancel(outcome: CancelOrderOutcome): Evidence {
  if (outcome.kind !== 'unknown') return ANSWERED;
  return evidenceOfCode(outcome.code ?? 'UNREADABLE', outcome.retryAfter ?? null);
}
