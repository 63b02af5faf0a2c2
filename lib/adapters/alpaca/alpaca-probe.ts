import type * as z from 'zod/mini';
import { BrokerError } from '#application/ports/broker-error.ts';
import type { AccountStanding, ClockReading, RateLimit, VenueProbe } from '#application/ports/venue-probe.ts';
import { assetStanding, serverTime, standing } from './alpaca-probe-schemas.ts';
import { TradingReads, type TradingReadsOptions } from './alpaca-trading-reads.ts';

export interface AlpacaProbeOptions extends TradingReadsOptions {
  /** Milliseconds since 1970, by our clock. */
  readonly now: () => number;
}

/** What a check-up asks Alpaca beside the broker's port. It has no way to send an order. */
export class AlpacaProbe implements VenueProbe {
  readonly #reads: TradingReads;
  readonly #now: () => number;

  constructor(options: AlpacaProbeOptions) {
    this.#reads = new TradingReads(options);
    this.#now = options.now;
  }

  async readTime(): Promise<ClockReading> {
    const sent = this.#now();
    const { timestamp } = await this.#read('/v2/clock', serverTime);
    const received = this.#now();
    return { ahead: timestamp - (sent + received) / 2, uncertainty: (received - sent) / 2 };
  }

  async readStanding(): Promise<AccountStanding> {
    const account = await this.#read('/v2/account', standing);
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
    const asset = await this.#reads.get(`/v2/assets/${encodeURIComponent(symbol)}`, assetStanding);
    return asset === null ? null : asset.tradable && asset.status === 'active';
  }

  get rateLimit(): RateLimit | null {
    const [limit, remaining] = ['x-ratelimit-limit', 'x-ratelimit-remaining'].map((name) =>
      this.#reads.rateHeaders.get(name),
    );
    if (typeof limit !== 'string' || typeof remaining !== 'string') return null;
    return {
      text: `${remaining} of ${limit} requests a minute are left`,
      remaining: Number(remaining) / Number(limit),
    };
  }

  async #read<Schema extends z.ZodMiniType>(path: string, schema: Schema): Promise<z.output<Schema>> {
    const answer = await this.#reads.get(path, schema);
    if (answer === null) throw new BrokerError('UNREADABLE', `GET ${path}: received status 404, expected 200`);
    return answer;
  }
}
