import { type Environment, findVariable, type VenueVariable } from '#application/contracts/venue-variables.ts';
import { isServiceUrl } from '../service-url.ts';
import { UsageError } from '../usage-error.ts';

export type BrokerName = { readonly kind: 'alpaca' } | { readonly kind: 'ccxt'; readonly exchange: string };

/** `alpaca` or `ccxt:ID`. @throws {UsageError} */
export function brokerFlag(flag: string, text: string): BrokerName {
  if (text === 'alpaca') return { kind: 'alpaca' };
  const exchange = /^ccxt:([a-z0-9]{2,40})$/.exec(text)?.[1];
  if (exchange !== undefined) return { kind: 'ccxt', exchange };
  throw new UsageError(
    `${flag}: received ${JSON.stringify(text)}, expected alpaca or ccxt:ID with an exchange of CCXT, e.g. ccxt:binance`,
  );
}

/** @throws {UsageError} which names the variable and no value. */
export function requireVariable(env: Environment, names: VenueVariable, why: string): string {
  const value = findVariable(env, names);
  if (value !== null) return value;
  throw new UsageError(`environment variable ${names.join(' or ')}: not set, expected ${why}`);
}

/**
 * The address in one of the variables; `null`: none is set. Plain http is for this machine only: keys travel along.
 *
 * @throws {UsageError}
 */
export function urlVariable(env: Environment, names: VenueVariable): string | null {
  const text = findVariable(env, names);
  if (text === null) return null;
  if (isServiceUrl(text)) return text;
  throw new UsageError(
    `environment variable ${names[0]}: received no https address, expected one like https://host (http on this machine only)`,
  );
}
