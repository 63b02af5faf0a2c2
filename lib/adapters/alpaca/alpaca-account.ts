import type { Balance, MarketClock, SymbolRules, VenuePosition } from '#application/ports/broker.ts';
import { BrokerError } from '#application/ports/broker-error.ts';
import { Decimal } from '#domain/shared/decimal.ts';
import type { ProtectionKind } from '#domain/simulation/venue-rules.ts';
import { isMissing } from './alpaca-refusal.ts';
import { canonicalSymbol, isCrypto } from './alpaca-symbol.ts';
import type { AlpacaTradingHttp } from './alpaca-trading-http.ts';
import { accountAnswer, assetAnswer, clockAnswer, positionsAnswer } from './alpaca-trading-schemas.ts';

const WHOLE = new Decimal(1);
const FINEST = new Decimal('0.000000001');
/** Every equity's price may be a multiple of a cent; below one dollar it may be finer. */
const CENT = new Decimal('0.01');

/** Of what Alpaca does not describe: the configuration's steps hold, and the venue refuses what it does not take. */
const UNKNOWN: SymbolRules = {
  lot: null,
  tick: null,
  minNotional: null,
  isFractional: true,
  protections: ['stop'],
  wholeProtections: ['stop'],
};
/** Alpaca holds only plain stops of fractions. */
const WHOLE_KINDS: readonly ProtectionKind[] = ['stop', 'oco', 'trailing'];
const FRACTIONAL_EQUITY: Partial<SymbolRules> = {
  lot: FINEST,
  tick: CENT,
  minNotional: WHOLE,
  wholeProtections: WHOLE_KINDS,
};
const WHOLE_EQUITY: Partial<SymbolRules> = {
  lot: WHOLE,
  tick: CENT,
  isFractional: false,
  protections: WHOLE_KINDS,
  wholeProtections: WHOLE_KINDS,
};

/** What Alpaca says of the account, of what it trades and of its market. */
export class AlpacaAccount {
  readonly #http: AlpacaTradingHttp;
  readonly #currency: string;
  readonly #rules = new Map<string, SymbolRules>();

  constructor(http: AlpacaTradingHttp, currency: string) {
    this.#http = http;
    this.#currency = currency;
  }

  async getBalance(): Promise<Balance> {
    const { cash, currency } = await this.#http.get('/v2/account', {}, accountAnswer);
    if (currency && currency !== this.#currency)
      throw new BrokerError('UNREADABLE', `account: received cash in ${currency}, expected ${this.#currency}`);
    return { currency: this.#currency, cash };
  }

  async listPositions(): Promise<readonly VenuePosition[]> {
    const positions = await this.#http.get('/v2/positions', {}, positionsAnswer);
    return positions.map(({ symbol, asset_class: assetClass = null, qty, side }) => ({
      symbol: canonicalSymbol(symbol, assetClass),
      quantity: side === 'short' ? qty.abs().neg() : qty,
    }));
  }

  /** Asked for once a symbol. */
  async getSymbolRules(symbol: string): Promise<SymbolRules> {
    const known = this.#rules.get(symbol);
    if (known !== undefined) return known;
    const asset = await this.#http.find(`/v2/assets/${encodeURIComponent(symbol)}`, {}, assetAnswer, isMissing);
    if (asset !== null && asset.tradable === false)
      throw new BrokerError('NOT_SUPPORTED', `symbol: received ${symbol}, expected one that Alpaca trades`);
    if (asset === null) return UNKNOWN;
    const isFractional = asset.fractionable !== false;
    const rules: SymbolRules = isCrypto(symbol)
      ? { ...UNKNOWN, lot: asset.min_trade_increment ?? null, tick: asset.price_increment ?? null }
      : { ...UNKNOWN, ...(isFractional ? FRACTIONAL_EQUITY : WHOLE_EQUITY) };
    this.#rules.set(symbol, rules);
    return rules;
  }

  /** Of the equities; pairs never close. */
  async getMarketClock(): Promise<MarketClock> {
    const { timestamp, is_open, next_open, next_close } = await this.#http.get('/v2/clock', {}, clockAnswer);
    return { now: timestamp, isOpen: is_open, nextOpen: next_open ?? null, nextClose: next_close ?? null };
  }
}
