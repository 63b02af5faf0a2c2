import type { BrokerErrorCode } from '#application/ports/broker-error.ts';
import { type Certainty, classOf, type ErrorClass } from './error-classes.ts';
import type { VenueTexts } from './exchange-facts.ts';
import { isReadable } from './is-readable.ts';
import type { Exchanged } from './recording-transport.ts';

/** What a failed call proves. */
export interface Failure {
  readonly certainty: Certainty;
  readonly code: BrokerErrorCode;
  /** The venue's own words, or what went wrong on the way; as yet with whatever they echo. */
  readonly words: string;
  readonly retryAfter: number | null;
  /** Whether asking the same again may help. */
  readonly isTransient: boolean;
  readonly hasTimedOut: boolean;
}

/**
 * Judges a failure by the evidence of its last request, and only then by ccxt's class of error: what was never sent proves everything, what was answered in a way that
 * cannot be read proves nothing, whatever ccxt calls it.
 */
export function classifyFailure(error: unknown, last: Exchanged | null, texts: VenueTexts): Failure {
  if (last === null) return beforeSending(error);
  if (last.kind !== 'answered') {
    const certainty = last.kind === 'no_connection' ? 'not_taken_up' : 'uncertain';
    const words = `no answer: ${last.reason}`;
    return { certainty, code: 'NETWORK', words, retryAfter: null, isTransient: true, hasTimedOut: last.hasTimedOut };
  }
  const { certainty, code } = byAnswer(error, last, texts);
  const isWhole = isReadable(last.text);
  const isTransient = !isWhole || code === 'UNAVAILABLE' || code === 'RATE_LIMITED' || certainty === 'not_taken_up';
  const words = isWhole ? last.text : `${last.text.length} characters that are not JSON`;
  return {
    certainty,
    code,
    words: `status ${last.status}: ${words}`,
    retryAfter: last.retryAfter,
    isTransient,
    hasTimedOut: false,
  };
}

/** ccxt refused the arguments itself. An error that is not ccxt's own is a fault of the program: it says nothing. */
function beforeSending(error: unknown): Failure {
  const { certainty, code } = classOf(error);
  const words = error instanceof Error ? `${error.name} before anything was sent` : 'nothing was sent';
  return { certainty, code, words, retryAfter: null, isTransient: false, hasTimedOut: false };
}

function byAnswer(error: unknown, last: Exchanged & { readonly kind: 'answered' }, texts: VenueTexts): ErrorClass {
  if (!isReadable(last.text))
    return { certainty: 'uncertain', code: last.status >= 500 ? 'UNAVAILABLE' : 'UNREADABLE' };
  if (last.status >= 500) return { certainty: 'uncertain', code: 'UNAVAILABLE' };
  const text = last.text.toLowerCase().replaceAll('": ', '":');
  if (texts.notTakenUp.some((known) => text.includes(known)))
    return { certainty: 'not_taken_up', code: 'RATE_LIMITED' };
  const refusal = texts.refusals.find(([known]) => text.includes(known));
  return refusal === undefined ? classOf(error) : { certainty: 'refused', code: refusal[1] };
}
