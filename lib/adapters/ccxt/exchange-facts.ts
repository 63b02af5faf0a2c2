import type { BrokerCapabilities } from '#application/ports/broker.ts';
import type { BrokerErrorCode } from '#application/ports/broker-error.ts';
import type { OrderType, TimeInForce } from '#domain/orders/order-terms.ts';

/** Where a list stands in an answer: one without is no answer, and never an empty list. */
export interface AnswerList {
  /** Names from the outermost object on; empty: the answer is the list. */
  readonly path: readonly string[];
  /** Whether its entries may stand in an object, by their ids. */
  readonly isKeyed: boolean;
}

/**
 * How an order is found. `order`: one request, by broker id, or by client id where `clientIdParam` names ccxt's parameter for it. `lists`: the open and then the
 * closed orders, filtered by the venue. `match`: no ids are kept with what is over, so orders and trades are matched by side, quantity, price and time.
 */
export type LookUpRoute =
  | { readonly kind: 'order'; readonly clientIdParam: string | null }
  | {
      readonly kind: 'lists';
      readonly clientIdParam: string;
      readonly brokerIdParam: string | null;
      readonly methods: readonly ('fetchOpenOrders' | 'fetchClosedOrders' | 'fetchCanceledAndClosedOrders')[];
      /** The orders in each method's answer. */
      readonly lists: readonly AnswerList[];
      /** As many at most in one answer: a full one may hide an order. */
      readonly limit: number;
    }
  | { readonly kind: 'match' };

export interface TradeRows {
  readonly sideField: string;
  readonly sides: Readonly<Record<string, 'buy' | 'sell'>>;
  /** The first of them that is there; their currency is not told. */
  readonly feeFields: readonly string[];
}

/**
 * How executions are paged. `id`: ascending, from a number on. `offset`: the latest first, so many skipped. `cursor`: the latest first, by
 * a token of the answer, in windows of at most so many days. `time`: ascending, from an instant on.
 */
export type TradePaging = {
  /** Most executions of one answer. */
  readonly limit: number;
  /** Them in it, of other symbols too: with `limit` of them it goes on. `null`: nobody knows where, ccxt's list counts. */
  readonly list: AnswerList | null;
  /** Whether one symbol is asked for, or the whole account. */
  readonly scope: 'symbol' | 'account';
  /** Where they are rows of a history of orders: the raw fields that make executions of them. `null`: ccxt lists executions. */
  readonly rows: TradeRows | null;
  /** Raw field whose number orders executions of one instant; `null`: their id does. */
  readonly sequenceField: string | null;
} & (
  | { readonly kind: 'id'; readonly param: string; readonly overlap: number }
  | { readonly kind: 'offset'; readonly param: string }
  | {
      readonly kind: 'cursor';
      readonly param: string;
      readonly tokenPath: readonly string[];
      readonly windowDays: number;
    }
  | { readonly kind: 'time'; readonly ascending: Readonly<Record<string, unknown>> }
);

/**
 * What of the account is cash as the ledger counts it: a fill moves it by its notional, long or short. `total`: what the currency's balance is. `equity_less_notional`: the account's
 * equity without what its contracts are worth, whose signed values stand in `field` of the answer's list. `raw`: the answer has it.
 */
export type CashRule =
  | { readonly kind: 'total' }
  | { readonly kind: 'equity_less_notional'; readonly listPath: readonly string[]; readonly field: string }
  | { readonly kind: 'raw'; readonly path: readonly string[] };

export interface OpenOrdersPaging {
  /** Whether the whole account is asked for, or one symbol. */
  readonly scope: 'account' | 'symbol';
  /** The orders in an answer; `null`: nobody knows where. */
  readonly list: AnswerList | null;
  /** As many at most in one answer; `null`: all. */
  readonly limit: number | null;
  /** By which a full answer goes on; `null`: by nothing, and a full one is no answer. */
  readonly token: { readonly param: string; readonly path: readonly string[] } | null;
}

/** Texts of the venue's answers, in lower case, that decide what ccxt's class of error does not. */
export interface VenueTexts {
  readonly refusals: readonly (readonly [text: string, code: BrokerErrorCode])[];
  /** Refused before the order was looked at: it may be sent again. */
  readonly notTakenUp: readonly string[];
}

