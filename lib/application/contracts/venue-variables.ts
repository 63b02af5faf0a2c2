/* The ecosystem's variables of credentials and hosts, by the names that their users know: of the environment, and fields of the broker's secret. */

/** Variables that hold the same thing, the first of them preferred: its name is the secret's field. */
export type VenueVariable = readonly [name: string, ...aliases: string[]];

export type Environment = Readonly<Record<string, string | undefined>>;

export const ALPACA_VARIABLES = {
  keyId: ['APCA_API_KEY_ID', 'ALPACA_API_KEY'],
  secretKey: ['APCA_API_SECRET_KEY', 'ALPACA_SECRET_KEY'],
  tradingUrl: ['APCA_API_BASE_URL'],
  dataUrl: ['APCA_API_DATA_URL'],
} as const satisfies Readonly<Record<string, VenueVariable>>;

/** CCXT's names of credentials, and the endings of the variables that they stand in. */
export const CCXT_CREDENTIALS: Readonly<Record<string, string>> = {
  apiKey: 'API_KEY',
  secret: 'SECRET',
  password: 'PASSWORD',
  uid: 'UID',
  walletAddress: 'WALLET_ADDRESS',
  privateKey: 'PRIVATE_KEY',
};

const CCXT_ALIASES: Readonly<Record<string, readonly string[]>> = {
  CCXT_BINANCE_API_KEY: ['BINANCE_API_KEY'],
  CCXT_BINANCE_SECRET: ['BINANCE_API_SECRET'],
};

/** Of an exchange by CCXT's id; `what` is an ending of `CCXT_CREDENTIALS`, or `BASE_URL`. */
export function ccxtVariable(exchange: string, what: string): VenueVariable {
  const name = `CCXT_${exchange.toUpperCase()}_${what}`;
  return [name, ...(CCXT_ALIASES[name] ?? [])];
}

/** Everything that the secret of a broker may hold: `alpaca`, or `ccxt:ID`. */
export function brokerVariables(broker: string): readonly VenueVariable[] {
  const { keyId, secretKey, tradingUrl } = ALPACA_VARIABLES;
  if (broker === 'alpaca') return [keyId, secretKey, tradingUrl];
  const exchange = broker.replace('ccxt:', '');
  return [...Object.values(CCXT_CREDENTIALS), 'BASE_URL'].map((what) => ccxtVariable(exchange, what));
}

/** The credentials of an exchange that are set, under CCXT's names. */
export function findCcxtCredentials(environment: Environment, exchange: string): Readonly<Record<string, string>> {
  const found = Object.entries(CCXT_CREDENTIALS).flatMap(([name, what]) => {
    const value = findVariable(environment, ccxtVariable(exchange, what));
    return value === null ? [] : [[name, value]];
  });
  return Object.fromEntries(found);
}

/** The first of the variables that is set to something; `null`: none is. */
export function findVariable(environment: Environment, names: VenueVariable): string | null {
  for (const name of names) {
    const value = environment[name]?.trim() ?? '';
    if (value !== '') return value;
  }
  return null;
}
