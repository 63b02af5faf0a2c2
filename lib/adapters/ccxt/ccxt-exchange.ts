/**
 * What this adapter uses of a ccxt exchange. Amounts go in and come out as texts: `createCcxtExchange` sets ccxt to strings, so that no
 * digit passes through a float.
 */
export interface CcxtExchange {
  readonly id: string;
  /** In place of `{hostname}` in its addresses. */
  hostname?: string;
  /** Credentials under ccxt's names, and whether the exchange needs them. */
  requiredCredentials: Readonly<Record<string, unknown>>;
  urls: Record<string, unknown>;
  options: Record<string, unknown>;
  has: Record<string, unknown>;
  markets?: Record<string, unknown> | undefined;
  /** What the precisions of its markets are: steps, or numbers of digits. */
  precisionMode?: unknown;
  /** Lengths of bars, by ccxt's name for them. */
  timeframes?: Readonly<Record<string, unknown>>;
  /** Of the last answer, their names in title case. */
  last_response_headers?: unknown;
  setSandboxMode(enabled: boolean): void;
  enableDemoTrading(enabled: boolean): void;
  setMarkets(markets: unknown): unknown;
  loadMarkets(reload?: boolean, params?: object): Promise<unknown>;
  market(symbol: string): unknown;
  amountToPrecision(symbol: string, amount: unknown): string | undefined;
  priceToPrecision(symbol: string, price: unknown): string | undefined;
  createOrder(
    symbol: string,
    type: string,
    side: string,
    amount: unknown,
    price: unknown,
    params: object,
  ): Promise<unknown>;
  cancelAllOrdersAfter(milliseconds: number, params: object): Promise<unknown>;
  fapiPrivatePostCountdownCancelAll(params: object): Promise<unknown>;
  cancelOrder(id: string | undefined, symbol: string, params: object): Promise<unknown>;
  fetchOrder(id: string | undefined, symbol: string, params: object): Promise<unknown>;
  fetchOpenOrders(symbol?: string, since?: number, limit?: number, params?: object): Promise<unknown>;
  fetchClosedOrders(symbol?: string, since?: number, limit?: number, params?: object): Promise<unknown>;
  fetchCanceledAndClosedOrders(symbol?: string, since?: number, limit?: number, params?: object): Promise<unknown>;
  fetchMyTrades(symbol?: string, since?: number, limit?: number, params?: object): Promise<unknown>;
  fetchOHLCV(symbol: string, timeframe: string, since: number, limit: number): Promise<unknown>;
  fetchTime(): Promise<unknown>;
  /** What is known of a method: most entries of an answer, for one. */
  featureValue(symbol: string, method: string, name: string): unknown;
  fetchOrderBook(symbol: string, limit?: number): Promise<unknown>;
  fetchBalance(params?: object): Promise<unknown>;
  fetchPositions(symbols?: readonly string[], params?: object): Promise<unknown>;
}

export type CcxtExchangeClass = new (config: object) => unknown;
