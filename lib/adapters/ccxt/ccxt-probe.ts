import { BrokerError } from '#application/ports/broker-error.ts';
import type { AccountStanding, ClockReading, RateLimit, VenueProbe } from '#application/ports/venue-probe.ts';
import { readBalances } from './account-reads.ts';
import { ExchangeSession, type ExchangeSessionOptions } from './exchange-session.ts';
import { isRecord } from './raw-answer.ts';

export interface CcxtProbeOptions extends ExchangeSessionOptions {
  /** Milliseconds since 1970, by our clock. */
  readonly now: () => number;
}

/** The `Date` header has whole seconds. */
const SECOND_CUT = 500;

/** What a check-up wants to know of an exchange of ccxt beside its broker. It sends no order. */
export class CcxtProbe implements VenueProbe {
  readonly #session: ExchangeSession;
  readonly #now: () => number;

  constructor({ now, ...options }: CcxtProbeOptions) {
    this.#session = new ExchangeSession(options);
    this.#now = now;
  }

  async readTime(): Promise<ClockReading> {
    const sent = this.#now();
    const answered = await this.#session.attempt((exchange) =>
      exchange.has['fetchTime'] === true ? exchange.fetchTime() : exchange.loadMarkets(),
    );
    const received = this.#now();
    if (!answered.ok) throw this.#session.errorOf('time', answered.failure);
    const time = Number(answered.value);
    const isExact = Number.isFinite(time) && time > 0;
    const venue = isExact ? time : Date.parse(String(this.#headers['Date'])) + SECOND_CUT;
    if (Number.isNaN(venue)) throw new BrokerError('NOT_SUPPORTED', 'time: the exchange tells no time');
    const uncertainty = (received - sent) / 2 + (isExact ? 0 : SECOND_CUT);
    return { ahead: venue - (sent + received) / 2, uncertainty };
  }

  async readStanding(): Promise<AccountStanding> {
    const { info } = (await readBalances(this.#session)).value;
    const isBlocked = isRecord(info) && info['canTrade'] === false;
    const blocks = isBlocked ? ['the key or the account may not trade (canTrade)'] : [];
    return { status: 'the keys work', blocks, limits: [] };
  }

  async isTradable(symbol: string): Promise<boolean | null> {
    await this.#session.loadMarkets();
    const market = this.#session.exchange.markets?.[this.#session.venueSymbol(symbol)];
    return isRecord(market) ? market['active'] !== false : null;
  }

  get rateLimit(): RateLimit | null {
    const told = Object.entries(this.#headers).filter(([name]) => /rate-?limit|used-weight/i.test(name));
    if (told.length === 0) return null;
    return { text: told.map(([name, value]) => `${name.toLowerCase()} ${String(value)}`).join(', '), remaining: null };
  }

  get #headers(): Readonly<Record<string, unknown>> {
    const { last_response_headers: headers } = this.#session.exchange;
    return isRecord(headers) ? headers : {};
  }
}
