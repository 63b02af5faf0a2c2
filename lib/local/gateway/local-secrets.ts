/** The base URLs and keys that the local cloud answers as secrets, always from the ecosystem's variables. */
export interface LocalSecrets {
  /** Of the secret with this name, `null` when nothing answers for it. */
  valueOf(name: string): string | null;
}

const CCXT_FIELDS = ['API_KEY', 'SECRET', 'PASSWORD', 'UID', 'WALLET_ADDRESS', 'PRIVATE_KEY', 'BASE_URL'] as const;

/** Other names of the same variables. */
const ALIASES: Readonly<Record<string, string>> = {
  APCA_API_KEY_ID: 'ALPACA_API_KEY',
  APCA_API_SECRET_KEY: 'ALPACA_SECRET_KEY',
  CCXT_BINANCE_API_KEY: 'BINANCE_API_KEY',
  CCXT_BINANCE_SECRET: 'BINANCE_API_SECRET',
};

/**
 * The secrets of a local cloud by the names in the template: market data always from the local server, so that its key never leaves the machine, the
 * broker's by its kind (`alpaca`, `ccxt:binance`).
 */
export function localSecrets(environment: NodeJS.ProcessEnv, marketDataUrl: string, broker: string): LocalSecrets {
  return {
    valueOf: (name) => {
      if (name.includes('-MarketData')) return marketDataSecret(environment, marketDataUrl);
      return name.includes('-Broker') ? brokerSecret(environment, broker) : null;
    },
  };
}

/** A variable under its own name or its alias. */
export function venueVariable(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = environment[name] || environment[ALIASES[name] ?? name];
  return value === '' ? undefined : value;
}

function marketDataSecret(environment: NodeJS.ProcessEnv, url: string): string {
  return JSON.stringify({
    APCA_API_KEY_ID: venueVariable(environment, 'APCA_API_KEY_ID') ?? 'local',
    APCA_API_SECRET_KEY: venueVariable(environment, 'APCA_API_SECRET_KEY') ?? 'local',
    APCA_API_DATA_URL: url,
  });
}

function brokerSecret(environment: NodeJS.ProcessEnv, broker: string): string {
  const names =
    broker === 'alpaca'
      ? ['APCA_API_KEY_ID', 'APCA_API_SECRET_KEY', 'APCA_API_BASE_URL'].map((name) => [name, name] as const)
      : CCXT_FIELDS.map((field) => [field, `CCXT_${broker.replace('ccxt:', '').toUpperCase()}_${field}`] as const);
  return JSON.stringify(
    Object.fromEntries(
      names.flatMap(([field, name]) => {
        const value = venueVariable(environment, name);
        return value === undefined ? [] : [[field, value]];
      }),
    ),
  );
}
