import * as z from 'zod/mini';
import { BrokerError } from '#application/ports/broker-error.ts';
import { BRIEF, backOff, type Patience } from '../retry/patience.ts';
import type { CcxtExchange } from './ccxt-exchange.ts';
import { type CcxtMarket, ccxtMarket } from './ccxt-schemas.ts';
import { classifyFailure, type Failure } from './classify-failure.ts';
import type { CreatedExchange } from './create-exchange.ts';
import type { AnswerList, ExchangeFacts } from './exchange-facts.ts';
import { isReadable } from './is-readable.ts';
import { entriesAt, mayHoldList } from './raw-answer.ts';
import type { Exchanged } from './recording-transport.ts';
import { redact } from './redact.ts';

export interface ExchangeSessionOptions extends CreatedExchange {
  readonly facts: ExchangeFacts;
  /** Canonical: the only ones whose markets are needed. */
  readonly symbols: readonly string[];
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** @default BRIEF */
  readonly patience?: Patience;
  /** Is told why an attempt failed, and the milliseconds until the next. */
  readonly onRetry?: (reason: string, delay: number) => void;
}

export type Attempt<Value> =
  | { readonly ok: true; readonly value: Value; readonly answer: string }
  | { readonly ok: false; readonly failure: Failure };

/** What a read asks for, and how its answer is read. */
export interface Read<Schema extends z.ZodMiniType> {
  readonly name: string;
  readonly call: (exchange: CcxtExchange) => Promise<unknown>;
  readonly schema: Schema;
  /** The list in its answer, of which ccxt makes an empty one where there is none; `null`: nobody knows where. Without: it reads no list. */
  readonly list?: AnswerList | null;
}

const MAX_QUOTED = 100;

/** Calls of one ccxt exchange: an outcome once, a read until it has an answer that can be read. Nothing that it tells holds a credential. */
export class ExchangeSession {
  readonly facts: ExchangeFacts;
  /** For what it computes; requests go by `attempt` and `read`. */
  readonly exchange: CcxtExchange;
  readonly #options: ExchangeSessionOptions;

  constructor(options: ExchangeSessionOptions) {
    this.facts = options.facts;
    this.exchange = options.exchange;
    this.#options = options;
  }

  /** One call, one attempt. An answer that is not JSON is a failure, whatever ccxt made of it. */
  async attempt(call: (exchange: CcxtExchange) => Promise<unknown>): Promise<Attempt<unknown>> {
    const { exchange, transport, secrets } = this.#options;
    const recorded = await transport.record(() => call(exchange));
    const { last } = recorded;
    if (recorded.ok && isAnswer(last)) return { ok: true, value: recorded.value, answer: answerOf(last) };
    const error = recorded.ok ? new Error('unreadable') : recorded.error;
    const failure = classifyFailure(error, last, this.facts.texts);
    return { ok: false, failure: { ...failure, words: redact(failure.words, secrets) } };
  }

  /** A read's value and the text of its last answer. @throws {BrokerError} when there is no answer. */
  async read<Schema extends z.ZodMiniType>(
    read: Read<Schema>,
  ): Promise<{ readonly value: z.output<Schema>; readonly answer: string }> {
    const attempt = await this.tryRead(read);
    if (attempt.ok) return attempt;
    throw this.errorOf(read.name, attempt.failure);
  }

  /** As `read`, with a refusal told instead of thrown. @throws {BrokerError} for an answer of the wrong shape. */
  async tryRead<Schema extends z.ZodMiniType>(read: Read<Schema>): Promise<Attempt<z.output<Schema>>> {
    const attempt = await this.#repeat(read.call);
    if (!attempt.ok) return attempt;
    const { list, name } = read;
    if (list !== undefined && !hasList(attempt.answer, list)) throw this.unreadable(name, attempt.answer, list);
    const parsed = z.safeParse(read.schema, attempt.value);
    if (parsed.success) return { ok: true, value: parsed.data, answer: attempt.answer };
    const { path = [], message = '' } = parsed.error.issues[0] ?? {};
    throw new BrokerError('UNREADABLE', `${read.name}: received an unexpected ${path.join('.')}, expected ${message}`);
  }

  errorOf(name: string, { code, words, retryAfter }: Failure): BrokerError {
    return new BrokerError(code, `${name}: received ${words}, expected an answer`, { retryAfter });
  }

