import { AlpacaMarketData } from '#adapters/alpaca/alpaca-market-data.ts';
import type { Patience } from '#adapters/retry/patience.ts';
import { ALPACA_VARIABLES, ccxtVariable } from '#application/contracts/venue-variables.ts';
import { type BarHistory, BarRequestError } from '#application/ports/bar-history.ts';
import type { MarketData } from '#application/ports/market-data.ts';
import { parseSymbol } from '#domain/shared/symbol.ts';
import { refuseFlag } from '../replay/flag-values.ts';
import { UsageError } from '../usage-error.ts';
import { type BrokerName, requireVariable, urlVariable } from './broker-environment.ts';
import { requireExchange } from './require-exchange.ts';

/** Where bars come from: of the past, and as they close. No order can be given to it. */
export type BarSource = BarHistory & Pick<MarketData, 'getBars'>;

export interface BarSourceOptions {
  readonly name: BrokerName;
  /** Feed and adjustment of Alpaca's equities; not for anything else. */
  readonly feed?: string;
  readonly adjustment?: string;
  readonly patience: Patience;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
  readonly onRetry: (reason: string, delay: number) => void;
}

const ALPACA_DATA = 'https://data.alpaca.markets';
/** Milliseconds: a page of ten thousand bars takes a while on a slow line. */
const TIMEOUT = 30_000;

/**
 * The source that `--from` names, with the hosts and keys of the environment.
 *
 * @throws {UsageError} for keys that are missing and an exchange that does not exist.
 */
export async function openBarSource(options: BarSourceOptions, env: NodeJS.ProcessEnv): Promise<BarSource> {
  const { name } = options;
  if (name.kind === 'alpaca') return openAlpaca(options, env);
  const baseUrl = urlVariable(env, ccxtVariable(name.exchange, 'BASE_URL'));
  const { CcxtMarketData } = await import('#adapters/ccxt/ccxt-market-data.ts');
  return new CcxtMarketData({ ...options, exchangeClass: await requireExchange('--from', name.exchange), baseUrl });
}

/** What the venue has none of is bad input. */
export async function orUsageError<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof BarRequestError) throw new UsageError(`--${cause.part}: ${cause.message}`, { cause });
    throw cause;
  }
}

/** @throws {UsageError} when the source has no symbols of that kind. */
export function requireServed(name: BrokerName, symbol: string): void {
  if (name.kind === 'ccxt' && !parseSymbol(symbol).isPair)
    throw refuseFlag('--symbol', symbol, `a pair like BTC/USDT: ${name.exchange} has no equities`);
}

function openAlpaca({ feed, adjustment, ...options }: BarSourceOptions, env: NodeJS.ProcessEnv): AlpacaMarketData {
  const why = 'the key of an Alpaca account (a paper account will do)';
  const keyId = requireVariable(env, ALPACA_VARIABLES.keyId, why);
  const secretKey = requireVariable(env, ALPACA_VARIABLES.secretKey, 'the secret of that key');
  return new AlpacaMarketData({
    ...options,
    ...(feed === undefined ? {} : { feed }),
    ...(adjustment === undefined ? {} : { adjustment }),
    baseUrl: urlVariable(env, ALPACA_VARIABLES.dataUrl) ?? ALPACA_DATA,
    keyId,
    secretKey,
    timeout: TIMEOUT,
  });
}
