import { type AnswerList, CONSERVATIVE_FACTS, type ExchangeFacts } from './exchange-facts.ts';

const listAt = (...path: readonly string[]): AnswerList => ({ path, isKeyed: false });
const keyedListAt = (...path: readonly string[]): AnswerList => ({ path, isKeyed: true });

const BINANCE: ExchangeFacts = {
  ...CONSERVATIVE_FACTS,
  duplicateIdsRefused: 'while_open',
  clientOrderId: { param: 'clientOrderId', prefix: '' },
  lookUp: { kind: 'order', clientIdParam: 'clientOrderId' },
  cancelParam: 'clientOrderId',
  orderTypes: ['market', 'limit', 'stop', 'stop_limit'],
  timesInForce: ['gtc', 'ioc', 'fok'],
  postOnly: true,
  stopParam: 'stopLossPrice',
  precision: 'steps',
  marketsParam: 'symbols',
  openOrders: { scope: 'account', list: listAt(), limit: null, token: null },
  trades: {
    kind: 'id',
    param: 'fromId',
    limit: 1_000,
    overlap: 1_000,
    list: listAt(),
    scope: 'symbol',
    rows: null,
    sequenceField: null,
  },
  balances: listAt('balances'),
  texts: {
    refusals: [
      ['duplicate order sent', 'DUPLICATE_CLIENT_ORDER_ID'],
      ['"code":-4116', 'DUPLICATE_CLIENT_ORDER_ID'],
      ['order does not exist', 'ORDER_NOT_FOUND'],
      ['unknown order sent', 'ORDER_NOT_FOUND'],
      ['"code":-2027', 'INSUFFICIENT_MARGIN'],
      ['"code":-2019', 'INSUFFICIENT_MARGIN'],
      ['"code":-2022', 'INSUFFICIENT_POSITION'],
      ['insufficient balance', 'INSUFFICIENT_FUNDS'],
      ['market is closed', 'MARKET_CLOSED'],
      ['no orders on opposite side', 'LIQUIDITY'],
    ],
    notTakenUp: ['"code":-1021,'],
  },
  options: { fetchMarkets: { types: ['spot'] }, fetchMargins: false, recvWindow: 5_000 },
};

/** https://developers.binance.com/docs/derivatives/usds-margined-futures. Its stops are orders of another service, which no fill names: not offered. */
const BINANCEUSDM: ExchangeFacts = {
  ...BINANCE,
  cancelAfter: { scope: 'symbol', method: 'fapiPrivatePostCountdownCancelAll', proof: ['countdownTime'] },
  orderTypes: ['market', 'limit'],
  stopParam: null,
  reduceOnly: true,
  isLinear: true,
  marketsParam: null,
  testnet: 'enableDemoTrading',
  balances: listAt('assets'),
  positions: listAt(),
  cash: { kind: 'equity_less_notional', listPath: ['positions'], field: 'notional' },
  options: { fetchMarkets: { types: ['linear'] }, fetchMargins: false, recvWindow: 5_000, leverageBrackets: {} },
};

