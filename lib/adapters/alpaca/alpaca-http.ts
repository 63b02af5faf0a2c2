import * as z from 'zod/mini';
import { MarketDataError } from '#application/ports/market-data.ts';
import { AlpacaWire, type AlpacaWireOptions, keysFault } from './alpaca-wire.ts';
import { parseExactJson } from './exact-json.ts';

export type AlpacaHttpOptions = AlpacaWireOptions;

/** Reads of Alpaca's data service: each with a time-out, and repeated with jitter after 429, 5xx and network errors and answers that are cut off. */
export class AlpacaHttp {
  readonly #wire: AlpacaWire;

  /** @throws {MarketDataError} for keys that cannot stand in a header. */
  constructor(options: AlpacaHttpOptions) {
    const fault = keysFault(options);
    if (fault !== null) throw new MarketDataError(`market-data keys: ${fault}`);
    this.#wire = new AlpacaWire(options);
  }

  /** The answer to a GET, read by `schema`. @throws {MarketDataError} when there is none that can be read. */
  async get<Schema extends z.ZodMiniType>(
    path: string,
    query: Readonly<Record<string, string>>,
    schema: Schema,
  ): Promise<z.output<Schema>> {
    const parsed = z.safeParse(schema, parseAnswer(await this.#getText(path, query), path));
    if (!parsed.success) {
      const { path: field = [], message = '' } = parsed.error.issues[0] ?? {};
      throw new MarketDataError(`GET ${path}: received an unexpected ${field.join('.')}, expected ${message}`);
    }
    return parsed.data;
  }

  async #getText(path: string, query: Readonly<Record<string, string>>): Promise<string> {
    const { answer, attempt } = await this.#wire.repeat({ method: 'GET', path, query }, isJson);
    if (answer.kind !== 'answered') {
      const { reason, cause } = answer;
      throw new MarketDataError(`GET ${path}: received no answer: ${reason} (attempt ${attempt})`, { cause });
    }
    if (answer.status >= 200 && answer.status < 300) return answer.text;
    const quoted = JSON.stringify(this.#wire.hide(answer.text));
    throw new MarketDataError(
      `GET ${path}: received status ${answer.status} ${quoted}, expected 200 (attempt ${attempt})`,
    );
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function parseAnswer(text: string, path: string): unknown {
  try {
    return parseExactJson(text);
  } catch (cause) {
    throw new MarketDataError(`GET ${path}: received ${text.length} characters that are not JSON, expected JSON`, {
      cause,
    });
  }
}
