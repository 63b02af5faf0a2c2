import {
  ALPACA_VARIABLES,
  brokerVariables,
  type Environment,
  findVariable,
} from '#application/contracts/venue-variables.ts';

/** The base URLs and keys that the local cloud answers as secrets, always from the ecosystem's variables. */
export interface LocalSecrets {
  /** Of the secret with this name, `null` when nothing answers for it. */
  valueOf(name: string): string | null;
}

/**
 * The secrets of a local cloud by the names in the template: market data always from the local server, so that its key never leaves the machine, the
 * broker's by its kind (`alpaca`, `ccxt:binance`).
 */
export function localSecrets(environment: Environment, marketDataUrl: string, broker: string): LocalSecrets {
  return {
    valueOf: (name) => {
      if (name.includes('-MarketData')) return marketDataSecret(environment, marketDataUrl);
      return name.includes('-Broker') ? brokerSecret(environment, broker) : null;
    },
  };
}

function marketDataSecret(environment: Environment, url: string): string {
  const { keyId, secretKey, dataUrl } = ALPACA_VARIABLES;
  return JSON.stringify({
    [keyId[0]]: findVariable(environment, keyId) ?? 'local',
    [secretKey[0]]: findVariable(environment, secretKey) ?? 'local',
    [dataUrl[0]]: url,
  });
}

function brokerSecret(environment: Environment, broker: string): string {
  const fields = brokerVariables(broker).flatMap((names) => {
    const value = findVariable(environment, names);
    return value === null ? [] : [[names[0], value]];
  });
  return JSON.stringify(Object.fromEntries(fields));
}
