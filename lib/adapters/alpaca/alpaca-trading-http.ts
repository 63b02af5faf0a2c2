import * as z from 'zod/mini';
import { BrokerError, type BrokerErrorCode } from '#application/ports/broker-error.ts';
import { isAbsence, readJson } from './alpaca-refusal.ts';
import { AlpacaWire, type AlpacaWireOptions, keysFault, type WireAnswer, type WireRequest } from './alpaca-wire.ts';

type Query = Readonly<Record<string, string>>;
type Answered = Extract<WireAnswer, { readonly kind: 'answered' }>;

/** Alpaca's trading service: reads that are repeated and throw `BrokerError`, and single requests whose answer is for the caller to judge. */
export class AlpacaTradingHttp {
  readonly #wire: AlpacaWire;

  /** @throws {BrokerError} for keys that cannot stand in a header. */
  constructor(options: AlpacaWireOptions) {
    const fault = keysFault(options);
    if (fault !== null) throw new BrokerError('AUTH_FAILED', `trading keys: ${fault}`);
    this.#wire = new AlpacaWire(options);
  }

  /** @throws {BrokerError} when there is no answer that can be read. */
  async get<Schema extends z.ZodMiniType>(path: string, query: Query, schema: Schema): Promise<z.output<Schema>> {
    const found = await this.find(path, query, schema);
    if (found === null) throw new BrokerError('NOT_SUPPORTED', `GET ${path}: received 404, expected 200`);
    return found;
  }

  /**
   * `null`: Alpaca itself answers that there is no such thing, or what `isAbsent` takes for it. @throws {BrokerError} when there is no answer that can
   * be read.
   */
  async find<Schema extends z.ZodMiniType>(
    path: string,
    query: Query,
    schema: Schema,
    isAbsent: (status: number, text: string) => boolean = isAbsence,
  ): Promise<z.output<Schema> | null> {
    const { answer, attempt } = await this.#wire.repeat({ method: 'GET', path, query });
    if (answer.kind !== 'answered') {
      const { reason, cause } = answer;
      throw new BrokerError('NETWORK', `GET ${path}: received no answer: ${reason} (attempt ${attempt})`, { cause });
    }
    if (isAbsent(answer.status, answer.text)) return null;
    if (answer.status < 200 || answer.status > 299) throw this.#failure(path, answer, attempt);
    const parsed = z.safeParse(schema, readJson(answer.text));
    if (parsed.success) return parsed.data;
    const { path: field = [], message = '' } = parsed.error.issues[0] ?? {};
    const where = field.length === 0 ? 'answer' : field.join('.');
    throw new BrokerError('UNREADABLE', `GET ${path}: received an unexpected ${where}, expected ${message}`);
  }

  /** One request, once. */
  send(request: WireRequest): Promise<WireAnswer> {
    return this.#wire.send(request);
  }

  /** The start of a text from outside, without the keys. */
  hide(text: string): string {
    return this.#wire.hide(text);
  }

  #failure(path: string, { status, text, retryAfter }: Answered, attempt: number): BrokerError {
    const quoted = JSON.stringify(this.#wire.hide(text));
    const message = `GET ${path}: received status ${status} ${quoted}, expected 200 (attempt ${attempt})`;
    return new BrokerError(codeOf(status), message, { retryAfter });
  }
}

function codeOf(status: number): BrokerErrorCode {
  if (status === 429) return 'RATE_LIMITED';
  if (status === 401 || status === 403) return 'AUTH_FAILED';
  return status >= 500 ? 'UNAVAILABLE' : 'UNREADABLE';
}