  /** An answer without what it should hold. */
  unreadable(name: string, answer: string, list: AnswerList | null): BrokerError {
    const where = list === null || list.path.length === 0 ? '' : ` under ${list.path.join('.')}`;
    const received = redact(answer, this.#options.secrets).slice(0, MAX_QUOTED);
    return new BrokerError('UNREADABLE', `${name}: received ${received || 'nothing'}, expected a list${where}`);
  }

  /** The market of a canonical symbol; markets that were not given are read once. @throws {BrokerError} */
  async market(symbol: string): Promise<CcxtMarket> {
    await this.loadMarkets();
    const found = await this.attempt(async ({ markets = {} }) => markets[this.venueSymbol(symbol)]);
    const parsed = found.ok ? z.safeParse(ccxtMarket, found.value) : null;
    if (parsed?.success !== true)
      throw new BrokerError('NOT_SUPPORTED', `symbol ${symbol}: the exchange does not trade it`);
    return parsed.data;
  }

  /** @throws {BrokerError} */
  async loadMarkets(): Promise<void> {
    if (this.#options.exchange.markets !== undefined) return;
    const { marketsParam } = this.facts;
    const ids = this.#options.symbols.map((symbol) => symbol.replace('/', ''));
    const params = marketsParam === null || ids.length === 0 ? {} : { [marketsParam]: JSON.stringify(ids) };
    // ccxt remembers a load that failed, and makes no markets of an answer that cannot be read: each load is forced, and one that failed is forgotten.
    const load = (exchange: CcxtExchange): Promise<unknown> => exchange.loadMarkets(true, params);
    const read = await this.tryRead({ name: 'markets', call: load, schema: z.unknown() });
    if (read.ok && Object.keys(this.exchange.markets ?? {}).length > 0) return;
    this.exchange.markets = undefined;
    throw read.ok
      ? new BrokerError('UNREADABLE', 'markets: received none, expected those of the exchange')
      : this.errorOf('markets', read.failure);
  }

  /** What ccxt calls a canonical symbol here. */
  venueSymbol(symbol: string): string {
    return this.facts.isLinear ? `${symbol}:${symbol.split('/')[1]}` : symbol;
  }

  canonicalSymbol(venueSymbol: string): string {
    return this.facts.isLinear ? (venueSymbol.split(':')[0] ?? venueSymbol) : venueSymbol;
  }

  encodeClientId(clientOrderId: string): string {
    return `${this.facts.clientOrderId?.prefix ?? ''}${clientOrderId}`;
  }

  /** `null` unless it is one of ours: 32 hex digits as we pass them. */
  decodeClientId(told: string | null | undefined): string | null {
    const prefix = this.facts.clientOrderId?.prefix ?? '';
    if (typeof told !== 'string' || !told.startsWith(prefix)) return null;
    const digits = told.slice(prefix.length);
    return /^[0-9a-f]{32}$/.test(digits) ? digits : null;
  }

  /** Real waiting. */
  sleep(milliseconds: number): Promise<void> {
    return this.#options.sleep(milliseconds);
  }

  /** Where somebody waits, a time-out has used the time up. */
  #mayHelp({ hasTimedOut, isTransient }: Failure): boolean {
    return isTransient && (!hasTimedOut || this.#options.isPaced);
  }

  async #repeat(call: (exchange: CcxtExchange) => Promise<unknown>): Promise<Attempt<unknown>> {
    const { onRetry, patience = BRIEF, random, sleep } = this.#options;
    for (let number = 1; ; number += 1) {
      const attempt = await this.attempt(call);
      if (attempt.ok || !this.#mayHelp(attempt.failure) || number >= patience.attempts) return attempt;
      const delay = attempt.failure.retryAfter ?? backOff(number, random, patience);
      if (delay > patience.longestWait) return attempt;
      onRetry?.(attempt.failure.words, delay);
      await sleep(delay);
    }
  }
}

function hasList(answer: string, list: AnswerList | null): boolean {
  return list === null ? mayHoldList(answer) : entriesAt(answer, list) !== null;
}

function isAnswer(last: Exchanged | null): boolean {
  return last === null || (last.kind === 'answered' && isReadable(last.text));
}

function answerOf(last: Exchanged | null): string {
  return last?.kind === 'answered' ? last.text : '';
}