/** Ids are refused while the order is open; an acknowledgement tells ids only. */
const BYBIT: ExchangeFacts = {
  ...CONSERVATIVE_FACTS,
  duplicateIdsRefused: 'while_open',
  lookUp: {
    kind: 'lists',
    clientIdParam: 'orderLinkId',
    brokerIdParam: 'orderId',
    methods: ['fetchOpenOrders', 'fetchCanceledAndClosedOrders'],
    lists: [listAt('result', 'list'), listAt('result', 'list')],
    limit: 50,
  },
  orderParams: { acknowledged: true },
  cancelParam: 'orderLinkId',
  orderTypes: ['market', 'limit'],
  timesInForce: ['gtc', 'ioc', 'fok'],
  postOnly: true,
  precision: 'steps',
  openOrders: {
    scope: 'symbol',
    list: listAt('result', 'list'),
    limit: 50,
    token: { param: 'cursor', path: ['result', 'nextPageCursor'] },
  },
  trades: {
    kind: 'cursor',
    param: 'cursor',
    tokenPath: ['result', 'nextPageCursor'],
    limit: 100,
    windowDays: 7,
    list: listAt('result', 'list'),
    scope: 'symbol',
    rows: null,
    sequenceField: 'seq',
  },
  balances: listAt('result', 'list'),
  texts: {
    refusals: [
      ['"retcode":110072', 'DUPLICATE_CLIENT_ORDER_ID'],
      ['"retcode":170141', 'DUPLICATE_CLIENT_ORDER_ID'],
      ['"retcode":110001', 'ORDER_NOT_FOUND'],
      ['"retcode":170213', 'ORDER_NOT_FOUND'],
      ['"retcode":170131', 'INSUFFICIENT_FUNDS'],
      ['"retcode":110007', 'INSUFFICIENT_FUNDS'],
    ],
    notTakenUp: ['"retcode":10002,', '"retcode":10006,'],
  },
  options: {
    enableUnifiedMargin: false,
    enableUnifiedAccount: true,
    unifiedMarginStatus: 6,
    recvWindow: 5_000,
    createMarketBuyOrderRequiresPrice: false,
    fetchMarkets: { types: ['spot'] },
  },
};

/** Fees are taken in the quote currency, as executions tell them: of a sale it would be the base. A nonce that came late was refused at the door: several functions share one key, each with the wall clock. */
const KRAKEN: ExchangeFacts = {
  ...CONSERVATIVE_FACTS,
  duplicateIdsRefused: 'while_open',
  lookUp: {
    kind: 'lists',
    clientIdParam: 'clientOrderId',
    brokerIdParam: null,
    methods: ['fetchOpenOrders', 'fetchClosedOrders'],
    lists: [keyedListAt('result', 'open'), keyedListAt('result', 'closed')],
    limit: 50,
  },
  placeParams: { oflags: 'fciq' },
  cancelParam: 'clientOrderId',
  cancelAfter: { scope: 'account', proof: ['result', 'triggerTime'] },
  orderTypes: ['market', 'limit', 'stop', 'stop_limit'],
  timesInForce: ['gtc', 'ioc'],
  postOnly: true,
  stopParam: 'stopLossPrice',
  precision: 'steps',
  openOrders: { scope: 'account', list: keyedListAt('result', 'open'), limit: null, token: null },
  trades: {
    kind: 'offset',
    param: 'ofs',
    limit: 50,
    list: keyedListAt('result', 'trades'),
    scope: 'account',
    rows: null,
    sequenceField: 'trade_id',
  },
  balances: keyedListAt('result'),
  texts: {
    refusals: [
      ['eorder:unknown order', 'ORDER_NOT_FOUND'],
      ['cl_ord_id already', 'DUPLICATE_CLIENT_ORDER_ID'],
      ['duplicate client order id', 'DUPLICATE_CLIENT_ORDER_ID'],
      ['eorder:insufficient funds', 'INSUFFICIENT_FUNDS'],
      ['eorder:insufficient margin', 'INSUFFICIENT_MARGIN'],
      ['eservice:market in', 'MARKET_CLOSED'],
      ['egeneral:invalid arguments', 'INVALID_ORDER'],
      ['eorder:', 'INVALID_ORDER'],
    ],
    notTakenUp: ['eapi:invalid nonce', 'eorder:rate limit exceeded', 'eapi:rate limit exceeded'],
  },
};

/**
 * ccxt would approve a fee for its builder and set a referrer before the first order. Market orders are limits beyond the book. Whether a client id is refused that has
 * been seen is not documented.
 */
