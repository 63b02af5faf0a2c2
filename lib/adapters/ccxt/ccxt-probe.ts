import type { Exchange } from 'ccxt';
import type { Balance, VenuePosition } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import type {
  AccountStanding,
  BrokerReader,
  ClockReading,
  RateLimit,
  SymbolSteps,
  VenueProbe,
} from '#application/ports/venue-probe.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { findMarket } from './find-market.ts';
import { hasTestnet, messageOf, type OpenedExchange, openExchange } from './open-exchange.ts';

export interface CcxtProbeOptions {
  readonly exchangeId: string;
  readonly baseUrl: string | null;
  readonly credentials: Readonly<Record<string, string>>;
  readonly isTestnet: boolean;
  /** Of the configured symbols: whose cash is told. */
  readonly currency: string;
  /** Milliseconds since 1970, by our clock. */
  readonly now: () => number;
}

type Fields = Readonly<Record<string, unknown>>;

/** The `Date` header has whole seconds. */
const SECOND_CUT = 500;
/** CCXT's `precisionMode` for steps; the others count digits. */
const TICK_SIZE = 4;

/** Reads an account at an exchange of CCXT for a check-up. It sends no order. */
export class CcxtProbe implements BrokerReader, VenueProbe {
  readonly #options: CcxtProbeOptions;
  readonly #opened: OpenedExchange;
  #headers: Fields = {};

  private constructor(options: CcxtProbeOptions, opened: OpenedExchange) {
    this.#options = options;
    this.#opened = opened;
  }

  static async open(options: CcxtProbeOptions): Promise<CcxtProbe> {
    const { baseUrl, credentials, exchangeId, isTestnet } = options;
    return new CcxtProbe(options, await openExchange({ id: exchangeId, baseUrl, credentials, isTestnet }));
  }

  get hasTestnet(): boolean {
    return hasTestnet(this.#opened.exchange);
  }

  /** Names of the credentials that the exchange wants, as CCXT has them. */
  get requiredCredentials(): readonly string[] {
    return Object.entries(this.#opened.exchange.requiredCredentials).flatMap(([name, isRequired]) =>
      isRequired === true ? [name] : [],
    );
  }

  async readTime(): Promise<ClockReading> {
    const { now } = this.#options;
    const sent = now();
    const answered = await this.#ask('time', async (exchange) =>
      exchange.has['fetchTime'] ? exchange.fetchTime() : exchange.loadMarkets(),
    );
    const received = now();
    const time = Number(answered);
    const isExact = Number.isFinite(time) && time > 0;
    const venue = isExact ? time : Date.parse(String(this.#headers['Date'])) + SECOND_CUT;
    if (Number.isNaN(venue)) throw new BrokerError('NOT_SUPPORTED', 'time: the exchange tells no time');
    const uncertainty = (received - sent) / 2 + (isExact ? 0 : SECOND_CUT);
    return { ahead: venue - (sent + received) / 2, uncertainty };
  }

  async readStanding(): Promise<AccountStanding> {
    const { info } = fieldsOf(await this.#ask('account', (exchange) => exchange.fetchBalance()));
    const flags = fieldsOf(info);
    const blocks = flags['canTrade'] === false ? ['the key or the account may not trade (canTrade)'] : [];
    return { status: 'the keys work', blocks, limits: [] };
  }

  async isTradable(symbol: string): Promise<boolean | null> {
    const market = await this.#market(symbol);
    return market === null ? null : market['active'] !== false;
  }

  get rateLimit(): RateLimit | null {
    const told = Object.entries(this.#headers).filter(([name]) => /rate-?limit|used-weight/i.test(name));
    if (told.length === 0) return null;
    return { text: told.map(([name, value]) => `${name.toLowerCase()} ${String(value)}`).join(', '), remaining: null };
  }

  async getBalance(): Promise<Balance> {
    const { currency } = this.#options;
    const balance = fieldsOf(await this.#ask('account', (exchange) => exchange.fetchBalance()));
    const { total, free } = fieldsOf(balance[currency]);
    return { currency, cash: decimalOf(total ?? free) ?? new Decimal(0) };
  }

  /** Contracts; what is held in coins is balance here. */
  async listPositions(): Promise<readonly VenuePosition[]> {
    if (this.#opened.exchange.has['fetchPositions'] !== true || !this.#isOfContracts) return [];
    const positions: unknown = await this.#ask('positions', (exchange) => exchange.fetchPositions());
    return (Array.isArray(positions) ? positions : []).map((position: unknown) => {
      const { contracts, side, symbol } = fieldsOf(position);
      const quantity = decimalOf(contracts) ?? new Decimal(0);
      return { symbol: String(symbol), quantity: side === 'short' ? quantity.neg() : quantity };
    });
  }

  async getSymbolRules(symbol: string): Promise<SymbolSteps> {
    const market = await this.#market(symbol);
    if (market === null) throw new BrokerError('NOT_SUPPORTED', `${symbol}: the exchange has no such market`);
    const { amount, price } = fieldsOf(market['precision']);
    const { min } = fieldsOf(fieldsOf(market['limits'])['cost']);
    const lot = this.#step(amount);
    return { lot, tick: this.#step(price), minNotional: decimalOf(min), isFractional: lot === null || lot.lt(1) };
  }

  async getMarketClock(): Promise<null> {
    return null;
  }

  get #isOfContracts(): boolean {
    return String(this.#opened.exchange.options['defaultType'] ?? 'spot') !== 'spot';
  }

  #step(precision: unknown): Decimal | null {
    const told = decimalOf(precision);
    if (told === null || this.#opened.exchange.precisionMode === TICK_SIZE) return told;
    return new Decimal(10).pow(told.neg());
  }

  async #market(symbol: string): Promise<Fields | null> {
    await this.#ask('markets', (exchange) => exchange.loadMarkets());
    const { exchange } = this.#opened;
    const name = findMarket(exchange, symbol);
    return name === null ? null : fieldsOf(exchange.market(name));
  }

  async #ask<Answer>(what: string, call: (exchange: Exchange) => Promise<Answer>): Promise<Answer> {
    const { exchange, isPassing, isRefusedKey, takeUnreadable } = this.#opened;
    takeUnreadable();
    try {
      const answer = await call(exchange);
      this.#headers = fieldsOf(exchange.last_response_headers);
      if (!takeUnreadable()) return answer;
    } catch (cause) {
      const code = isRefusedKey(cause) ? 'AUTH_FAILED' : isPassing(cause) ? 'NETWORK' : 'UNREADABLE';
      throw new BrokerError(code, `${what}: ${this.#describe(cause)}`, { cause });
    }
    throw new BrokerError('UNREADABLE', `${what}: received an answer that is no whole JSON`);
  }

  /** One line, without credentials should the exchange echo them. */
  #describe(cause: unknown): string {
    const secrets = Object.values(this.#options.credentials).filter((secret) => secret.length >= 4);
    return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), messageOf(cause));
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function decimalOf(value: unknown): Decimal | null {
  const text = String(value);
  return /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? new Decimal(text) : null;
}
