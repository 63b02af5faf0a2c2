import type * as z from 'zod/mini';
import type { Balance, MarketClock, SymbolRules, VenuePosition } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import type {
  AccountStanding,
  BrokerReader,
  ClockReading,
  RateLimit,
  VenueProbe,
} from '#application/ports/venue-probe.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import { accountAnswer, assetAnswer, clockAnswer, positionsAnswer } from './alpaca-probe-schemas.ts';
import { TradingReads, type TradingReadsOptions } from './alpaca-trading-reads.ts';

/** Steps of equities, https://docs.alpaca.markets/docs/orders-at-alpaca: prices from one dollar on have two decimals; fractions have nine. */
const CENT = new Decimal('0.01');
const FRACTION = new Decimal('1e-9');
const WHOLE = new Decimal(1);

export interface AlpacaProbeOptions extends TradingReadsOptions {
  /** Milliseconds since 1970, by our clock. */
  readonly now: () => number;
}

/** Reads an Alpaca account for a check-up. It has no way to send an order. */
export class AlpacaProbe implements BrokerReader, VenueProbe {
  readonly #reads: TradingReads;
  readonly #now: () => number;

  constructor(options: AlpacaProbeOptions) {
    this.#reads = new TradingReads(options);
    this.#now = options.now;
  }

  async readTime(): Promise<ClockReading> {
    const sent = this.#now();
    const { timestamp } = await this.#read('/v2/clock', clockAnswer);
    const received = this.#now();
    return { ahead: timestamp - (sent + received) / 2, uncertainty: (received - sent) / 2 };
  }

  async readStanding(): Promise<AccountStanding> {
    const account = await this.#read('/v2/account', accountAnswer);
    const { account_blocked, status, trade_suspended_by_user, trading_blocked } = account;
    const blocks = [
      status === 'ACTIVE' ? null : `the account is ${status}`,
      account_blocked === true ? 'account_blocked' : null,
      trading_blocked === true ? 'trading_blocked' : null,
      trade_suspended_by_user === true ? 'trade_suspended_by_user' : null,
    ];
    const limits = [
      account.pattern_day_trader === true ? 'pattern_day_trader' : null,
      account.shorting_enabled === false ? 'no short sales' : null,
      (account.crypto_status ?? 'ACTIVE') === 'ACTIVE' ? null : `crypto is ${account.crypto_status}`,
    ];
    const isText = (text: string | null): text is string => text !== null;
    return { status, blocks: blocks.filter(isText), limits: limits.filter(isText) };
  }

  async isTradable(symbol: string): Promise<boolean | null> {
    const asset = await this.#reads.get(assetPath(symbol), assetAnswer);
    return asset === null ? null : asset.tradable && asset.status === 'active';
  }

  get rateLimit(): RateLimit | null {
    const [limit, remaining] = ['x-ratelimit-limit', 'x-ratelimit-remaining'].map((name) =>
      this.#reads.headers.get(name),
    );
    if (typeof limit !== 'string' || typeof remaining !== 'string') return null;
    return {
      text: `${remaining} of ${limit} requests a minute are left`,
      remaining: Number(remaining) / Number(limit),
    };
  }

  async getBalance(): Promise<Balance> {
    const { cash, currency } = await this.#read('/v2/account', accountAnswer);
    return { currency, cash };
  }

  async listPositions(): Promise<readonly VenuePosition[]> {
    const positions = await this.#read('/v2/positions', positionsAnswer);
    return positions.map(({ qty, symbol }) => ({ symbol, quantity: qty }));
  }

  async getSymbolRules(symbol: string): Promise<SymbolRules> {
    const asset = await this.#read(assetPath(symbol), assetAnswer);
    const isCrypto = asset.class === 'crypto';
    return {
      lot: isCrypto ? (asset.min_trade_increment ?? null) : asset.fractionable ? FRACTION : WHOLE,
      tick: isCrypto ? (asset.price_increment ?? null) : CENT,
      minNotional: isCrypto ? null : WHOLE,
      isFractional: asset.fractionable,
    };
  }

  async getMarketClock(): Promise<MarketClock> {
    const { is_open, next_close, next_open, timestamp } = await this.#read('/v2/clock', clockAnswer);
    return { now: timestamp, isOpen: is_open, nextOpen: next_open, nextClose: next_close };
  }

  async #read<Schema extends z.ZodMiniType>(path: string, schema: Schema): Promise<z.output<Schema>> {
    const answer = await this.#reads.get(path, schema);
    if (answer === null) throw new BrokerError('UNREADABLE', `GET ${path}: received status 404, expected 200`);
    return answer;
  }
}

function assetPath(symbol: string): string {
  return `/v2/assets/${encodeURIComponent(symbol)}`;
}