/** The timer of an exchange after which it cancels what works, and where its answer says that it runs. */
export type CancelTimer = { readonly proof: readonly string[] } & (
  | { readonly scope: 'account' }
  /** One for each symbol, by this method of ccxt, which has no name of its own for it. */
  | { readonly scope: 'symbol'; readonly method: 'fapiPrivatePostCountdownCancelAll' }
);

/** What is particular about one exchange, as data. No code asks for an exchange by its name. */
export interface ExchangeFacts {
  readonly duplicateIdsRefused: BrokerCapabilities['duplicateIdsRefused'];
  /** How a client order id of 32 hex digits is given to ccxt; `null`: the venue keeps none. */
  readonly clientOrderId: { readonly param: string; readonly prefix: string } | null;
  readonly lookUp: LookUpRoute;
  /** What every order says besides. */
  readonly placeParams: Readonly<Record<string, unknown>>;
  /** What ccxt's `fetchOrder` wants besides. */
  readonly orderParams: Readonly<Record<string, unknown>>;
  /** Whether a cancel may name the client id alone, by this parameter of ccxt. */
  readonly cancelParam: string | null;
  /** `null`: none is known. */
  readonly cancelAfter: CancelTimer | null;
  readonly orderTypes: readonly OrderType[];
  readonly timesInForce: readonly TimeInForce[];
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  /** ccxt's parameter for the price of a stop. */
  readonly stopParam: string | null;
  /** A market order is sent as a limit beyond the book: ccxt wants the price that it starts from. */
  readonly needsMarketPrice: boolean;
  /** `BASE/QUOTE` is the perpetual contract settled in the quote currency. */
  readonly isLinear: boolean;
  /** Steps that every amount must be a multiple of, or rules that only ccxt's own rounding knows. */
  readonly precision: 'steps' | 'by_exchange';
  /** Parameter by which the venue tells the markets of some symbols only, as a JSON list of their ids (`BTCUSDT`); `null`: it tells all. */
  readonly marketsParam: string | null;
  readonly openOrders: OpenOrdersPaging;
  readonly trades: TradePaging;
  /** The balances in an answer; `null`: nobody knows where, and one in which ccxt finds no currency is none. */
  readonly balances: AnswerList | null;
  /** The contracts in an answer; `null`: nobody knows where. */
  readonly positions: AnswerList | null;
  readonly cash: CashRule;
  readonly texts: VenueTexts;
  /** How ccxt is turned to the venue's place for play money. */
  readonly testnet: 'setSandboxMode' | 'enableDemoTrading';
  /** Merged into the options of the ccxt exchange. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What ccxt would send on its own account before an order: replaced by nothing. */
  readonly withoutMethods: readonly string[];
}

/**
 * Of an exchange that nobody has studied: limit orders (of a market order some exchanges take the quantity for a sum of money), and nothing claimed that is not
 * known. Its orders are never looked up by client id, so that an unknown outcome stays parked.
 */
export const CONSERVATIVE_FACTS: ExchangeFacts = {
  duplicateIdsRefused: 'never',
  clientOrderId: { param: 'clientOrderId', prefix: '' },
  lookUp: { kind: 'order', clientIdParam: null },
  placeParams: {},
  orderParams: {},
  cancelParam: null,
  cancelAfter: null,
  orderTypes: ['limit'],
  timesInForce: ['gtc'],
  postOnly: false,
  reduceOnly: false,
  stopParam: null,
  needsMarketPrice: false,
  isLinear: false,
  precision: 'by_exchange',
  marketsParam: null,
  openOrders: { scope: 'symbol', list: null, limit: null, token: null },
  trades: {
    kind: 'time',
    ascending: {},
    limit: 100,
    list: null,
    scope: 'symbol',
    rows: null,
    sequenceField: null,
  },
  balances: null,
  positions: null,
  cash: { kind: 'total' },
  texts: { refusals: [], notTakenUp: [] },
  testnet: 'setSandboxMode',
  options: {},
  withoutMethods: [],
};
