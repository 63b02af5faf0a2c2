import { UsageError } from '../usage-error.ts';

/* The variables of spec "Configuration": credentials and hosts of brokers, by the names that their users know. */

export type BrokerName = { readonly kind: 'alpaca' } | { readonly kind: 'ccxt'; readonly exchange: string };

/** Variables that hold the same thing, the first of them preferred. */
export const ALPACA_VARIABLES = {
  keyId: ['APCA_API_KEY_ID', 'ALPACA_API_KEY'],
  secretKey: ['APCA_API_SECRET_KEY', 'ALPACA_SECRET_KEY'],
  tradingUrl: ['APCA_API_BASE_URL'],
  dataUrl: ['APCA_API_DATA_URL'],
} as const;

/** CCXT's names of credentials, and the endings of the variables that they stand in. */
export const CCXT_CREDENTIALS: Readonly<Record<string, string>> = {
  apiKey: 'API_KEY',
  secret: 'SECRET',
  password: 'PASSWORD',
  uid: 'UID',
  walletAddress: 'WALLET_ADDRESS',
  privateKey: 'PRIVATE_KEY',
};

/** `alpaca` or `ccxt:ID`. @throws {UsageError} */
export function brokerFlag(flag: string, text: string): BrokerName {
  if (text === 'alpaca') return { kind: 'alpaca' };
  const exchange = /^ccxt:([a-z0-9]{2,40})$/.exec(text)?.[1];
  if (exchange !== undefined) return { kind: 'ccxt', exchange };
  throw new UsageError(
    `${flag}: received ${JSON.stringify(text)}, expected alpaca or ccxt:ID with an exchange of CCXT, e.g. ccxt:binance`,
  );
}

/** The name of a variable of an exchange, its aliases after it. */
export function ccxtVariables(exchange: string, what: string): readonly string[] {
  const name = `CCXT_${exchange.toUpperCase()}_${what}`;
  if (exchange !== 'binance') return [name];
  if (what === 'API_KEY') return [name, 'BINANCE_API_KEY'];
  return what === 'SECRET' ? [name, 'BINANCE_API_SECRET'] : [name];
}

/** The first of the variables that is set to something; `null`: none is. */
export function findVariable(env: NodeJS.ProcessEnv, names: readonly string[]): string | null {
  for (const name of names) {
    const value = env[name]?.trim() ?? '';
    if (value !== '') return value;
  }
  return null;
}

/** @throws {UsageError} which names the variable and no value. */
export function requireVariable(env: NodeJS.ProcessEnv, names: readonly string[], why: string): string {
  const value = findVariable(env, names);
  if (value !== null) return value;
  throw new UsageError(`environment variable ${names.join(' or ')}: not set, expected ${why}`);
}

/**
 * The address in one of the variables; `null`: none is set. Plain http is for this machine only: keys travel along.
 *
 * @throws {UsageError}
 */
export function urlVariable(env: NodeJS.ProcessEnv, names: readonly string[]): string | null {
  const text = findVariable(env, names);
  if (text === null) return null;
  const url = URL.parse(text);
  const isLocal = url?.protocol === 'http:' && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  const isPlain = url !== null && url.username === '' && url.search === '' && url.hash === '';
  if (isPlain && (url.protocol === 'https:' || isLocal)) return text;
  throw new UsageError(
    `environment variable ${names[0]}: received no https address, expected one like https://host (http on this machine only)`,
  );
}