const HYPERLIQUID: ExchangeFacts = {
  ...CONSERVATIVE_FACTS,
  duplicateIdsRefused: 'never',
  clientOrderId: { param: 'clientOrderId', prefix: '0x' },
  lookUp: { kind: 'order', clientIdParam: 'clientOrderId' },
  cancelParam: 'clientOrderId',
  orderTypes: ['market', 'limit', 'stop'],
  stopParam: 'stopLossPrice',
  timesInForce: ['gtc', 'ioc'],
  postOnly: true,
  reduceOnly: true,
  needsMarketPrice: true,
  isLinear: true,
  balances: listAt('assetPositions'),
  positions: listAt('assetPositions'),
  cash: { kind: 'raw', path: ['marginSummary', 'totalRawUsd'] },
  openOrders: { scope: 'account', list: listAt(), limit: null, token: null },
  trades: {
    kind: 'time',
    ascending: {},
    limit: 2_000,
    list: listAt(),
    scope: 'account',
    rows: null,
    sequenceField: null,
  },
  texts: {
    refusals: [
      ['unknownoid', 'ORDER_NOT_FOUND'],
      ['order was never placed', 'ORDER_NOT_FOUND'],
      ['duplicate cloid', 'DUPLICATE_CLIENT_ORDER_ID'],
      ['cloid already', 'DUPLICATE_CLIENT_ORDER_ID'],
      ['insufficient margin', 'INSUFFICIENT_MARGIN'],
      ['insufficient spot balance', 'INSUFFICIENT_FUNDS'],
      ['could not immediately match', 'LIQUIDITY'],
      ['reduce only order would increase', 'INSUFFICIENT_POSITION'],
    ],
    notTakenUp: [],
  },
  options: {
    builderFee: false,
    approvedBuilderFee: false,
    refSet: true,
    enableUnifiedMargin: false,
    fetchMarkets: { types: ['swap'] },
  },
  withoutMethods: ['initializeClient'],
};

/** Limit orders only, no client ids, no order that is over can be asked for; every refusal is one class of error, told by its text. */
const ZAIF: ExchangeFacts = {
  ...CONSERVATIVE_FACTS,
  duplicateIdsRefused: 'never',
  clientOrderId: null,
  lookUp: { kind: 'match' },
  orderTypes: ['limit'],
  precision: 'steps',
  openOrders: { scope: 'symbol', list: keyedListAt('return'), limit: null, token: null },
  trades: {
    kind: 'time',
    ascending: { order: 'ASC' },
    limit: 1_000,
    list: keyedListAt('return'),
    scope: 'symbol',
    rows: { sideField: 'your_action', sides: { bid: 'buy', ask: 'sell' }, feeFields: ['fee_amount', 'fee'] },
    sequenceField: null,
  },
  balances: keyedListAt('return', 'funds'),
  texts: {
    refusals: [
      ['insufficient funds', 'INSUFFICIENT_FUNDS'],
      ['order not found', 'ORDER_NOT_FOUND'],
      ['invalid order_id', 'ORDER_NOT_FOUND'],
      ['invalid amount', 'INVALID_ORDER'],
      ['invalid price', 'INVALID_ORDER'],
      ['invalid currency_pair', 'INVALID_ORDER'],
      ['unsupported currency_pair', 'INVALID_ORDER'],
      ['invalid signature', 'AUTH_FAILED'],
      ['invalid api key', 'AUTH_FAILED'],
      ['api key don', 'AUTH_FAILED'],
      ['no data found for the key', 'AUTH_FAILED'],
    ],
    notTakenUp: ['nonce not incremented', 'time wait restriction', 'trade temporarily unavailable'],
  },
};

/** By ccxt's id. */
const KNOWN: Readonly<Record<string, ExchangeFacts>> = {
  binance: BINANCE,
  binanceusdm: BINANCEUSDM,
  bybit: BYBIT,
  kraken: KRAKEN,
  hyperliquid: HYPERLIQUID,
  zaif: ZAIF,
};

/** The facts of an exchange by ccxt's id; conservative ones for an exchange that nobody has studied. */
export function factsOf(exchangeId: string): ExchangeFacts {
  return (Object.hasOwn(KNOWN, exchangeId) ? KNOWN[exchangeId] : undefined) ?? CONSERVATIVE_FACTS;
}
